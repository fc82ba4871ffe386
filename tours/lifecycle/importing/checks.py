"""What must fit together within one event file. Each check adds what is wrong; none of them asks the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tours.lifecycle.importing.records import Item
from tours.lifecycle.importing.tree import Problems
from tours.lifecycle.slugs import RESERVED_SLUGS
from tours.programme.actions import check_minutes
from tours.programme.errors import TimeSkipped
from tours.programme.models import Event


def check_file(file: Item, problems: Problems) -> None:
    """Ids, references, times, and what excludes each other."""
    for check in _CHECKS:
        check(file, problems)


def _own_fields(file: Item, problems: Problems) -> None:
    if file["slug"] in RESERVED_SLUGS:
        problems.add(file.line_of("slug"), "slug", _("deze naam is van een pagina. Kies een andere."))
    if file["organisation"] is None or not file["organisation"]["slug"]:
        problems.add(
            file.line_of("organisation"), "organisation", _("verwacht een organisatie met id en name.")
        )
    if _backwards(file["start_min"], file["end_min"]):
        problems.add(file.line_of("end_min"), "end", _("verwacht een tijd na ‘start’."))
    _moment_exists(file, file, "sign_up.opens", "registration_opens_at", problems)
    _moment_exists(file, file, "sign_up.closes", "registration_closes_at", problems)
    opens, closes = (aware(file[f"registration_{name}_at"], file["timezone"]) for name in ("opens", "closes"))
    if opens and closes and opens >= closes:
        problems.add(
            file.line_of("registration_closes_at"), "sign_up.closes", _("verwacht een moment na ‘opens’.")
        )


def _unique_ids(file: Item, problems: Problems) -> None:
    lists = [
        ("venues", "id", "ref"),
        ("speakers", "id", "ref"),
        ("stops", "id", "ref"),
        ("cohosts", "id", "slug"),
    ]
    lists += [("materials", "id", "ref"), ("statements", "id", "ref"), ("commitments", "id", "ref")]
    lists += [("groups", "letter", "letter"), ("seats", "for", "role")]
    for name, key, attr in lists:
        check_unique(file[name], key, attr, problems)
    for stop in file["stops"]:
        check_unique(stop["talks"], "id", "ref", problems)
    for group in file["groups"]:
        check_unique(group["visits"] or [], "stop", "stop", problems)


def _venue_references(file: Item, problems: Problems) -> None:
    venues, cohosts = _ids(file["venues"]), {cohost["slug"] for cohost in file["cohosts"]}
    for venue in file["venues"]:
        owner, slash, _ref = venue["ref"].partition("/")
        if slash and owner not in cohosts:
            problems.add(venue.line_of("ref"), venue.path_of("id"), _expected_one_of(cohosts, owner))
    for item, key in [(file, "meeting_point"), *((stop, "venue") for stop in file["stops"])]:
        check_known(item, key, key, venues, problems)


def _stop_references(file: Item, problems: Problems) -> None:
    stops = _ids(file["stops"])
    for group in file["groups"]:
        for visit in group["visits"] or ():
            check_known(visit, "stop", "stop", stops, problems)
        for leg in group["legs"]:
            check_known(leg, "from", "from_stop", stops, problems)
            check_known(leg, "to", "to_stop", stops, problems)
    for each in [*file["materials"], *file["statements"]]:
        check_known(each, "stop", "stop", stops, problems)


def _other_references(file: Item, problems: Problems) -> None:
    speakers = _ids(file["speakers"])
    talks = {f"{stop['ref']}/{talk['ref']}": talk for stop in file["stops"] for talk in stop["talks"]}
    for talk in talks.values():
        for ref in talk["speakers"]:
            if ref and ref not in speakers:
                expected = _expected_one_of(speakers, ref)
                problems.add(talk.line_of("speakers"), talk.path_of("speakers"), expected)
    for material in file["materials"]:
        check_known(material, "talk", "talk", set(talks), problems)
        check_known(material, "speaker", "speaker", speakers, problems)


def _places(file: Item, problems: Problems) -> None:
    for venue in file["venues"]:
        if (venue["lat_deg"] is None) != (venue["lon_deg"] is None):
            problems.add(venue.line, venue.path, _("verwacht ‘lat’ en ‘lon’ allebei, of geen van beide."))


def _opening_days(file: Item, problems: Problems) -> None:
    for venue in file["venues"]:
        days = [(day.weekday, day.date) for day in venue["opening_hours"] if day is not None]
        if len(days) != len(set(days)):
            line, path = venue.line_of("opening_hours"), venue.path_of("opening_hours")
            problems.add(line, path, _("verwacht elke dag één keer, met alle tijden erachter."))


def _ways(file: Item, problems: Problems) -> None:
    for group in file["groups"]:
        seen = set()
        for leg in group["legs"]:
            ends = leg["from_stop"], leg["to_stop"]
            if ends[0] == ends[1] and ends[0]:
                problems.add(
                    leg.line_of("to_stop"), leg.path_of("to"), _("verwacht een andere halte dan ‘from’.")
                )
            if leg["minutes"] is None:
                problems.add(leg.line, leg.path_of("minutes"), _("verwacht hoeveel minuten het duurt."))
            if ends in seen:
                problems.add(leg.line, leg.path, _("deze weg staat er al."))
            seen.add(ends)


def _times(file: Item, problems: Problems) -> None:
    for key, attr in (("start", "start_min"), ("end", "end_min")):
        _exists(file, file, key, attr, problems)
    for group in file["groups"]:
        for visit in group["visits"] or ():
            start, end = visit["start_min"], visit["end_min"]
            if (start is None) != (end is None):
                problems.add(
                    visit.line, visit.path, _("verwacht ‘start’ en ‘end’ allebei, of geen van beide.")
                )
            elif start is not None and end < start:
                problems.add(
                    visit.line_of("end_min"), visit.path_of("end"), _("verwacht een tijd na ‘start’.")
                )
            _exists(file, visit, "start", "start_min", problems)
            _exists(file, visit, "end", "end_min", problems)


def _files(file: Item, problems: Problems) -> None:
    for material in file["materials"]:
        _moment_exists(file, material, "visible_from", "visible_from", problems)
        if bool(material["file"]) == bool(material["link"]):
            problems.add(material.line, material.path, _("verwacht ‘file’ of ‘link’: één van de twee."))
        path = PurePosixPath(material["file"])
        if path.is_absolute() or ".." in path.parts or "\\" in material["file"]:
            expected = _("verwacht een pad binnen de map van dit bestand, zoals materials/dia.pdf.")
            problems.add(material.line_of("file"), material.path_of("file"), expected)
        if (material["shown"] == "moment") != bool(material["visible_from"]):
            expected = _("verwacht ‘visible_from’ als ‘shown’ moment is, en anders niet.")
            problems.add(material.line_of("shown"), material.path_of("visible_from"), expected)


_CHECKS: tuple[Callable[[Item, Problems], None], ...] = (
    _own_fields,
    _unique_ids,
    _venue_references,
    _stop_references,
    _other_references,
    _places,
    _opening_days,
    _ways,
    _times,
    _files,
)


def _ids(items: list[Item]) -> set[str]:
    return {item["ref"] for item in items if item["ref"]}


def check_unique(items: list[Item], key: str, attr: str, problems: Problems) -> None:
    first: dict[Any, int] = {}
    for item in items:
        value = item[attr]
        if value == "" and attr != "role":
            continue  # a problem already
        if value in first:
            expected = _("‘%(value)s’ staat er al op regel %(line)s. Kies een andere.")
            problems.add(
                item.line_of(attr),
                item.path_of(key),
                expected % {"value": value or "everyone", "line": first[value]},
            )
        elif value is not None:
            first[value] = item.line_of(attr)


def check_known(item: Item, key: str, attr: str, known: set[str], problems: Problems) -> None:
    value = item[attr]
    if value and value not in known:
        problems.add(item.line_of(attr), item.path_of(key), _expected_one_of(known, value))


def _expected_one_of(known: Iterable[str], value: str) -> str:
    names = ", ".join(sorted(known)) or _("(er staat er geen in dit bestand)")
    return _("verwacht één van: %(names)s; er staat ‘%(text)s’.") % {"names": names, "text": value}


def _backwards(start: int | None, end: int | None) -> bool:
    return start is not None and end is not None and end <= start


def _exists(file: Item, item: Item, key: str, attr: str, problems: Problems) -> None:
    """A local time in the hour that the clock skips is no time."""
    minute, day = item[attr], file["date"]
    if minute is None or not isinstance(day, date):
        return
    try:
        check_minutes(Event(date=day, timezone=file["timezone"]), (minute,))
    except TimeSkipped:
        expected = _("deze tijd bestaat niet op %(day)s: de klok gaat dan een uur vooruit.")
        problems.add(item.line_of(attr), item.path_of(key), expected % {"day": day.isoformat()})


def aware(moment: datetime | None, timezone: str) -> datetime | None:
    """A moment of the file in its zone; None stays None."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))


def _moment_exists(file: Item, item: Item, key: str, attr: str, problems: Problems) -> None:
    moment = aware(item[attr], file["timezone"])
    if moment is None:
        return
    there_and_back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    if there_and_back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        expected = _("dit moment bestaat niet: in die nacht gaat de klok een uur vooruit.")
        problems.add(item.line_of(attr), item.path_of(key), expected)
