"""What to do next about an event, as far as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tours.lifecycle.overview import Overview
from tours.programme.models import EventState, SpeakerState


@dataclass(frozen=True)
class Step:
    """One thing to do: a sentence and one button that leads to where it is done."""

    icon: str
    title: str
    text: str
    to: str  # a URL name that takes the slug
    button: str | Promise
    tone: str = ""
    anchor: str = ""


def next_steps(overview: Overview) -> list[Step]:
    """What to do next, most pressing first."""
    event = overview.event
    if event.state == EventState.CANCELLED:
        return []
    checks = _AFTERWARDS if event.state == EventState.CLOSED or overview.over else _BEFORE
    return [step for check in checks if (step := check(overview))]


def _choose_date(overview: Overview) -> Step | None:
    if overview.event.date:
        return None
    return Step(
        "calendar",
        _("Kies een datum"),
        _("Met een datum en een plek kunt u al een vooraankondiging publiceren."),
        to="lifecycle:settings",
        anchor="id_date",
        button=_("Vul de datum in"),
        tone="warn",
    )


def _ask_for_dates(overview: Overview) -> Step | None:
    if overview.event.date or overview.event.state != EventState.DRAFT:
        return None
    return Step(
        "people",
        _("Of vraag eerst wie wanneer kan"),
        _("Met de datumprikker stelt u dagen voor. Mensen antwoorden met één link, zonder account."),
        to="polls:poll",
        button=_("Naar de datumprikker"),
    )


def _choose_place(overview: Overview) -> Step | None:
    event = overview.event
    if event.meeting_point_id or event.conference_url:
        return None
    return Step(
        "pin",
        _("Kies een verzamelpunt") if event.is_tour else _("Kies waar het is"),
        _("Dan weten mensen waar zij moeten zijn. Het staat in hun agenda."),
        to="lifecycle:settings",
        anchor="id_meeting_point",
        button=_("Kies een plek"),
        tone="" if overview.stops else "warn",
    )


def _add_stops(overview: Overview) -> Step | None:
    if overview.stops:
        return None
    tour = overview.event.is_tour
    return Step(
        "flag",
        _("Zet de haltes in het programma") if tour else _("Zet de tijdsloten in het programma"),
        _("U kunt ze typen, of plakken uit een spreadsheet."),
        to="board:programme",
        button=_("Naar het programma"),
    )


def _fill_in_times(overview: Overview) -> Step | None:
    if not overview.untimed:
        return None
    return Step(
        "clock",
        _("Vul de tijden in"),
        ngettext(
            "Bij één bezoek staat nog geen tijd.", "Bij %(n)s bezoeken staat nog geen tijd.", overview.untimed
        )
        % {"n": overview.untimed},
        to="board:programme",
        button=_("Naar het programma"),
    )


def _say_complete(overview: Overview) -> Step | None:
    if overview.event.programme_complete or not overview.stops or overview.untimed:
        return None
    return Step(
        "eye",
        _("Is het programma klaar?"),
        _("Op de website staat nog ‘programma volgt’. Zet het programma aan als het klopt."),
        to="lifecycle:settings",
        anchor="id_programme_complete",
        button=_("Zet het programma aan"),
    )


def _ask_speakers(overview: Overview) -> Step | None:
    listed = overview.speakers.get(SpeakerState.LISTED, 0)
    if not listed:
        return None
    title = ngettext("Eén spreker is nog niet gevraagd", "%(n)s sprekers zijn nog niet gevraagd", listed)
    text = ngettext(
        "Deze spreker krijgt een eigen pagina met tijd en plaats, en zegt daar ja of nee.",
        "Zij krijgen een eigen pagina met tijd en plaats. Daar zeggen zij ja of nee.",
        listed,
    )
    return Step(
        "mic",
        title % {"n": listed},
        text,
        to="programme:speakers",
        button=_("Nodig uit"),
    )


def _replace_speakers(overview: Overview) -> Step | None:
    declined = overview.speakers.get(SpeakerState.DECLINED, 0)
    if not declined:
        return None
    title = ngettext("Eén spreker kan niet komen", "%(n)s sprekers kunnen niet komen", declined)
    return Step(
        "alert",
        title % {"n": declined},
        _("Vraag iemand anders, of haal het onderdeel uit het programma."),
        to="programme:speakers",
        button=_("Bekijk wie"),
        tone="alarm",
    )


def _set_seats(overview: Overview) -> Step | None:
    if any(pool.capacity is not None for pool in overview.pools):
        return None
    return Step(
        "seat",
        _("Er is geen maximum aan het aantal plaatsen"),
        _("Klopt dat? Met een maximum komt er vanzelf een wachtlijst."),
        to="signups:pools",
        button=_("Stel plaatsen in"),
    )


def _publish(overview: Overview) -> Step | None:
    event = overview.event
    place = event.meeting_point_id or event.conference_url or overview.stops
    if event.state != EventState.DRAFT or not event.date or not place:
        return None
    text = (
        _("Datum, plaats en programma komen op de website.")
        if event.programme_complete
        else _("Datum en plaats komen op de website, met ‘programma volgt’. U vult later aan.")
    )
    return Step("send", _("U kunt publiceren"), text, to="desk:publish", button=_("Bekijk en publiceer"))


def _publish_again(overview: Overview) -> Step | None:
    if not overview.unpublished:
        return None
    return Step(
        "send",
        _("Uw wijzigingen staan nog niet op de website"),
        _("U ziet eerst wat er verandert en wie daarvan bericht krijgt."),
        to="desk:publish",
        button=_("Bekijk en publiceer"),
        tone="sun",
    )


def _wrap_up(overview: Overview) -> Step | None:
    if overview.event.state != EventState.PUBLISHED:
        return None
    return Step(
        "archive",
        _("Sluit de bijeenkomst af"),
        _("Deelnemers krijgen dan één mail met de presentaties, het verslag en een bedankje."),
        to="lifecycle:close",
        button=_("Afsluiten"),
    )


def _write_report(overview: Overview) -> Step | None:
    if overview.has_report:
        return None
    return Step(
        "edit",
        _("Schrijf op wat eruit kwam"),
        _("Behoeften, voorstellen, afspraken en een kort verslag, voor wie er niet bij was."),
        to="dialogue:event",
        button=_("Naar het vervolg"),
    )


_Check = Callable[[Overview], Step | None]


_BEFORE: tuple[_Check, ...] = (
    _replace_speakers,
    _publish_again,
    _choose_date,
    _ask_for_dates,
    _choose_place,
    _publish,
    _add_stops,
    _fill_in_times,
    _say_complete,
    _ask_speakers,
    _set_seats,
)


_AFTERWARDS: tuple[_Check, ...] = (_publish_again, _write_report, _wrap_up)
