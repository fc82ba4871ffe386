"""Rules as an event keeps them, and when they fall due."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.builders import a_draft, an_organisation
from tours.programme.reminders import STANDARD, BadRule, Rule, awake, parse_rule, rules_of

pytestmark = pytest.mark.django_db
START = datetime(2030, 7, 5, 7, 15, tzinfo=UTC)  # 9.15 in Amsterdam


def due(rule, start=START, *, quiet=(21, 8), all_day=False, **fields):
    organisation = an_organisation(quiet_from=quiet[0], quiet_until=quiet[1])
    event = a_draft(organisation=organisation, **fields)
    return parse_rule(rule).due_at(start, event=event, all_day=all_day)


def test_days_mean_ten_in_the_morning_where_the_event_is():
    assert due("1d") == datetime(2030, 7, 4, 8, 0, tzinfo=UTC)
    assert due("7d before start for speakers") == datetime(2030, 6, 28, 8, 0, tzinfo=UTC)
    assert due("2d after start") == datetime(2030, 7, 7, 8, 0, tzinfo=UTC)
    assert due("1d", timezone="America/Kralendijk") == datetime(2030, 7, 4, 14, 0, tzinfo=UTC)


def test_days_over_a_change_of_the_clock_stay_at_ten():
    monday = datetime(2030, 4, 1, 7, 15, tzinfo=UTC)  # the clock goes forward on 31 March
    assert due("2d", monday) == datetime(2030, 3, 30, 9, 0, tzinfo=UTC)
    assert due("1d", monday) == datetime(2030, 3, 31, 8, 0, tzinfo=UTC)


def test_hours_are_exact_also_over_a_change_of_the_clock():
    start = datetime(2030, 3, 31, 2, 30, tzinfo=UTC)
    assert due("3h", start, quiet=(0, 0)) == datetime(2030, 3, 30, 23, 30, tzinfo=UTC)
    assert due("9h after start", start) == datetime(2030, 3, 31, 11, 30, tzinfo=UTC)


def test_hours_before_a_day_without_a_time_mean_nothing():
    assert due("2h", all_day=True) is None
    assert due("1d", all_day=True) is not None


def test_what_falls_in_the_quiet_hours_goes_when_they_are_over():
    assert due("2h") == datetime(2030, 7, 5, 6, 0, tzinfo=UTC)
    assert due("11h") == datetime(2030, 7, 5, 6, 0, tzinfo=UTC)  # 22.15 the evening before
    assert due("13h") == datetime(2030, 7, 4, 18, 15, tzinfo=UTC)
    assert due("2h", quiet=(6, 8)) == datetime(2030, 7, 5, 6, 0, tzinfo=UTC)
    assert due("2h", quiet=(8, 8)) == datetime(2030, 7, 5, 5, 15, tzinfo=UTC)


def test_a_warning_that_would_come_too_late_does_not_come():
    early = datetime(2030, 7, 5, 5, 30, tzinfo=UTC)  # 7.30
    assert due("1h", early) is None
    assert due("0d", START) is None  # ten o'clock, three quarters of an hour after the start
    assert due("1h after start", early) == datetime(2030, 7, 5, 6, 30, tzinfo=UTC)


def test_outside_the_quiet_hours_a_moment_stays_what_it_is():
    event = a_draft(organisation=an_organisation(quiet_from=21, quiet_until=8))
    assert awake(START, event=event) is START


@pytest.mark.parametrize("hour", ["quiet_from", "quiet_until"])
def test_the_database_knows_how_many_hours_a_day_has(hour):
    with pytest.raises(IntegrityError), transaction.atomic():
        an_organisation(**{hour: 24})


@pytest.mark.parametrize(
    "text",
    [
        "61d", "73h", "0h", "-1d", "1w", "1", "d", "", "1 d", "1.5d", None, 7, "٣d", "1d tomorrow", "07d",
        "1d before lunch", "1d start", "1d for owners", "1d before slides_due for councillor",
        "1d after commitment_due for speakers", "1d before start for mayor", "1d before start for",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_what_is_expected(text):
    with pytest.raises(BadRule) as refused:
        parse_rule(text)
    assert "60d" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("60d", "60d"),
        (" 7D ", "7d"),
        ("2h before start", "2h"),
        ("2h before start for participants", "2h"),
        ("2h for councillor", "2h before start for councillor"),
        ("0d before slides_due for speakers", "0d before slides_due"),
        ("1d before sign_up_closes for councillor", "1d before sign_up_closes for councillor"),
        ("3d  after commitment_due", "3d after commitment_due"),
    ],
)
def test_a_rule_says_the_same_when_it_is_read_back(text, short):
    assert str(parse_rule(text)) == short
    assert parse_rule(short) == parse_rule(text)


def test_the_rules_of_an_event_are_read_once_each_and_what_is_none_is_passed_over():
    event = a_draft(reminder_offsets=["7d", "kapot", None], reminder_rules=["7d", "1d for speakers", "2w"])
    assert [str(rule) for rule in rules_of(event)] == ["7d", "1d before start for speakers"]


def test_a_new_event_has_the_standard_rules():
    assert rules_of(a_draft(reminder_offsets=[])) == list(STANDARD)
    assert [parse_rule(str(rule)) for rule in STANDARD] == list(STANDARD)


def test_a_rule_is_for_one_role_or_for_all():
    assert parse_rule("1d for press").roles == {"press"}
    assert {"press", "councillor"} < Rule(1).roles
