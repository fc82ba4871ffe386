from datetime import UTC, datetime

import pytest

from notifications.reminders.rules import BadOffset, last_due, parse_offset

START = datetime(2030, 7, 5, 7, 15, tzinfo=UTC)  # 9.15 in Amsterdam


def due(offset, start=START, **fields):
    return parse_offset(offset).due_at(start, **{"timezone": "Europe/Amsterdam"} | fields)


def test_days_mean_ten_in_the_morning_where_the_event_is():
    assert due("1d") == datetime(2030, 7, 4, 8, 0, tzinfo=UTC)
    assert due("7d") == datetime(2030, 6, 28, 8, 0, tzinfo=UTC)
    assert due("1d", timezone="America/Kralendijk") == datetime(2030, 7, 4, 14, 0, tzinfo=UTC)


def test_days_over_a_change_of_the_clock_stay_at_ten():
    monday = datetime(2030, 4, 1, 7, 15, tzinfo=UTC)  # the clock goes forward on 31 March
    assert due("2d", monday) == datetime(2030, 3, 30, 9, 0, tzinfo=UTC)
    assert due("1d", monday) == datetime(2030, 3, 31, 8, 0, tzinfo=UTC)


def test_hours_are_exact_also_over_a_change_of_the_clock():
    start = datetime(2030, 3, 31, 2, 30, tzinfo=UTC)
    assert due("3h", start) == datetime(2030, 3, 30, 23, 30, tzinfo=UTC)


def test_hours_before_a_day_without_a_time_mean_nothing():
    assert due("2h", all_day=True) is None
    assert due("1d", all_day=True) is not None


@pytest.mark.parametrize(
    "text", ["0d", "61d", "73h", "-1d", "1w", "1", "d", "", "1 d", "1.5d", None, 7, "٣d"]
)
def test_what_is_no_offset_is_refused_with_what_is_expected(text):
    with pytest.raises(BadOffset) as refused:
        parse_offset(text)
    assert "1d tot en met 60d" in str(refused.value)


@pytest.mark.parametrize("text", ["1d", "60d", "1h", "72h", " 7D "])
def test_what_is_an_offset_is_taken(text):
    assert str(parse_offset(text)) == text.strip().lower()


def test_the_rule_that_fell_due_last_is_the_one_that_counts():
    def rule(at, offsets=("7d", "1d", "2h")):
        return last_due(offsets, START, timezone="Europe/Amsterdam", all_day=False, at=at)

    assert rule(datetime(2030, 6, 28, 7, 59, tzinfo=UTC)) is None
    assert str(rule(datetime(2030, 6, 28, 8, 0, tzinfo=UTC))[0]) == "7d"
    assert str(rule(datetime(2030, 7, 4, 9, 0, tzinfo=UTC))[0]) == "1d"
    assert str(rule(datetime(2030, 7, 5, 6, 0, tzinfo=UTC))[0]) == "2h"
    assert str(rule(datetime(2030, 7, 5, 6, 0, tzinfo=UTC), offsets=["1d", "kapot", None])[0]) == "1d"
    assert rule(START, offsets=[]) is None
