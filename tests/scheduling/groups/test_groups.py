"""Groups: proposed with reasons, changed by hand, kept, told when taken over, frozen in the last days."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.facts import announce
from notifications.models import Message
from scheduling.board.day import load
from scheduling.groups.actions import accept, keep_together, need_not_be_together, set_quotas
from scheduling.groups.errors import GroupsChanged, LeastAboveMost, NeedTwo
from scheduling.groups.page import complaints
from scheduling.groups.proposal import friends_of, people_of, propose, quotas_of
from scheduling.models import GroupQuota, Together
from tests.builders import a_registration, a_stop, a_user, a_venue, in_days, publish_quietly
from tests.notifications.told import a_draft
from tours.facts import SeatConfirmed
from tours.models import Event, Registration
from tours.programme.actions import add_group
from tours.signups.errors import GroupsFrozen
from tours.signups.grouping import are_frozen, freeze, let_go, move_people, thaw

pytestmark = pytest.mark.django_db


def an_event(*, groups=2, days=30, step_free=("unknown",), seats=100):
    """A published tour with so many groups; a venue per value, each for all groups."""
    draft = a_draft(date=in_days(days), seats=seats, programme_complete=True)
    for value in step_free:
        a_stop(draft, venue=a_venue(draft, step_free=value), at=600)
    for _ in range(groups - 1):
        add_group(draft)
    return Event.objects.get(pk=publish_quietly(draft).pk)


def people(event, *each):
    return [a_registration(event, **one) for one in each]


def proposal(event, *, everybody=True, seed=1):
    people, friends, wishes = people_of(event), friends_of(event), quotas_of(event)
    return propose(load(event), people, friends, everybody=everybody, seed=seed, quotas=wishes)


def groups_now(event):
    return dict(Registration.objects.filter(event=event).values_list("name", "group__letter"))


def take_over(event, **how):
    found = proposal(event, **how)
    how = {"everybody": True, "seed": 1} | how
    return accept(event, **how, mark=found.mark)


def test_roles_and_parties_are_spread_evenly():
    event = an_event()
    people(event, *[{"role": "councillor", "party": "A"}] * 4, *[{"role": "resident"}] * 4)
    assert take_over(event) == 8
    found = Registration.objects.filter(event=event).values_list("group__letter", "role")
    assert Counter(found) == dict.fromkeys(
        [("A", "councillor"), ("A", "resident"), ("B", "councillor"), ("B", "resident")], 2
    )


def test_who_was_placed_by_hand_stays_and_the_rest_is_mixed_around_them():
    event = an_event()
    four = people(event, *[{}] * 4)
    last = event.groups.last()
    move_people(four[:2], group_id=last.pk)
    take_over(event)
    assert {one.name for one in four[:2]} == {n for n, letter in groups_now(event).items() if letter == "B"}
    let_go(four)
    assert not Registration.objects.filter(placed_by_hand=True).exists()


def test_only_who_has_no_group_is_divided():
    event = an_event()
    first = people(event, *[{}] * 4)
    take_over(event)
    let_go(first)
    before = groups_now(event)
    people(event, *[{}] * 2)
    assert take_over(event, everybody=False) == 2
    assert before.items() <= groups_now(event).items()
    assert Counter(groups_now(event).values()) == {"A": 3, "B": 3}


def test_who_cannot_take_steps_goes_where_there_are_none():
    event = an_event()
    wheels = people(event, *[{"access_needs": "Ik zit in een rolstoel"}] * 3, *[{}] * 3)[:3]
    a, _b = event.groups.all()
    stairs = a_stop(event, venue=a_venue(event, step_free="no"))
    stairs.visits.exclude(group=a).delete()
    take_over(event)
    assert {groups_now(event)[one.name] for one in wheels} == {"B"}


def test_where_no_group_is_free_of_steps_the_organiser_is_told():
    event = an_event(step_free=("no",))
    (wheels, _other) = people(event, {"access_needs": "rolstoel", "companions": 1}, {})
    found = proposal(event)
    assert wheels.pk not in found.group_of
    assert [(issue.code, issue.values["participants"]) for issue in found.issues] == [
        ("no_step_free_group", (wheels.pk,))
    ]


def test_people_stay_together_as_asked_and_those_of_one_address_by_themselves():
    event = an_event()
    six = people(
        event,
        {"email": "gezin@voorbeeld.example", "name": "Een"},
        {"email": "gezin@voorbeeld.example", "name": "Twee"},
        *[{}] * 4,
    )
    keep_together(six[2:4])
    take_over(event)
    now = groups_now(event)
    assert now["Een"] == now["Twee"]
    assert now[six[2].name] == now[six[3].name]
    need_not_be_together([six[3]])
    assert not Together.objects.exists()


def test_one_alone_is_not_kept_together():
    event = an_event()
    with pytest.raises(NeedTwo):
        keep_together(people(event, {}))


def test_companions_count_in_the_size_of_a_group():
    event = an_event()
    people(event, {"companions": 3, "name": "Met drie"}, *[{}] * 4)
    take_over(event)
    now = groups_now(event)
    assert Counter(now.values())[now["Met drie"]] == 1


def test_the_same_draw_gives_the_same_groups_and_another_draw_others():
    event = an_event(groups=3)
    people(event, *[{}] * 12)
    assert proposal(event).mark == proposal(event).mark
    assert len({proposal(event, seed=seed).mark for seed in range(1, 6)}) > 1


def test_a_proposal_that_is_not_what_was_shown_is_not_taken_over():
    event = an_event()
    people(event, *[{}] * 4)
    mark = proposal(event).mark
    people(event, {})
    with pytest.raises(GroupsChanged):
        accept(event, everybody=True, seed=1, mark=mark)
    assert set(groups_now(event).values()) == {None}


def test_who_moves_is_told_and_who_stays_is_not():
    event = an_event()
    four = people(event, *[{}] * 4)
    for one in four:
        announce(SeatConfirmed(one))
    take_over(event)
    Message.objects.all().delete()
    moved = next(one for one in four if groups_now(event)[one.name] == "A")
    move_people([moved], group_id=event.groups.get(letter="B").pk)
    assert list(Message.objects.values_list("recipient", flat=True)) == [moved.email]


def test_three_days_before_nobody_moves_unless_the_organiser_lets_go():
    event = an_event(days=2)
    one, other = people(event, {}, {})
    a, b = event.groups.all()
    move_people([one], group_id=a.pk)  # a first group is always possible
    with pytest.raises(GroupsFrozen):
        move_people([other, Registration.objects.get(pk=one.pk)], group_id=b.pk)
    assert groups_now(event) == {one.name: "A", other.name: None}
    thaw(event)
    move_people([Registration.objects.get(pk=one.pk)], group_id=b.pk)
    assert groups_now(event)[one.name] == "B"
    freeze(event)
    assert are_frozen(Event.objects.get(pk=event.pk), at=timezone.now())


def test_long_before_nothing_is_frozen():
    event = an_event(days=4)
    assert not are_frozen(event, at=event.current.starts_at - timedelta(days=3, minutes=1))
    assert are_frozen(event, at=event.current.starts_at - timedelta(days=3))


# --- the page ---------------------------------------------------------------------------------------


@pytest.fixture
def planner(client):
    event = an_event()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, event


def url(name, event):
    return reverse(f"groups:{name}", args=[event.slug])


def test_a_proposal_is_looked_at_without_writing_and_taken_over_as_it_was_shown(planner):
    client, event = planner
    people(event, {"role": "councillor", "party": "Partij A"}, *[{}] * 3)
    page = client.get(url("groups", event), {"voorstel": "iedereen", "trekking": 2})
    assert "4 mensen komen in een andere groep." in page.text
    assert set(groups_now(event).values()) == {None}
    said = {"voorstel": "iedereen", "trekking": 2, "merk": page.context["proposal"].mark}
    answer = client.post(url("accept", event), said, follow=True)
    assert "4 mensen zijn in een andere groep gezet." in answer.text
    assert Counter(groups_now(event).values()) == {"A": 2, "B": 2}


def test_a_stale_proposal_is_shown_anew(planner):
    client, event = planner
    people(event, *[{}] * 4)
    answer = client.post(url("accept", event), {"voorstel": "iedereen", "trekking": 1, "merk": "x"})
    assert answer.status_code == 409
    assert "Hieronder staat het voorstel zoals het nu is." in answer.text
    assert set(groups_now(event).values()) == {None}


def test_people_are_moved_let_go_and_kept_together_from_the_page(planner):
    client, event = planner
    one, other = people(event, {}, {})
    b = event.groups.get(letter="B")
    both = {"id": [one.pk, other.pk]}
    assert (
        "Verplaatst."
        in client.post(url("change", event), both | {"do": "move", "group": b.pk}, follow=True).text
    )
    assert "door u geplaatst" in client.get(url("groups", event)).text
    client.post(url("change", event), both | {"do": "let_go"})
    assert "door u geplaatst" not in client.get(url("groups", event)).text
    client.post(url("change", event), both | {"do": "together"})
    assert Together.objects.count() == 1
    client.post(url("change", event), both | {"do": "apart"})
    assert not Together.objects.exists()


@pytest.mark.parametrize("said", [{"do": "move"}, {"do": "move", "id": "x"}, {"do": "jump"}])
def test_nobody_ticked_or_nonsense_is_said(planner, said):
    client, event = planner
    answer = client.post(url("change", event), said, follow=True)
    assert answer.status_code == 200
    assert answer.context["messages"]


def test_somebody_of_another_event_cannot_be_moved(planner):
    client, event = planner
    (stranger,) = people(an_event(), {})
    client.post(url("change", event), {"do": "move", "id": stranger.pk, "group": event.groups.first().pk})
    assert Registration.objects.get(pk=stranger.pk).group is None


def test_a_viewer_sees_groups_but_no_proposals(client):
    event = an_event()
    people(event, {})
    client.force_login(a_user(role="viewer", organisation=event.organisation))
    page = client.get(url("groups", event), {"voorstel": "iedereen"}).text
    assert "Neem deze groepen over" not in page
    assert "Nog geen groep" in page


@pytest.mark.parametrize("size", [1, 8])
def test_the_page_costs_the_same_whatever_its_length(planner, django_assert_num_queries, size):
    client, event = planner
    people(event, *[{}] * size)
    with django_assert_num_queries(18):
        client.get(url("groups", event), {"voorstel": "iedereen"})


def in_groups(event, **which):
    """How many of these people are in each group."""
    found = Registration.objects.filter(event=event, **which).values_list("group__letter", flat=True)
    return dict(Counter(found))


def test_a_wish_for_numbers_is_kept_where_spreading_alone_would_not():
    event = an_event(groups=3)
    people(event, *[{"role": "councillor", "party": "SP"}] * 4, *[{"role": "resident"}] * 5)
    set_quotas(event, {("party", "sp "): (0, 1), ("role", "resident"): (2, None)})
    assert "sp : ten hoogste 1 per groep kan niet" in complaints(proposal(event))[0]
    set_quotas(event, {("role", "councillor"): (1, None), ("role", "resident"): (1, 2)})
    take_over(event)
    assert complaints(proposal(event)) == []
    assert min(in_groups(event, role="councillor").values()) >= 1
    assert max(in_groups(event, role="resident").values()) <= 2


def test_who_was_placed_by_hand_comes_before_numbers_and_what_is_missed_is_said():
    event = an_event()
    four = people(event, *[{"role": "councillor"}] * 2, *[{"role": "resident"}] * 2)
    move_people(four[:2], group_id=event.groups.first().pk)
    set_quotas(event, {("role", "councillor"): (1, 1)})
    assert complaints(proposal(event)) == [
        "Groep A heeft er 2 van ‘Raadslid’; u wilde er ten hoogste 1.",
        "Groep B heeft er 0 van ‘Raadslid’; u wilde er ten minste 1.",
    ]


def test_numbers_that_no_division_keeps_to_are_said_in_words():
    event = an_event()
    people(event, *[{"role": "councillor", "party": "SP"}] * 3)
    set_quotas(event, {("role", "councillor"): (2, None), ("party", "SP"): (0, 1)})
    said = complaints(proposal(event))
    assert said[0] == "SP: ten hoogste 1 per groep kan niet, want er zijn er 3 voor 2 groepen."
    assert said[1] == "Raadslid: ten minste 2 per groep kan niet, want er zijn er 3 voor 2 groepen."


def test_at_least_is_not_more_than_at_most():
    event = an_event()
    with pytest.raises(LeastAboveMost):
        set_quotas(event, {("role", "councillor"): (3, 2)})
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupQuota.objects.create(event=event, attribute="role", value="councillor", minimum=3, maximum=2)
    assert not GroupQuota.objects.exists()


def test_numbers_are_wished_on_their_page_and_stand_beside_the_names(client):
    event = an_event()
    people(event, *[{"role": "councillor", "party": "SP"}] * 2, *[{"role": "resident"}] * 2)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    url = reverse("groups:quotas", args=[event.slug])
    rows = [(label, number) for label, number, _least, _most in client.get(url).context["form"].rows()]
    assert rows == [("Raadslid", 2), ("Bewoner", 2), ("SP", 2)]
    wrong = client.post(url, {"least_0": "3", "most_0": "2"})
    assert wrong.status_code == 422
    assert "Bij Raadslid is ‘ten minste’ meer dan ‘ten hoogste’." in wrong.content.decode()
    assert 'value="3"' in wrong.content.decode()
    client.post(url, {"least_0": "1", "most_2": "1"})
    stored = GroupQuota.objects.values_list("attribute", "value", "minimum", "maximum")
    assert list(stored) == [("party", "SP", 0, 1), ("role", "councillor", 1, None)]
    shown = client.get(reverse("groups:groups", args=[event.slug]), {"voorstel": "iedereen"}).content.decode()
    assert "gemengd, telt mee voor SP, Raadslid" in shown
    client.post(url, {})
    assert not GroupQuota.objects.exists()
