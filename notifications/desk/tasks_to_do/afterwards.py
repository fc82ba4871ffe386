"""Tasks after the event: the report, the thanks, what was promised."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.desk.event_now import EventNow
from notifications.desk.tasks_to_do.task import Button, Task, Urgency, day, names, to
from notifications.desk.workspace import REPORT_DAYS
from tours.dialogue.models import Report, ReportState, ReviewState

FRESH_DAYS = 3


def report_to_write(now: EventNow) -> Iterator[Task]:
    """It has been, and nobody can read yet what came of it."""
    report = _report(now)
    ago = -(now.days or 0)
    if not 0 < ago <= REPORT_DAYS or (report and report.state != ReportState.DRAFT):
        return
    begun = report is not None and bool(report.body.strip())
    said = ngettext("Gisteren geweest", "%(n)s dagen geleden", ago) % {"n": ago}
    yield Task(
        urgency=Urgency.THIS_WEEK if ago > FRESH_DAYS else Urgency.IN_TIME,
        icon="edit",
        title=_("Het verslag is nog niet klaar") if begun else _("Schrijf op wat eruit kwam"),
        tag=said,
        sentence=_("Behoeften, voorstellen en afspraken, en een kort verslag voor wie er niet bij was."),
        event=now.event,
        button=Button(_("Naar het vervolg"), to("dialogue:event", now.event)),
    )


def report_in_review(now: EventNow) -> Iterator[Task]:
    """The speakers read it; when they have, or their time is over, it can be published."""
    report = _report(now)
    if report is None or report.state != ReportState.REVIEW:
        return
    agreed = [review for review in now.reviews if review.state == ReviewState.APPROVED]
    remarks = [review.speaker.name for review in now.reviews if review.state == ReviewState.REMARKS]
    over = report.review_by is not None and report.review_by < now.today
    ready = over or len(agreed) == len(now.reviews)
    said = _("%(n)s van de %(all)s sprekers vinden het goed.") % {"n": len(agreed), "all": len(now.reviews)}
    if remarks:
        said = ngettext(
            "Er zijn opmerkingen van één spreker.", "Er zijn opmerkingen van %(n)s sprekers.", len(remarks)
        ) % {"n": len(remarks)}
    yield Task(
        urgency=Urgency.SOON if remarks or ready else Urgency.IN_TIME,
        icon="reply" if remarks else "file",
        title=_("U kunt het verslag publiceren")
        if ready and not remarks
        else _("Het verslag ligt bij de sprekers"),
        tag=_("Tot %(day)s") % {"day": day(report.review_by)}
        if report.review_by and not over
        else _("Tijd is om"),
        sentence=said,
        event=now.event,
        tone="sun" if ready or remarks else "",
        button=Button(_("Naar het verslag"), to("dialogue:event", now.event)),
        people=names(remarks),
    )


def event_to_close(now: EventNow) -> Iterator[Task]:
    """One mail with thanks, material and report, when the report is out."""
    report = _report(now)
    done = report is not None and report.state == ReportState.PUBLISHED
    if now.is_published and now.days is not None and now.days < 0 and done:
        yield Task(
            urgency=Urgency.THIS_WEEK,
            icon="archive",
            title=_("Sluit af en bedank iedereen"),
            tag=_("Verslag staat online"),
            sentence=_("Wie er was, krijgt één mail met de presentaties, het verslag en een bedankje."),
            event=now.event,
            button=Button(_("Afsluiten en bedanken"), to("lifecycle:close", now.event)),
            link=Button(_("Bekijk de pagina"), to("agenda:event", now.event)),
        )


def commitments_due(now: EventNow) -> Iterator[Task]:
    """What was promised, is open, and should be done within a week or should have been."""
    due = [each for each in now.commitments if each.due_date]
    if not due:
        return
    late = [each for each in due if each.due_date and each.due_date < now.today]
    number = len(late or due)
    title = (
        ngettext("Eén afspraak is over tijd", "%(n)s afspraken zijn over tijd", number)
        if late
        else ngettext(
            "Eén afspraak moet deze week klaar zijn", "%(n)s afspraken moeten deze week klaar zijn", number
        )
    )
    first = (late or due)[0]
    yield Task(
        urgency=Urgency.SOON if late else Urgency.THIS_WEEK,
        icon="flag",
        title=title % {"n": number},
        tag=_("Vóór %(day)s") % {"day": day(first.due_date)} if first.due_date else "",
        sentence=_("%(who)s: %(what)s") % {"who": first.owner_name, "what": first.text},
        event=now.event,
        tone="warn" if late else "",
        button=Button(_("Bekijk de afspraken"), to("dialogue:event", now.event)),
    )


def _report(now: EventNow) -> Report | None:
    return getattr(now.event, "report", None)
