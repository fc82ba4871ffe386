import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from notifications.calendar import objects
from notifications.calendar.objects import Mailbox
from tests.notifications.calendar.itineraries import GRIFFIE, ROUTE, SAM, a_step, an_entry

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def an_invitation(*, organizer=GRIFFIE, attendee=SAM, **fields):
    return objects.request(an_entry(**fields), organizer=organizer, attendee=attendee)


def lines_of(octets):
    """Unfolded by hand: our own reading of RFC 5545, without a library."""
    return octets.replace(b"\r\n ", b"").decode().split("\r\n")


def read(octets):
    return Calendar.from_ical(octets).walk("VEVENT")[0]


def test_the_same_entry_gives_the_same_bytes():
    assert an_invitation() == an_invitation()


def test_an_invitation_line_by_line():
    lines = lines_of(an_invitation())
    assert lines[lines.index("BEGIN:VEVENT") + 1 :] == [
        "UID:7.0a1b@toer.example",
        "DTSTAMP:20180601T120005Z",
        "LAST-MODIFIED:20180601T120005Z",
        "SEQUENCE:0",
        "DTSTART;TZID=Europe/Amsterdam:20180629T091500",
        "DTEND;TZID=Europe/Amsterdam:20180629T131500",
        "SUMMARY:Kennismakingstoer",
        (
            "DESCRIPTION:Langs vier initiatieven.\\n\\n9.30 – 10.15 | 1. De Nieuwe Jutter (Bouwstraat 55)"
            "\\n\\nMeer weten: https://toer.example/route/1.1.abc/"
        ),
        "LOCATION:Stadhuis\\, Stadhuisplein 1",
        "GEO:52.0907;5.1214",
        "URL:https://toer.example/route/1.1.abc/",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        'ORGANIZER;CN="Griffie Utrecht":mailto:griffie@utrecht.example',
        (
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"
            'CN="Sam de Wit":mailto:sam@voorbeeld.example'
        ),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_calendar_begins_with_its_version_and_method():
    assert lines_of(an_invitation())[:5] == [
        "BEGIN:VCALENDAR",
        f"PRODID:{objects.PRODID}",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]


def test_the_zone_is_a_rule_that_outlook_reads():
    zone = an_invitation().partition(b"BEGIN:VTIMEZONE\r\n")[2].partition(b"END:VTIMEZONE")[0].decode()
    assert "RDATE" not in zone
    assert re.findall("(?:DTSTART|RRULE|TZOFFSET(?:FROM|TO)):(.*)\r", zone) == [
        "19960331T020000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "+0100", "+0200",
        "19961027T030000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "+0200", "+0100",
    ]  # fmt: skip


@pytest.mark.parametrize("year", [2018, 2026, 2037])
@pytest.mark.parametrize("month", range(1, 13))
def test_two_parsers_find_the_moments_that_were_meant(year, month):
    start = datetime(year, month, 28, 8, 30, tzinfo=AMSTERDAM)
    octets = an_invitation(
        start=start.astimezone(UTC).isoformat(), end=(start + timedelta(hours=3)).isoformat()
    )
    assert read(octets)["DTSTART"].dt.astimezone(UTC) == start.astimezone(UTC)
    theirs = vobject.readOne(octets.decode()).vevent
    assert theirs.dtstart.value.astimezone(UTC) == start.astimezone(UTC)
    assert theirs.dtend.value - theirs.dtstart.value == timedelta(hours=3)


def test_the_first_half_past_two_stands_in_local_time_and_the_second_in_utc():
    first = lines_of(an_invitation(start="2026-10-25T00:30:00Z", end="2026-10-25T00:45:00Z"))
    second = lines_of(an_invitation(start="2026-10-25T01:30:00Z", end="2026-10-25T03:00:00Z"))
    assert "DTSTART;TZID=Europe/Amsterdam:20261025T023000" in first
    assert "DTSTART:20261025T013000Z" in second
    assert "DTEND:20261025T030000Z" in second
    assert "BEGIN:VTIMEZONE" not in second


def test_an_event_over_the_change_of_the_clock_lasts_as_long_as_it_does():
    octets = an_invitation(start="2026-03-29T00:30:00Z", end="2026-03-29T02:30:00Z")
    assert "DTEND;TZID=Europe/Amsterdam:20260329T043000" in lines_of(octets)
    event = read(octets)
    assert event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC) == timedelta(hours=2)


@pytest.mark.parametrize(
    "zone", ["America/Kralendijk", "Europe/London", "Pacific/Chatham", "Europe/Istanbul"]
)
def test_a_zone_whose_rule_we_do_not_know_is_written_in_utc(zone):
    octets = an_invitation(timezone=zone)
    assert "DTSTART:20180629T071500Z" in lines_of(octets)
    assert b"VTIMEZONE" not in octets
    assert read(octets)["DTEND"].dt == datetime(2018, 6, 29, 11, 15, tzinfo=UTC)


def test_neighbours_with_the_same_rule_keep_their_own_name():
    assert "DTSTART;TZID=Europe/Brussels:20180629T091500" in lines_of(
        an_invitation(timezone="Europe/Brussels")
    )


