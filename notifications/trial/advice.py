"""What to change in the set-up of the mail, in words: from the settings, and from what came back of a trial."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from notifications.calendar.providers import carries_alternative, drops_method, provider_of
from notifications.inbound.parsing.results import Checked
from notifications.outbox import breaker
from notifications.outbox.models import MessageState
from notifications.outbox.reasons import why
from notifications.trial.actions import sender_of
from notifications.trial.models import MailTrial
from tours.models import Organisation

GOOD, BAD, OPEN = "good", "bad", "open"
_PATIENCE = timedelta(minutes=10)
_NOBODYS_OWN = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.nl",
        "ziggo.nl",
        "kpnmail.nl",
        "icloud.com",
    }
)
_NOT_REAL = ("localhost", ".local", ".example", ".invalid", ".test", ".internal")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `standing`: good, bad, or open where it is not known yet."""

    standing: str
    title: str
    todo: str = ""


def findings(organisation: Organisation, trial: MailTrial | None, *, at: datetime) -> list[Finding]:
    """Everything that can be said now; what is wrong first."""
    found = [*_sending(), *_sender(organisation), *_coming_in(), *_links()]
    if trial:
        found += [*_trial(organisation, trial, at=at)]
    return sorted(found, key=lambda one: [BAD, OPEN, GOOD].index(one.standing))


def _sending() -> Iterator[Finding]:
    open_breaker = breaker.current()
    provider = provider_of(settings.EMAIL_BACKEND)
    if settings.OUTBOX_HOLD:
        yield Finding(
            BAD, _("Alle mail wordt tegengehouden."), _("Zet OUTBOX_HOLD uit en start de dienst opnieuw.")
        )
    if not settings.EMAIL_URL:
        yield Finding(
            BAD,
            _("Mail gaat naar bestanden en niet naar mensen."),
            _("Zet EMAIL_URL op uw mailserver (smtp://…) of op een mailprovider."),
        )
    elif open_breaker:
        yield Finding(BAD, _("De mailserver weigert ons."), open_breaker.reason[:300])
    elif drops_method(provider):
        yield Finding(
            BAD,
            _(
                "Deze mailprovider laat van een uitnodiging een los bestand over, zonder knoppen om te accepteren."
            ),
            _("Verstuur over SMTP of Amazon SES."),
        )
    elif not carries_alternative(provider):
        yield Finding(
            OPEN,
            _(
                "Deze mailprovider stuurt de uitnodiging als bijlage. Niet ieder mailprogramma toont dan knoppen."
            ),
            _("Met SMTP of Amazon SES doen alle programma's dat."),
        )
    else:
        yield Finding(GOOD, _("Mail gaat de deur uit, met de uitnodiging zoals agenda's die willen."))


def _sender(organisation: Organisation) -> Iterator[Finding]:
    sender = sender_of(organisation)
    domain = domain_of(sender)
    if "." not in domain or domain.endswith(_NOT_REAL):
        yield Finding(
            BAD,
            _("De afzender %(sender)s is geen adres dat op internet bestaat.") % {"sender": sender},
            _(
                "Vul bij de gegevens van uw organisatie een afzender in, of zet MAIL_FROM: een postbus die iemand leest."
            ),
        )
    elif domain in _NOBODYS_OWN:
        yield Finding(
            BAD,
            _("De afzender %(sender)s is van een gratis postbus. Andere mailservers weigeren die van ons.")
            % {"sender": sender},
            _("Neem een adres bij het domein van uw organisatie."),
        )
    else:
        yield Finding(GOOD, _("De afzender is %(sender)s.") % {"sender": sender})


def _coming_in() -> Iterator[Finding]:
    if not (
        settings.INBOUND_SECRET or settings.INBOUND_MAILBOX_URL or settings.ANYMAIL.get("WEBHOOK_SECRET")
    ):
        yield Finding(
            BAD,
            _("Antwoorden uit agenda's komen niet bij ons binnen."),
            _("Zet INBOUND_SECRET of INBOUND_MAILBOX_URL. Het staat in de handleiding voor beheerders."),
        )
    elif not settings.INBOUND_TRUSTED_AUTHSERV:
        yield Finding(
            OPEN,
            _(
                "Wij weten niet welke mailserver wij mogen geloven. Wie weigert, krijgt daarom eerst een link."
            ),
            _("Zet INBOUND_TRUSTED_AUTHSERV op de naam waarmee uw mailserver zijn bevindingen opent."),
        )
    else:
        yield Finding(GOOD, _("Antwoorden kunnen binnenkomen."))


