"""An .ics file as closed days."""

import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from scheduling.calendar.errors import NoCalendar, TooMuchCalendar
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
        for each in read(*events, **more).days
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


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        ("08T193000", "09T000000", (8, 8, 1170, 1440)),
        ("08T193000", "09T003000", (8, 8, 1170, 1440)),
        ("08T193000", "09T060000", (8, 8, 1170, 1440)),
        ("08T193000", "09T063000", (8, 9, None, None)),
        ("08T010000", "09T020000", (8, 9, None, None)),  # more than a day
        ("08T193000", "10T003000", (8, 10, None, None)),
    ],
)
def test_an_evening_that_runs_into_the_night_leaves_the_next_day_free(begin, end, found):
    first, last, *times = days(an_event(f"DTSTART:202610{begin}", f"DTEND:202610{end}"))[0][:4]
    assert (first.day, last.day, *times) == found


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
    assert read(an_event("DTSTART;VALUE=DATE:20261005"), name="Vergaderagenda").name == "Vergaderagenda"


def test_an_event_without_a_name_is_busy():
    assert days(an_event("DTSTART;VALUE=DATE:20261005"))[0][4] == "Bezet"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Geen agenda",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR",
    ],
)
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(NoCalendar):
        read_calendar(content, zone=ZONE, today=TODAY)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["SUMMARY:Commissie"], "ontbreekt of klopt niet"),
        (["SUMMARY:Commissie", "DTSTART:nooit"], "ontbreekt of klopt niet"),
        (["SUMMARY:Commissie", "DTSTART:20261001T100000", "RRULE:FREQ=SOMS"], "ontbreekt of klopt niet"),
        (["SUMMARY:Commissie", "DTSTART:20261001T100000", "DTEND:20261001T090000"], "ligt vóór het begin"),
        (["SUMMARY:Commissie", "DTSTART:20261001T100000", "RRULE:FREQ=SECONDLY"], "herhaalt zich"),
        (
            ["SUMMARY:Commissie", "DTSTART:20261001", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"],
            "herhaalt zich",
        ),
        (["SUMMARY:Commissie", "DTSTART:20261001", "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO"], "herhaalt zich"),
        (
            ["SUMMARY:Commissie", "DTSTART:20261001", "RRULE:FREQ=WEEKLY;INTERVAL=0"],
            "klopt niet|herhaalt zich",
        ),
        (["SUMMARY:Commissie", "DTSTART:00010101T100000", "RRULE:FREQ=DAILY"], "te lang geleden"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named_and_the_others_are_read(lines, sentence):
    good = an_event("DTSTART;VALUE=DATE:20261005", "SUMMARY:Dies")
    found = read(good, an_event(*lines))
    assert [each.reason for each in found.days] == ["Dies"]
    assert [(each.number, each.reason) for each in found.problems] == [(2, "Commissie")]
    assert re.search(sentence, found.problems[0].sentence)


@pytest.mark.parametrize(
    "events",
    [
        ["BEGIN:VEVENT", "END:VEVENT"] * 3001,
        [an_event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=DAILY", f"SUMMARY:Dag {n}") for n in range(3)],
    ],
)
def test_a_file_beyond_all_measure_is_refused(events):
    with pytest.raises(TooMuchCalendar):
        read(*events)


def test_a_time_of_a_repeat_that_was_called_off_is_left_out():
    weekly = an_event(
        "DTSTART;TZID=Europe/Amsterdam:20261001T193000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=3"
    )
    off = an_event(
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261008T193000",
        "DTSTART;TZID=Europe/Amsterdam:20261008T193000",
        "STATUS:CANCELLED",
    )
    assert [first.day for first, *_rest in days(weekly, off)] == [1, 15]


def test_more_times_of_a_repeat_and_whole_days_that_are_left_out():
    weekly = an_event(
        "DTSTART;TZID=Europe/Amsterdam:20261001T193000",
        "DURATION:PT2H",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "RDATE;TZID=Europe/Amsterdam:20261020T193000",
        "EXDATE;VALUE=DATE:20261008",
    )
    assert [first.day for first, *_rest in days(weekly)] == [1, 15, 20]


def test_a_repeat_with_times_may_end_on_a_day_of_its_own_zone():
    weekly = an_event(
        "DTSTART;TZID=Europe/Amsterdam:20261001T193000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;UNTIL=20261015"
    )
    assert [first.day for first, *_rest in days(weekly)] == [1, 8, 15]


def test_a_repeat_keeps_to_the_clock_of_its_own_zone():
    calls = an_event(
        "DTSTART;TZID=America/New_York:20261020T143000",
        "DTEND;TZID=America/New_York:20261020T153000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
    )
    # Amsterdam leaves summer time on 25 October, New York on 1 November.
    assert [(first.day, start) for first, _last, start, *_rest in days(calls)] == [
        (20, 1230),
        (27, 1170),
        (3, 1230),
    ]


def test_windows_names_of_zones_are_known():
    evening = an_event("DTSTART;TZID=W. Europe Standard Time:20261008T193000", "DURATION:PT2H")
    assert days(evening)[0][2:4] == (1170, 1290)


def test_the_night_in_which_the_clock_goes_back_lasts_an_hour_longer():
    night = an_event("DTSTART;TZID=Europe/Amsterdam:20261025T013000", "DURATION:PT2H")
    assert days(night)[0][2:4] == (90, 150)
