import random
import time
from itertools import product

import pytest

from scheduling.engine import Participant, Quota, mix_groups

PARTIES = ["VVD", "D66", "GroenLinks", "PvdA", "CDA", "SP", "ChristenUnie"]


def some_people(number, *, seed=1, **fields):
    chance = random.Random(seed)
    return [
        Participant(
            f"p{n}",
            party=chance.choice(PARTIES) if n % 3 else "",
            role="councillor" if n % 3 else chance.choice(["resident", "official"]),
            **fields,
        )
        for n in range(number)
    ]


def spread(grouping, people, attribute):
    """Per value, the largest difference between two groups."""
    of = {person.id: getattr(person, attribute) for person in people}
    differences = {}
    for value in set(of.values()) - {""}:
        counts = [sum(of[pk] == value for pk in ids) for ids in grouping.groups]
        differences[value] = max(counts) - min(counts)
    return differences


@pytest.mark.parametrize(("number", "groups"), [(0, 1), (1, 3), (2, 2), (7, 3), (12, 5), (60, 6), (61, 8)])
def test_everybody_is_in_one_group_and_sizes_differ_by_at_most_one(number, groups):
    people = some_people(number)
    grouping = mix_groups(people, groups)
    assert sorted(pk for ids in grouping.groups for pk in ids) == sorted(person.id for person in people)
    sizes = [len(ids) for ids in grouping.groups]
    assert len(sizes) == groups
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(("seed", "groups"), list(product(range(6), (2, 3, 5, 6))))
def test_parties_and_roles_are_spread_as_evenly_as_can_be(seed, groups):
    people = some_people(50 + seed, seed=seed)
    grouping = mix_groups(people, groups, seed=seed)
    assert max(spread(grouping, people, "party").values()) <= 1
    assert max(spread(grouping, people, "role").values()) <= 1


@pytest.mark.parametrize("seed", range(5))
def test_who_cannot_take_steps_only_comes_where_there_are_none(seed):
    people = [Participant(f"p{n}", party=PARTIES[n % 3], step_free=n % 4 == 0) for n in range(30)]
    grouping = mix_groups(people, 5, step_free_groups={1, 3}, seed=seed)
    assert {grouping.group_of(person.id) for person in people if person.step_free} == {1, 3}
    assert [len(ids) for ids in grouping.groups] == [6] * 5
    assert grouping.reasons["p0"].code == "step_free"


def test_a_way_without_steps_goes_before_even_sizes():
    people = [Participant(f"p{n}", step_free=n < 8) for n in range(10)]
    grouping = mix_groups(people, 2, step_free_groups={0})
    assert [len(ids) for ids in grouping.groups] == [8, 2]
    assert [issue.code for issue in grouping.issues] == ["uneven"]


def test_without_any_way_free_of_steps_somebody_is_left_over_and_named():
    grouping = mix_groups([Participant("a", step_free=True), Participant("b")], 2, step_free_groups=())
    assert grouping.unplaced == ("a",)
    assert [(issue.code, issue.values) for issue in grouping.issues] == [
        ("no_step_free_group", {"participants": ("a",)})
    ]


def test_who_wants_to_be_together_is_together():
    people = some_people(24)
    people += [
        Participant("jan", party="VVD", role="councillor", together_with=("ria",)),
        Participant("ria", party="VVD", role="councillor"),
        Participant("kim", role="resident", together_with=("jan", "nobody")),
    ]
    grouping = mix_groups(people, 4)
    assert grouping.group_of("jan") == grouping.group_of("ria") == grouping.group_of("kim")
    assert grouping.reasons["ria"].code == "together"
    assert grouping.reasons["ria"].values["with"] == ("jan",)
    assert max(spread(grouping, people, "party").values()) <= 2


def test_friends_of_somebody_who_cannot_take_steps_come_along():
    people = [
        *some_people(20),
        Participant("els", step_free=True),
        Participant("bob", together_with=("els",)),
    ]
    grouping = mix_groups(people, 4, step_free_groups={2})
    assert grouping.group_of("els") == grouping.group_of("bob") == 2


def test_more_friends_than_a_group_holds_are_told_that_they_are_apart():
    people = [Participant(f"p{n}", together_with=("p0",)) for n in range(4)]
    grouping = mix_groups(people, 2)
    assert [len(ids) for ids in grouping.groups] == [2, 2]
    assert [issue.code for issue in grouping.issues] == ["apart", "apart"]


def test_who_was_moved_by_hand_stays_and_the_others_are_mixed_round_them():
    people = some_people(30)
    moved = {"p0": 2, "p1": 2, "p2": 2, "p4": 0}
    people = [
        Participant(person.id, person.party, person.role, group=moved.get(person.id)) for person in people
    ]
    grouping = mix_groups(people, 3)
    assert {pk: grouping.group_of(pk) for pk in moved} == moved
    assert grouping.reasons["p0"].code == "by_hand"
    assert [len(ids) for ids in grouping.groups] == [10, 10, 10]
    assert max(spread(grouping, people, "party").values()) <= 1


def test_too_many_by_hand_in_one_group_makes_the_others_even():
    people = [Participant(f"p{n}", group=0 if n < 7 else None) for n in range(11)]
    assert [len(ids) for ids in mix_groups(people, 3).groups] == [7, 2, 2]


def test_a_hand_that_puts_somebody_on_steps_is_kept_and_said():
    grouping = mix_groups([Participant("a", step_free=True, group=0)], 2, step_free_groups={1})
    assert grouping.group_of("a") == 0
    assert [issue.code for issue in grouping.issues] == ["steps_by_hand"]


def test_a_quota_is_kept_where_it_can_be():
    people = [Participant(f"p{n}", role="alderman" if n < 3 else "resident") for n in range(15)]
    grouping = mix_groups(people, 3, quotas=[Quota("role", "alderman", minimum=1, maximum=1)])
    assert spread(grouping, people, "role")["alderman"] == 0
    assert grouping.issues == ()


def test_a_quota_that_cannot_be_kept_says_where_and_by_how_much():
    grouping = mix_groups(
        [Participant("a", role="alderman"), Participant("b")], 2, quotas=[Quota("role", "alderman", 1)]
    )
    assert [(issue.code, issue.values["group"], issue.values["count"]) for issue in grouping.issues] == [
        ("quota", 1 - grouping.group_of("a"), 0)
    ]


def test_the_same_seed_gives_the_same_groups_and_another_seed_other_ones():
    people = some_people(60)
    assert mix_groups(people, 6, seed=4) == mix_groups(people, 6, seed=4)
    assert len({mix_groups(people, 6, seed=seed).groups for seed in range(4)}) > 1


def test_sixty_people_in_six_groups_take_less_than_four_tenths_of_a_second():
    people = some_people(60)

    def seconds():
        begun = time.process_time()
        mix_groups(people, 6, quotas=[Quota("role", "official", minimum=1)])
        return time.process_time() - begun

    assert min(seconds() for _ in range(3)) < 0.4


@pytest.mark.parametrize(
    ("people", "groups"),
    [
        ([], 0),
        ([Participant("a"), Participant("a")], 1),
        ([Participant("a", group=2)], 2),
    ],
)
def test_what_cannot_be_is_refused(people, groups):
    with pytest.raises(ValueError):
        mix_groups(people, groups)
