"""An .ics file as closed days."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from scheduling.calendar.errors import NoCalendar
from scheduling.calendar.reading import read_calendar

ZONE = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 9, 1)


def an_event(*lines):
    return "\r\n".join(["BEGIN:VEVENT", "UID:1@raad", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def read(*events, name="", today=TODAY):
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//raad//NL"]
    lines = [*head, *([f"X-WR-CALNAME:{name}"] if name else []), *events, "END:VCALENDAR", ""]
    return read_calendar("\r\n".join(lines).encode(), zone=ZONE, today=today)


def days(*events, **more):
    return [
        (each.first, each.last, each.start_min, each.end_min, each.reason)
        for each in read(*events, **more)[1]
    ]


def test_a_period_of_whole_days_ends_the_day_before_its_dtend():
    recess = an_event("DTSTART;VALUE=DATE:20261017", "DTEND;VALUE=DATE:20261026", "SUMMARY:Herfstreces")
    assert days(recess) == [(date(2026, 10, 17), date(2026, 10, 25), None, None, "Herfstreces")]


def test_a_day_without_an_end_is_one_day():
    assert days(an_event("DTSTART;VALUE=DATE:20261005", "SUMMARY:Dies"))[0][:2] == (
        date(2026, 10, 5),
        date(2026, 10, 5),
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;TZID=Europe/Amsterdam:20261008T193000", "DTEND;TZID=Europe/Amsterdam:20261008T230000"),
        ("DTSTART:20261008T173000Z", "DTEND:20261008T210000Z"),
        ("DTSTART:20261008T193000", "DURATION:PT3H30M"),
    ],
)
def test_an_evening_is_a_part_of_its_day_in_local_time(lines):
    evening = an_event(*lines, "SUMMARY:Raadsvergadering")
    assert days(evening) == [(date(2026, 10, 8), date(2026, 10, 8), 1170, 1380, "Raadsvergadering")]


def test_until_midnight_is_still_that_day_and_past_it_are_two_days():
    late = an_event("DTSTART:20261008T193000", "DTEND:20261009T000000")
    later = an_event("DTSTART:20261008T193000", "DTEND:20261009T003000")
    assert days(late)[0][:4] == (date(2026, 10, 8), date(2026, 10, 8), 1170, 1440)
    assert days(later)[0][:4] == (date(2026, 10, 8), date(2026, 10, 9), None, None)


def test_a_repeat_is_written_out_without_what_was_left_out_or_moved():
    weekly = an_event(
        "DTSTART;TZID=Europe/Amsterdam:20261001T193000",
        "DTEND;TZID=Europe/Amsterdam:20261001T220000",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "EXDATE;TZID=Europe/Amsterdam:20261015T193000",
        "SUMMARY:Commissie",
    )
    moved = an_event(
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261022T193000",
        "DTSTART;TZID=Europe/Amsterdam:20261021T193000",
        "DTEND;TZID=Europe/Amsterdam:20261021T220000",
        "SUMMARY:Commissie",
    )
    found = [(first.day, start) for first, _last, start, _end, _reason in days(weekly, moved)]
    assert found == [(1, 1170), (8, 1170), (21, 1170), (29, 1170)]  # the clock goes back on the 25th


def test_a_repeat_of_days_with_an_end_in_utc_is_read():
    fridays = an_event("DTSTART;VALUE=DATE:20260807", "RRULE:FREQ=WEEKLY;UNTIL=20260918", "SUMMARY:Vrij")
    assert [first.day for first, *_rest in days(fridays)] == [4, 11, 18]


def test_a_repeat_without_an_end_is_read_for_three_years():
    yearly = an_event("DTSTART;VALUE=DATE:20100427", "RRULE:FREQ=YEARLY", "SUMMARY:Koningsdag")
    assert [first.year for first, *_rest in days(yearly)] == [2027, 2028, 2029]


def test_what_has_been_and_what_was_called_off_is_left_out():
    gone = an_event("DTSTART;VALUE=DATE:20260801", "SUMMARY:Geweest")
    off = an_event("DTSTART;VALUE=DATE:20261001", "STATUS:CANCELLED", "SUMMARY:Gaat niet door")
    assert days(gone, off) == []


def test_the_name_of_the_calendar_is_read_too():
    name, _days = read(an_event("DTSTART;VALUE=DATE:20261005"), name="Vergaderagenda")
    assert name == "Vergaderagenda"


def test_an_event_without_a_name_is_busy():
    assert days(an_event("DTSTART;VALUE=DATE:20261005"))[0][4] == "Bezet"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Geen agenda",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:nooit\r\nEND:VEVENT\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261001T100000\r\nRRULE:FREQ=SOMS\r\nEND:VEVENT\r\nEND:VCALENDAR",
    ],
)
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(NoCalendar):
        read_calendar(content, zone=ZONE, today=TODAY)


def test_a_repeat_of_every_second_is_cut_off():
    flood = an_event("DTSTART:20260901T000000", "RRULE:FREQ=SECONDLY", "SUMMARY:x")
    assert len(days(flood)) <= 2000
