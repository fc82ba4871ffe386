from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Sum

from core import facts
from tests.builders import a_registration, an_event
from tests.threads import prepared_at_once
from tests.tours.signups.checks import assert_seats_add_up, states, taken
from tests.tours.signups.racing import (
    PEOPLE,
    look,
    take_as_seen,
    visit_and_sign_up,
    without_looking_again,
    without_taking,
)
from tours.facts import EventCancelled, RegistrationCancelled, SeatConfirmed
from tours.lifecycle.actions import cancel_event, publishing
from tours.models import Place, Pool, Registration
from tours.signups import actions, line
from tours.signups.actions import cancel, change, confirm, expire, register, set_capacity
from tours.signups.errors import AlreadyCancelled, ChangedMeanwhile, KnownAlready
from tours.signups.models import RegistrationQuerySet
from tours.signups.seats import give_back

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
SEATED = {"held", "confirmed"}


def sign_up(event, number, **fields):
    """A runner that signs somebody up."""
    who = {
        "name": f"Robin {number}",
        "email": f"robin{number}@voorbeeld.example",
        "role": "resident",
    } | fields
    return (lambda: look(event.pk), lambda seen: register(seen, **who))


def fresh(registration):
    return Registration.objects.select_related("event").get(pk=registration.pk)


def skip_where_sqlite_protects_by_itself(*, protected):
    """One transaction at a time: there the protection cannot be taken away."""
    if not protected and connection.vendor == "sqlite":
        pytest.skip("SQLite itself keeps others out")


def patience(*, protected):
    """For who does something meanwhile: where that is kept out it waits for us, else it comes to its end."""
    return 1 if protected else 120


def seats_given(event):
    return Place.objects.filter(pool__event=event, pool__role="").aggregate(n=Sum("seats"))["n"] or 0


# --- many for the last seats ---------------------------------------------------------------------


def test_many_at_once_get_exactly_the_last_seats_and_the_line_is_in_the_order_they_came():
    event = an_event(seats=5)
    prepared_at_once(*(sign_up(event, number) for number in range(PEOPLE)))
    assert states(event) == ["held"] * 5 + ["waiting"] * (PEOPLE - 5)
    assert taken(event) == seats_given(event) == 5
    queue = list(Registration.objects.of(event).in_line().values_list("pk", flat=True))
    assert queue == sorted(queue)
    assert_seats_add_up(event)


def test_control_looking_first_and_writing_later_overbooks(monkeypatch):
    event = an_event(seats=5)
    without_taking(monkeypatch)
    prepared_at_once(*(sign_up(event, number) for number in range(PEOPLE)))
    assert seats_given(event) == PEOPLE
    with pytest.raises(AssertionError):
        assert_seats_add_up(event)