def _links() -> Iterator[Finding]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host == "localhost" or host.endswith(_NOT_REAL) or _is_private(host):
        yield Finding(
            BAD,
            _("De links in mails wijzen naar %(url)s. Dat adres bestaat alleen hier.")
            % {"url": settings.SITE_URL},
            _("Zet SITE_URL op het adres waar mensen de dienst vinden."),
        )
    elif not settings.HTTPS:
        yield Finding(
            BAD,
            _("De links in mails zijn niet beveiligd."),
            _(
                "Zet SITE_URL op een adres met https. Zonder dat tonen mailprogramma's ook geen knop om af te melden."
            ),
        )


def _trial(organisation: Organisation, trial: MailTrial, *, at: datetime) -> Iterator[Finding]:
    message = trial.message
    if message is None or message.state in {
        MessageState.FAILED,
        MessageState.WITHDRAWN,
        MessageState.EXPIRED,
    }:
        said = why(message)[:300] if message else ""
        yield Finding(BAD, _("De proef is niet verstuurd."), said or _("Doe de proef nog eens."))
        return
    if message.state != MessageState.SENT:
        yield Finding(OPEN, _("De proef wacht op versturen."), why(message)[:300])
        return
    if trial.answered_at:
        yield Finding(GOOD, _("Er kwam een antwoord uit de agenda binnen."))
    if trial.came_back_at is None:
        late = at - trial.started_at > _PATIENCE
        yield Finding(
            OPEN,
            _("De proef is verstuurd en nog niet teruggekomen.")
            if late
            else _("De proef is verstuurd. Kijk over een paar minuten weer."),
            _(
                "Stuur de proef naar %(sender)s, of stuur hem vanuit een andere postbus als bijlage daarheen door."
            )
            % {"sender": sender_of(organisation)},
        )
        return
    yield Finding(GOOD, _("De proef kwam terug."))
    yield from authentication(trial.results, domain=domain_of(sender_of(organisation)))


def authentication(results: list[Checked], *, domain: str) -> Iterator[Finding]:
    """SPF, DKIM and DMARC (RFC 7208, 6376, 7489) as the receiving server found them."""
    if not results:
        yield Finding(
            OPEN,
            _("De server die de proef ontving, zegt niets over SPF, DKIM en DMARC."),
            _(
                "Doe de proef naar een adres bij een grote provider, en stuur hem als bijlage door naar de afzender."
            ),
        )
        return
    host = results[0]["host"]
    for method, name, todo in (
        ("spf", "SPF", _spf()),
        ("dkim", "DKIM", _dkim()),
        ("dmarc", "DMARC", _dmarc()),
    ):
        yield _judged(
            [one for one in results if one["method"] == method], name, todo, domain=domain, host=host
        )


def _judged(found: list[Checked], name: str, todo: str, *, domain: str, host: str) -> Finding:
    values = {"name": name, "host": host, "domain": domain}
    passed = [one for one in found if one["result"] == "pass"]
    if any(not one["domain"] or belongs(one["domain"], domain) for one in passed):
        return Finding(GOOD, _("%(name)s klopt, zegt %(host)s.") % values)
    if passed:
        title = _("%(name)s klopt voor %(other)s, en niet voor uw eigen %(domain)s.")
        return Finding(BAD, title % (values | {"other": passed[0]["domain"]}), todo % values)
    result = found[0]["result"] if found else "none"
    if result == "none":
        return Finding(BAD, _("%(name)s ontbreekt voor %(domain)s, zegt %(host)s.") % values, todo % values)
    title = _("%(name)s klopt niet voor %(domain)s: ‘%(result)s’, zegt %(host)s.")
    return Finding(BAD, title % (values | {"result": result}), todo % values)


def _spf() -> str:
    return _(
        "Zet in de DNS van %(domain)s een TXT-record dat met v=spf1 begint, met daarin de server of provider die uw mail"
        " verstuurt. Er mag er één zijn: vul een bestaand record aan."
    )


def _dkim() -> str:
    return _(
        "Zet ondertekenen met DKIM aan bij uw mailserver of provider, voor %(domain)s zelf, en zet de sleutel die u daar"
        " krijgt in de DNS onder de naam die erbij hoort: die eindigt op ._domainkey.%(domain)s."
    )


def _dmarc() -> str:
    return _(
        "Zorg eerst dat SPF of DKIM klopt voor %(domain)s zelf. Zet dan in de DNS een TXT-record bij _dmarc.%(domain)s,"
        " om te beginnen: v=DMARC1; p=none."
    )


def belongs(domain: str, to: str) -> bool:
    """Whether one is the other or stands below it: the relaxed alignment of RFC 7489 section 3.1, near enough."""
    return domain == to or domain.endswith(f".{to}") or to.endswith(f".{domain}")


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip(">").lower()


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
