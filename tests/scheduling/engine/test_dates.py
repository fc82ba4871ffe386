import random
import subprocess
import sys
from datetime import date, timedelta

import pytest

from scheduling.engine import Answer, DateOption, Hint, Quota, blocked_dates, rank_dates

MON, TUE, WED = (date(2026, 9, day) for day in (7, 8, 9))


def answers(day, **values):
    """`jan="yes"` for each person; everybody is a councillor of their own name's party unless said otherwise."""
    return [Answer(who, day, value, role="councillor") for who, value in values.items()]


def order(scores):
    return [score.date for score in scores]


def test_more_people_go_before_fewer_and_a_maybe_is_half_a_person():
    given = (
        answers(MON, jan="yes", kim="no") + answers(TUE, jan="yes", kim="maybe") + answers(WED, jan="maybe")
    )
    scores = rank_dates([MON, TUE, WED], given, quorum=0, blocked={})
    assert [(score.date, score.expected) for score in scores] == [(TUE, 1.5), (MON, 1.0), (WED, 0.5)]


def test_a_veto_comes_last_with_its_reason_however_many_can_come():
    given = answers(MON, jan="yes", kim="yes") + answers(TUE, jan="no")
    scores = rank_dates([MON, TUE], given, quorum=0, blocked={MON: "reces"})
    assert order(scores) == [TUE, MON]
    assert (scores[1].vetoed, scores[1].veto) == (True, "reces")


def test_a_hint_is_shown_and_does_not_count():
    given = answers(MON, jan="yes") + answers(TUE, jan="no")
    first = rank_dates([MON, TUE], given, quorum=0, blocked={MON: Hint("Herfstvakantie")})[0]
    assert (first.date, first.vetoed, first.hints) == (MON, False, ("Herfstvakantie",))


def test_the_quorum_goes_before_everything_but_a_veto():
    given = [
        *(Answer(f"r{n}", MON, "yes", role="resident") for n in range(9)),
        *(Answer(f"c{n}", TUE, "maybe", role="councillor", party="VVD") for n in range(2)),
    ]
    scores = rank_dates([MON, TUE], given, quorum=[Quota("role", "councillor", minimum=3)], blocked={})
    assert [(score.date, score.quorum_shortfall) for score in scores] == [(TUE, 1), (MON, 3)]
    assert (scores[0].shortfalls[0].value, scores[0].shortfalls[0].able) == ("councillor", 2)


@pytest.mark.parametrize(
    ("quorum", "missing"), [(2, 1), ({"councillor": 4}, 3), ([Quota("party", "SP", minimum=1)], 1)]
)
def test_a_quorum_may_be_a_number_or_be_per_role_or_per_party(quorum, missing):
    [score] = rank_dates([MON], answers(MON, jan="yes"), quorum=quorum, blocked={})
    assert score.quorum_shortfall == missing


def test_a_date_without_a_party_goes_behind_one_with_all_of_them():
    given = [
        Answer("jan", MON, "yes", party="VVD"),
        Answer("kim", MON, "yes", party="VVD"),
        Answer("els", MON, "no", party="SP"),
        Answer("jan", TUE, "yes", party="VVD"),
        Answer("els", TUE, "maybe", party="SP"),
    ]
    scores = rank_dates([MON, TUE], given, quorum=0, blocked={})
    assert [(score.date, score.missing_parties) for score in scores] == [(TUE, ()), (MON, ("SP",))]


def test_two_times_on_one_day_are_two_options():
    options = [DateOption(MON, "middag"), DateOption(MON, "avond")]
    given = [Answer("jan", "avond", "yes"), Answer("jan", "middag", "no")]
    scores = rank_dates(options, given, quorum=0, blocked={"middag": "zaal bezet"})
    assert [(score.option.id, score.veto) for score in scores] == [("avond", ""), ("middag", "zaal bezet")]


def test_an_answer_that_was_changed_counts_once():
    given = answers(MON, jan="yes") + answers(MON, jan="no")
    [score] = rank_dates([MON], given, quorum=0, blocked={})
    assert (score.yes, score.no) == (0, 1)


def test_when_nobody_answered_the_first_date_comes_first():
    assert order(rank_dates([WED, MON, TUE], [], quorum=5, blocked={})) == [MON, TUE, WED]


@pytest.mark.parametrize("seed", range(8))
def test_one_more_yes_never_puts_a_date_lower(seed):
    chance = random.Random(seed)
    days = [MON + timedelta(days=n) for n in range(5)]
    given = [
        Answer(person, day, chance.choice(["yes", "maybe", "no"]), "councillor", chance.choice("ABC"))
        for person in range(8)
        for day in days
    ]
    wanted = [Quota("role", "councillor", minimum=6), Quota("party", "A", minimum=2)]
    before = order(rank_dates(days, given, quorum=wanted, blocked={}))
    day = chance.choice(days)
    more = [*given, Answer("extra", day, "yes", "councillor", "A")]
    assert order(rank_dates(days, more, quorum=wanted, blocked={})).index(day) <= before.index(day)
    assert rank_dates(days, list(reversed(given)), quorum=wanted, blocked={}) == rank_dates(
        days, given, quorum=wanted, blocked={}
    )


def test_public_holidays_are_hints_everywhere():
    blocked = blocked_dates(2026, school_region="")
    assert blocked[date(2026, 4, 27)] == "Koningsdag"
    assert isinstance(blocked[date(2026, 12, 25)], Hint)
    assert date(2026, 10, 20) not in blocked


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [  # Regeling vaststelling schoolvakanties 2025-2030: summer 2026
        ("Noord", date(2026, 7, 4), date(2026, 8, 16)),
        ("Midden", date(2026, 7, 18), date(2026, 8, 30)),
        ("zuid", date(2026, 7, 11), date(2026, 8, 23)),
    ],
)
def test_the_school_holidays_are_those_of_the_region(region, first, last):
    blocked = blocked_dates(2026, school_region=region)
    summer = [day for day in blocked if date(2026, 6, 15) < day < date(2026, 9, 15)]
    assert (summer[0], summer[-1], len(summer)) == (first, last, (last - first).days + 1)
    assert isinstance(blocked[first], Hint)


def test_recess_and_plenary_evenings_are_vetoes_and_cut_at_the_year():
    calendar = [(date(2026, 12, 19), date(2027, 1, 3), "Kerstreces"), (date(2026, 4, 27), "Raadsvergadering")]
    blocked = blocked_dates(2026, school_region="Midden", council_calendar=calendar)
    assert blocked[date(2026, 4, 27)] == "Raadsvergadering"
    assert max(blocked) == date(2026, 12, 31)
    vetoes = {day for day, reason in blocked.items() if not isinstance(reason, Hint)}
    assert len(vetoes) == 13 + 1


def test_a_council_calendar_may_be_a_mapping():
    blocked = blocked_dates(2026, school_region="", council_calendar={MON: "Raadsvergadering"})
    assert not isinstance(blocked[MON], Hint)


def test_the_reasons_come_in_english_too():
    assert blocked_dates(2026, school_region="Noord", language="en")[date(2026, 7, 10)] == "Summer Break"


def test_a_region_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="Oost"):
        blocked_dates(2026, school_region="Oost")


def test_the_holidays_are_loaded_only_when_they_are_asked_for():
    code = "import sys, scheduling.engine; assert not {'holidays', 'django'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