def race_of_roles():
    """Councillors and press have seats of their own; every third brings somebody. Nobody met an error."""
    event = an_event(seats=12, companions_allowed=1)
    for role, capacity in (("councillor", 3), ("press", 2)):
        Pool.objects.create(event=event, role=role, capacity=capacity)
    roles = ["councillor", "press", "resident", "official"]
    runners = (sign_up(event, n, role=roles[n % 4], companions=n % 3 // 2) for n in range(PEOPLE))
    assert all(isinstance(each, Registration) for each in prepared_at_once(*runners))
    return event


def test_roles_with_seats_of_their_own_and_companions_neither_overbook_nor_wait_for_each_other():
    assert_seats_add_up(race_of_roles())


def test_control_looking_first_overbooks_everybodys_seats_and_those_of_the_roles(monkeypatch):
    without_taking(monkeypatch)
    event = race_of_roles()
    given = dict(Place.objects.values_list("pool__role").annotate(n=Sum("seats")).order_by())
    assert all(given[pool.role] > pool.capacity for pool in event.pools.all())


def test_one_person_in_many_tabs_gets_one_seat():
    event = an_event(seats=5)
    met = prepared_at_once(*(sign_up(event, 1) for _ in range(16)))
    assert Counter(type(each) for each in met) == {Registration: 1, KnownAlready: 15}
    assert_seats_add_up(event)


# --- over a real server --------------------------------------------------------------------------


def race_over_http(live_server, event):
    cache.clear()
    runners = [
        (lambda n=number: visit_and_sign_up(live_server.url, event.slug, n), lambda send: send())
        for number in range(PEOPLE)
    ]
    return Counter(prepared_at_once(*runners))


def test_many_visitors_at_once_get_the_last_seats_and_the_answer_that_is_true(live_server):
    event = an_event(seats=5)
    answers = race_over_http(live_server, event)
    assert answers == {"Uw plaats is vastgehouden": 5, "U staat op de wachtlijst": PEOPLE - 5}
    assert taken(event) == seats_given(event) == 5
    assert_seats_add_up(event)


def test_control_over_a_real_server_looking_first_overbooks(live_server, monkeypatch):
    event = an_event(seats=5)
    without_taking(monkeypatch, take_as_seen(event.pools.get()))
    assert race_over_http(live_server, event) == {"Uw plaats is vastgehouden": PEOPLE}
    assert seats_given(event) == PEOPLE


# --- sign-up against cancel ----------------------------------------------------------------------


def race_against_cancelling(event):
    """Ten who come give up their seats while sixteen sign up who saw a full event."""
    coming = list(event.registrations.all())
    leavers = [(lambda r=r: fresh(r), lambda r: cancel(r, by="self")) for r in coming]
    prepared_at_once(*leavers, *(sign_up(event, number) for number in range(16)))


def a_full_event():
    event = an_event(seats=10)
    for _ in range(10):
        a_registration(event)
    return event


def test_seats_given_up_while_others_sign_up_are_all_used():
    event = a_full_event()
    race_against_cancelling(event)
    assert Counter(states(event)) == {"cancelled": 10, "held": 10, "waiting": 6}
    assert_seats_add_up(event)


def trust_the_look(monkeypatch):
    """Join the line because it was full when looking, without looking again under the lock."""
    monkeypatch.setattr("tours.signups.line.take", lambda *args, **kwargs: False)
    monkeypatch.setattr(
        "tours.signups.line.claim",
        lambda pools, seats, **kwargs: pools[0],
    )


@pytest.mark.django_db  # one after the other, in the order that does the harm
@pytest.mark.parametrize("protected", [True, False])
def test_a_seat_that_came_free_after_looking_is_found_only_by_looking_again(monkeypatch, protected):
    event = a_full_event()
    prepare, join = sign_up(event, 1)
    seen = prepare()
    cancel(event.registrations.first(), by="self")
    if not protected:
        trust_the_look(monkeypatch)
    newcomer = join(seen)
    assert newcomer.state == ("held" if protected else "waiting")
    if not protected:
        with pytest.raises(AssertionError, match="somebody waits while there are seats"):
            assert_seats_add_up(event)


@pytest.mark.parametrize("protected", [True, False])
def test_who_joins_the_line_while_another_leaves_is_moved_up_by_them(monkeypatch, protected):
    skip_where_sqlite_protects_by_itself(protected=protected)
    event = an_event(seats=1)
    seated = a_registration(event)
    leaver = (lambda: fresh(seated), lambda r: cancel(r, by="self"))
    prepare, join = sign_up(event, 1)
    join_line = line.join_line
    with ThreadPoolExecutor(1) as other:

        def let_another_leave_first(pool):
            wait([other.submit(lambda: prepared_at_once(leaver))], timeout=patience(protected=protected))
            join_line(pool)

        monkeypatch.setattr(line, "join_line", let_another_leave_first)
        if not protected:
            monkeypatch.setattr(line, "lock_pools", lambda event: None)
        join(prepare())
    assert states(event) == ["cancelled", "held" if protected else "waiting"]


def give_up_in_eight_tabs():
    """One of ten seats; what each tab met."""
    event = an_event(seats=10)
    registration = a_registration(event)
    for _ in range(9):
        a_registration(event)
    met = prepared_at_once(*[(lambda: fresh(registration), lambda r: cancel(r, by="self"))] * 8)
    return event, Counter(type(each) for each in met)


def test_the_same_seat_given_up_in_many_tabs_comes_free_once():
    event, met = give_up_in_eight_tabs()
    assert met == {Registration: 1, AlreadyCancelled: 7}
    assert taken(event) == 9
    assert_seats_add_up(event)


def test_control_giving_up_by_what_was_read_before_frees_seats_that_others_sit_on(monkeypatch):
    without_looking_again(monkeypatch)
    monkeypatch.setattr(line, "free_seats", lambda r: give_back(r.event.pools.get().pk, r.seats))
    event, met = give_up_in_eight_tabs()
    assert met == {Registration: 8}
    assert taken(event) == 2


# --- sign-up against promotion and against more seats ---------------------------------------------


def test_more_seats_while_others_sign_up_go_to_the_line_first():
    event = an_event(seats=0)
    queue = [a_registration(event, state="waiting") for _ in range(8)]
    raise_seats = (event.pools.get, lambda pool: set_capacity(pool, capacity=10))
    prepared_at_once(raise_seats, *(sign_up(event, number) for number in range(16)))
    assert {fresh(registration).state for registration in queue} == {"held"}
    assert Counter(states(event)) == {"held": 10, "waiting": 14}
    assert_seats_add_up(event)


def race_past_the_head(event):
    """Two seats are free, the head of the line needs three; sixteen others need one."""
    a_registration(event, state="waiting", companions=2)
    prepared_at_once(*(sign_up(event, number) for number in range(16)))
    return Counter(states(event))


def test_nobody_passes_a_head_of_the_line_that_does_not_fit_yet():
    assert race_past_the_head(an_event(seats=2, companions_allowed=2)) == {"waiting": 17}


def test_control_without_minding_the_line_two_pass_it(monkeypatch):
    heedless = line.take
    without_taking(monkeypatch, lambda which, seats, **_: heedless(which, seats, over_the_line=True))
    assert race_past_the_head(an_event(seats=2, companions_allowed=2)) == {"waiting": 15, "held": 2}


def naive_set_capacity(pool, *, capacity):
    pool.capacity = capacity
    pool.save()


@pytest.mark.django_db
@pytest.mark.parametrize("change_seats", [set_capacity, naive_set_capacity])
def test_changing_the_number_of_seats_by_what_was_read_before_loses_count(change_seats):
    event = an_event(seats=20)
    read_before = event.pools.select_related("event").get()
    for _ in range(16):
        a_registration(event)
    change_seats(read_before, capacity=30)
    if change_seats is set_capacity:
        assert_seats_add_up(event)
    else:
        assert (taken(event), seats_given(event)) == (0, 16)


def test_promoting_from_many_sides_at_once_moves_each_up_once(heard):
    event = an_event(seats=0)
    for _ in range(8):
        a_registration(event, state="waiting")
    Pool.objects.update(capacity=5)
    prepared_at_once(*[(lambda: look(event.pk), actions.promote)] * 8)
    assert states(event) == ["held"] * 5 + ["waiting"] * 3
    assert len(heard) == 5
    assert_seats_add_up(event)


# --- two tabs ------------------------------------------------------------------------------------


def confirm_in_eight_tabs(heard):
    held = a_registration(an_event(), state="held")
    prepared_at_once(*[(lambda: fresh(held), confirm)] * 8)
    assert fresh(held).state == "confirmed"
    return sum(isinstance(fact, SeatConfirmed) for fact in heard)


def test_two_tabs_that_confirm_at_once_are_one_confirmation(heard):
    assert confirm_in_eight_tabs(heard) == 1


def test_control_confirming_by_what_was_read_before_is_said_more_than_once(heard, monkeypatch):
    without_looking_again(monkeypatch)
    assert confirm_in_eight_tabs(heard) > 1


def test_a_click_at_the_moment_at_which_the_time_is_over_always_counts():
    event = an_event(seats=8)
    held = [a_registration(event, state="held") for _ in range(8)]
    clicks = [(lambda r=r: fresh(r), confirm) for r in held]
    sweeps = [(lambda: held[-1].answer_by, lambda at: expire(at=at))] * 3
    prepared_at_once(*clicks, *sweeps)
    assert states(event) == ["confirmed"] * 8
    assert_seats_add_up(event)


@pytest.mark.parametrize("protected", [True, False])
def test_a_click_after_the_sweep_read_who_is_late_still_counts(monkeypatch, protected):
    """The sweep reads both; the other's click comes when the first seat was freed."""
    event = an_event(seats=8)
    late, clicker = (a_registration(event, state="held") for _ in range(2))
    clicks = [clicker]

    def click_once(_fact):
        if clicks:
            transaction.on_commit(lambda: confirm(fresh(clicks.pop())))

    monkeypatch.setitem(facts._listeners, RegistrationCancelled, click_once)
    if not protected:
        without_looking_again(monkeypatch)
        monkeypatch.setattr(RegistrationQuerySet, "lapsed", lambda all_read, *, at: all_read.order_by("pk"))
    expire(at=max(late.answer_by, clicker.answer_by))
    assert states(event) == ["cancelled", "confirmed" if protected else "cancelled"]


def test_two_tabs_that_change_the_same_one_wins_and_the_other_is_told():
    registration = a_registration(an_event())
    tabs = [
        (lambda: fresh(registration), lambda r, diet=diet: change(r, version=1, diet=diet))
        for diet in ("vegan", "halal")
    ]
    met = prepared_at_once(*tabs)
    assert Counter(type(each) for each in met) == {Registration: 1, ChangedMeanwhile: 1}
    assert fresh(registration).version == 2


# --- sign-up against calling off ------------------------------------------------------------------


@pytest.mark.parametrize("protected", [True, False])
def test_nobody_slips_in_between_reading_who_is_told_and_calling_off(monkeypatch, protected):
    skip_where_sqlite_protects_by_itself(protected=protected)
    event = an_event(confirm_address=False)
    prepare, join = sign_up(event, 1)
    with ThreadPoolExecutor(1) as other:

        def read_and_let_another_in(fact):
            told.append(fact.event.registrations.count())
            late.append(other.submit(lambda: prepared_at_once((prepare, join))))
            wait(late, timeout=patience(protected=protected))

        told, late = [], []
        monkeypatch.setitem(facts._listeners, EventCancelled, read_and_let_another_in)
        if not protected:
            monkeypatch.setattr(publishing, "lock_pools", lambda event: None)
        cancel_event(event, reason="Storm", by=None)
    assert told == [0]
    assert event.registrations.count() == (0 if protected else 1)
