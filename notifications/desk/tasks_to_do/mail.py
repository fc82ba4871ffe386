"""Tasks about mail that did not arrive, or waits for somebody's yes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.desk.event_now import EventNow
from notifications.desk.tasks_to_do.task import Button, Task, Urgency, to


def mails_failed(now: EventNow) -> Iterator[Task]:
    """Not delivered, and nothing since: usually a wrong address."""
    if now.failed:
        title = ngettext("Eén mail is niet aangekomen", "%(n)s mails zijn niet aangekomen", now.failed)
        yield Task(
            urgency=Urgency.SOON,
            icon="mail",
            title=title % {"n": now.failed},
            tag=_("Mislukt"),
            sentence=_("Vaak klopt het adres niet. Verbeter het bij de persoon, of bel even."),
            event=now.event,
            tone="alarm",
            button=Button(_("Bekijk wie"), to("desk:event_messages", now.event, query="?status=failed")),
            link=Button(_("Naar de mensen"), to("signups:people", now.event)),
        )


def notices_to_read(now: EventNow) -> Iterator[Task]:
    """Somebody wrote back, or a mail came back: it stands at the person until somebody has seen it."""
    if now.notices:
        title = ngettext("Eén bericht kwam binnen", "%(n)s berichten kwamen binnen", now.notices)
        yield Task(
            urgency=Urgency.SOON,
            icon="reply",
            title=title % {"n": now.notices},
            tag=_("Te lezen"),
            sentence=_(
                "Het staat bij de persoon in de lijst. Daar meldt u iemand af, of u zet het op gezien."
            ),
            event=now.event,
            tone="sun",
            button=Button(_("Lees"), to("signups:people", now.event, query="?sort=bericht")),
        )


def mails_held(now: EventNow) -> Iterator[Task]:
    """Written, but kept in the house."""
    if now.held:
        title = ngettext("Eén mail wordt tegengehouden", "%(n)s mails worden tegengehouden", now.held)
        yield Task(
            urgency=Urgency.SOON,
            icon="lock",
            title=title % {"n": now.held},
            tag=_("Wacht op u"),
            sentence=" ".join(now.why_held) or _("Kijk of ze nog kloppen. Geef ze dan vrij, of trek ze in."),
            event=now.event,
            tone="warn",
            button=Button(
                _("Bekijk en geef vrij"), to("desk:event_messages", now.event, query="?status=held")
            ),
        )


def people_not_told(now: EventNow) -> Iterator[Task]:
    """Left out of what was published: their calendars may say an older time or place."""
    if now.untold:
        title = ngettext(
            "Eén persoon weet niet wat er veranderde", "%(n)s mensen weten niet wat er veranderde", now.untold
        )
        yield Task(
            urgency=Urgency.SOON,
            icon="mail",
            title=title % {"n": now.untold},
            tag=_("Niet verteld"),
            sentence=_("Zij kregen geen mail. In hun agenda kan nog een oude tijd of plaats staan."),
            event=now.event,
            tone="warn",
            button=Button(_("Bekijk wie"), to("desk:mailing", now.event, anchor="niet-verteld")),
        )