def test_a_save_the_date_is_a_whole_day():
    octets = an_invitation(
        all_day=True, complete=False, start="2018-06-28T22:00:00Z", end="2018-06-29T22:00:00Z", steps=[]
    )
    assert "DTSTART;VALUE=DATE:20180629" in lines_of(octets)
    assert "DTEND;VALUE=DATE:20180630" in lines_of(octets)
    assert b"VTIMEZONE" not in octets
    assert read(octets)["DTSTART"].dt == date(2018, 6, 29)
    assert vobject.readOne(octets.decode()).vevent.dtstart.value == date(2018, 6, 29)
    assert "Het programma volgt" in read(octets)["DESCRIPTION"]


def test_a_person_who_is_not_invited_any_more_gets_a_cancel_without_status():
    octets = objects.cancellation(an_entry(sequence=3), organizer=GRIFFIE, attendee=SAM, called_off=False)
    lines = lines_of(octets)
    assert "METHOD:CANCEL" in lines
    assert "SEQUENCE:3" in lines
    assert not [line for line in lines if line.startswith("STATUS")]


def test_an_event_that_is_called_off_says_so():
    octets = objects.cancellation(an_entry(), organizer=GRIFFIE, attendee=SAM, called_off=True)
    assert "STATUS:CANCELLED" in lines_of(octets)


@pytest.mark.parametrize("method", ["cancellation", "counter_declined"])
def test_only_an_invitation_asks_for_an_answer(method):
    about = {"called_off": False} if method == "cancellation" else {}
    octets = getattr(objects, method)(an_entry(), organizer=GRIFFIE, attendee=SAM, **about)
    assert "RSVP" not in read(octets)["ATTENDEE"].params
    assert read(an_invitation())["ATTENDEE"].params["RSVP"] == "TRUE"


def test_hostile_names_stay_in_their_place():
    mallory = Mailbox('Mal"ory;X=1:\r\nATTENDEE:mailto:evil@x.example', "mal@voorbeeld.example")
    octets = an_invitation(attendee=mallory, organizer=Mailbox("Griffie; a, b: c", "g@utrecht.example"))
    assert len(re.findall(rb"\r\nATTENDEE", octets)) == 1
    event = read(octets)
    assert event["ATTENDEE"].params["CN"] == "Mal'ory;X=1: ATTENDEE:mailto:evil@x.example"
    assert event["ATTENDEE"] == "mailto:mal@voorbeeld.example"
    assert event["ORGANIZER"].params["CN"] == "Griffie; a, b: c"


def test_a_name_that_reads_like_a_line_of_ours_is_only_a_name():
    octets = an_invitation(all_day=True, attendee=Mailbox("DTSTART;TZID=Mars:1", "mal@voorbeeld.example"))
    assert b"VTIMEZONE" not in octets
    feed = objects.in_a_feed([], name="Raad END:VCALENDAR", source=ROUTE, tzids=["Europe/Amsterdam"])
    lines = lines_of(feed)
    assert "NAME:Raad END:VCALENDAR" in lines
    assert (lines.count("BEGIN:VTIMEZONE"), lines.count("END:VCALENDAR")) == (1, 1)


@pytest.mark.parametrize("odd", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u2029", "\x1b"])
def test_hostile_text_adds_no_line(odd):
    text = f"Een{odd}BEGIN:VALARM{odd}ACTION:DISPLAY{odd}END:VALARM"
    octets = an_invitation(
        title=text, place=text, text=text, group=text, steps=[a_step(title=text, place=text)]
    )
    plain = an_invitation()
    names = [line.partition(":")[0].partition(";")[0] for line in lines_of(octets)]
    assert names == [line.partition(":")[0].partition(";")[0] for line in lines_of(plain)]
    assert not Calendar.from_ical(octets).walk("VALARM")


def test_text_comes_back_as_it_was_meant():
    text = "Komma, puntkomma; backslash \\ en\nnieuwe regel — é 😀"
    event = read(an_invitation(text=text, steps=[]))
    assert event["DESCRIPTION"] == f"{text}\n\nMeer weten: {ROUTE}"
    theirs = vobject.readOne(an_invitation(text=text, steps=[]).decode()).vevent
    assert theirs.description.value == f"{text}\n\nMeer weten: {ROUTE}"


def test_all_lines_are_short_and_end_with_crlf():
    octets = an_invitation(text="Lang — verhaal, met é. " * 80, steps=[a_step()] * 30)
    assert octets.endswith(b"\r\n")
    assert max(map(len, octets.split(b"\r\n"))) <= 75
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")


def test_a_feed_names_nobody_and_asks_nothing():
    octets = objects.in_a_feed(
        [objects.public_component(an_entry()), objects.public_component(an_entry(uid="8@toer.example"))],
        name="Agenda",
        source="https://toer.example/agenda/kalender.ics",
        tzids=["Europe/Amsterdam", "Europe/Amsterdam", ""],
    )
    for forbidden in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"VALARM"):
        assert forbidden not in octets
    assert octets.count(b"BEGIN:VTIMEZONE") == 1
    lines = lines_of(octets)
    for line in (
        "NAME:Agenda",
        "X-WR-CALNAME:Agenda",
        "COLOR:teal",
        "SOURCE;VALUE=URI:https://toer.example/agenda/kalender.ics",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ):
        assert line in lines
    assert [event["UID"] for event in Calendar.from_ical(octets).walk("VEVENT")] == [
        "7.0a1b@toer.example",
        "8@toer.example",
    ]


def test_a_place_without_coordinates_or_address_has_no_empty_lines():
    lines = lines_of(an_invitation(place="", lat_deg=None, lon_deg=None))
    assert not [line for line in lines if line.startswith(("LOCATION", "GEO"))]
