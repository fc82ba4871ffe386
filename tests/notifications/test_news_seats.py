from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications.models import Message, Told
from notifications.outbox import lease
from notifications.outbox.audit import differences
from notifications.outbox.delivery import deliver_due
from tests.builders import a_registration, an_event, in_days, publish_quietly
from tests.notifications.told import a_draft, entry_of, fresh, kinds, posted
from tours.lifecycle.actions import publish
from tours.models import Group, Visit
from tours.signups import actions as signups
from tours.signups.grouping import move_to_group
from tours.signups.models import CancelledBy

pytestmark = pytest.mark.django_db
SAM = {"name": "Sam de Wit", "email": "sam@voorbeeld.example", "role": "resident"}


def test_who_signs_up_is_asked_to_confirm_and_gets_no_calendar_mail_yet():
    event = an_event()
    registration = signups.register(event, **SAM)
    (mail,) = posted()
    assert (mail.kind, mail.recipient, mail.method) == ("confirm_address", "sam@voorbeeld.example", "")
    assert mail.facts["answer_by"] == registration.answer_by.isoformat()
    assert not Told.objects.exists()


def test_confirming_gives_the_seat_and_the_invitation():
    registration = signups.register(an_event(), **SAM)
    signups.confirm(registration)
    mail = posted(kind="seat_confirmed")[0]
    told = entry_of(registration)
    assert (mail.method, mail.sequence, mail.told, mail.dtstamp) == ("REQUEST", 0, told, told.dtstamp)
    assert told.uid.startswith(f"{registration.event_id}.")
    assert len(told.uid.partition(".")[2].partition("@")[0]) >= 20


def test_confirming_twice_is_one_mail():
    registration = signups.register(an_event(), **SAM)
    signups.confirm(registration)
    signups.confirm(registration)
    assert kinds() == ["confirm_address", "seat_confirmed"]


def test_where_no_confirmation_is_asked_the_invitation_comes_at_once():
    signups.register(an_event(confirm_address=False), **SAM)
    assert kinds() == ["seat_confirmed"]


def test_who_has_no_address_gets_no_mail():
    event = an_event()
    registration = signups.add_by_desk(event, source="desk", name="Jo", role="resident")
    signups.cancel(registration, by="desk")
    assert not Message.objects.exists()


def test_two_people_at_one_address_each_have_their_own_entry():
    event = an_event(confirm_address=False)
    for name in ("Sam", "Robin"):
        signups.register(event, name=name, email="samen@voorbeeld.example", role="resident")
    assert len({told.uid for told in Told.objects.all()}) == 2
    assert [mail.recipient_name for mail in posted()] == ["Sam", "Robin"]


def test_cancelling_takes_the_entry_away_with_a_higher_sequence():
    registration = signups.register(an_event(confirm_address=False), **SAM)
    signups.cancel(registration, by=CancelledBy.SELF)
    mail = posted(kind="cancelled")[0]
    assert (mail.method, mail.sequence, mail.facts) == ("CANCEL", 1, {"by": "self"})
    assert entry_of(registration).ended_at == mail.dtstamp


def test_an_invitation_that_still_waits_is_taken_back_by_the_cancellation():
    registration = signups.register(an_event(confirm_address=False), **SAM)
    signups.cancel(registration, by=CancelledBy.SELF)
    assert kinds() == ["cancelled"]


def test_who_comes_back_has_the_same_uid_and_a_sequence_above_the_cancel():
    event = an_event(confirm_address=False)
    registration = signups.register(event, **SAM)
    uid = entry_of(registration).uid
    signups.cancel(registration, by=CancelledBy.SELF)
    signups.sign_up_again(event, **{k: SAM[k] for k in ("name", "email")})
    told = Told.objects.get()
    assert (told.uid, told.sequence, told.ended_at) == (uid, 2, None)
    assert posted(kind="seat_confirmed")[-1].sequence == 2


def test_a_new_address_gets_an_entry_of_its_own_after_it_is_confirmed():
    registration = signups.register(an_event(), **SAM)
    signups.confirm(registration)
    registration = signups.change(fresh(registration), version=1, email="nieuw@voorbeeld.example")
    cancel = posted(kind="cancelled")[0]
    assert (cancel.recipient, cancel.method) == ("sam@voorbeeld.example", "CANCEL")
    assert posted()[-1].kind == "confirm_address"
    assert posted()[-1].recipient == "nieuw@voorbeeld.example"
    signups.confirm(registration)
    old, new = Told.objects.order_by("pk")
    assert old.uid != new.uid
    assert (old.ended_at is None, new.ended_at, new.sequence) == (False, None, 0)
    assert posted()[-1].recipient == "nieuw@voorbeeld.example"


def test_going_back_to_the_first_address_reopens_its_entry():
    registration = signups.register(an_event(confirm_address=False), **SAM)
    registration = signups.change(fresh(registration), version=1, email="nieuw@voorbeeld.example")
    signups.change(fresh(registration), version=2, email=SAM["email"])
    first = Told.objects.order_by("pk").first()
    assert (first.sequence, first.ended_at) == (2, None)
    assert Told.objects.live().count() == 1


def test_changing_the_address_of_an_entry_that_is_being_sent_cancels_it():
    registration = signups.register(an_event(confirm_address=False), **SAM)
    lease.claim("somebody", at=timezone.now(), limit=10)
    signups.change(fresh(registration), version=1, email="nieuw@voorbeeld.example")
    assert [(mail.kind, mail.recipient) for mail in posted()] == [
        ("seat_confirmed", "sam@voorbeeld.example"),
        ("cancelled", "sam@voorbeeld.example"),
        ("seat_confirmed", "nieuw@voorbeeld.example"),
    ]


def test_a_change_of_diet_is_no_news():
    registration = signups.register(an_event(confirm_address=False), **SAM)
    signups.change(fresh(registration), version=1, diet="vegan")
    assert kinds() == ["seat_confirmed"]


def test_another_group_is_an_update():
    draft = a_draft(confirm_address=False, programme_complete=True)
    b = Group.objects.create(event=draft, letter="B", position=2)
    event = two_groups(draft, b)
    registration = signups.register(event, **SAM)
    move_to_group(registration, group_id=event.groups.get(letter="A").pk)
    sent = lease.claim("somebody", at=timezone.now(), limit=10)
    move_to_group(fresh(registration), group_id=b.pk)
    mail = posted()[-1]
    assert (mail.kind, mail.method, mail.sequence) == ("changed", "REQUEST", 2)
    assert mail.facts["was"]["group"] == "A"
    assert sent


def test_groups_that_are_given_before_the_mail_could_leave_are_one_mail_of_the_same_kind():
    draft = a_draft(confirm_address=False, programme_complete=True)
    b = Group.objects.create(event=draft, letter="B", position=2)
    event = two_groups(draft, b)
    registration = signups.register(event, **SAM)
    for group in (event.groups.get(letter="A"), b):
        move_to_group(fresh(registration), group_id=group.pk)
    (mail,) = posted()
    assert (mail.kind, mail.method, mail.sequence) == ("seat_confirmed", "REQUEST", 2)
    assert "was" not in mail.facts
    assert entry_of(registration).itinerary["group"] == "B"


def test_a_group_that_is_put_back_before_the_mail_could_leave_is_no_mail():
    draft = a_draft(confirm_address=False, programme_complete=True)
    b = Group.objects.create(event=draft, letter="B", position=2)
    event = two_groups(draft, b)
    a = event.groups.get(letter="A")
    registration = signups.register(event, **SAM)
    move_to_group(registration, group_id=a.pk)
    Message.objects.filter(state="pending").update(state="sent")
    for group in (b, a):
        move_to_group(fresh(registration), group_id=group.pk)
    assert posted(state="pending") == []
    assert differences(at=timezone.now()) == []
    move_to_group(fresh(registration), group_id=b.pk)
    (mail,) = posted(state="pending")
    assert mail.facts["was"]["group"] == "A"


def test_there_and_back_within_seconds_is_no_mail_and_two_where_the_first_was_claimed():
    draft = a_draft(confirm_address=False, programme_complete=True)
    b = Group.objects.create(event=draft, letter="B", position=2)
    event = two_groups(draft, b)
    a = event.groups.get(letter="A")
    registration = signups.register(event, **SAM)
    move_to_group(registration, group_id=a.pk)
    deliver_due(at=timezone.now())
    so_far = len(mail.outbox)
    for group in (b, a):
        move_to_group(fresh(registration), group_id=group.pk)
    deliver_due(at=timezone.now())
    assert len(mail.outbox) == so_far
    move_to_group(fresh(registration), group_id=b.pk)
    lease.claim("somebody", at=timezone.now(), limit=100)
    move_to_group(fresh(registration), group_id=a.pk)
    changes = posted(kind="changed", state__in=["sending", "pending"])
    assert [each.facts["was"]["group"] for each in changes] == ["A", "B"]
    assert differences(at=timezone.now()) == []


def two_groups(draft, b):
    from tests.builders import a_stop

    a_stop(draft, at=560)
    a_stop(draft, at=620)
    first, second = Visit.objects.filter(group=b).order_by("position")
    Visit.objects.filter(pk=first.pk).update(start_min=620, end_min=650)
    Visit.objects.filter(pk=second.pk).update(start_min=560, end_min=590)
    return publish_quietly(draft)


def test_the_waiting_list_is_news_without_a_calendar_part():
    event = an_event(seats=1, confirm_address=False)
    signups.register(event, **SAM)
    signups.register(event, name="Robin", email="robin@voorbeeld.example", role="resident")
    mail = posted(kind="waiting_list")[0]
    assert (mail.method, mail.told) == ("", None)


def test_moving_up_says_so():
    event = an_event(seats=1, confirm_address=False)
    first = signups.register(event, **SAM)
    signups.register(event, name="Robin", email="robin@voorbeeld.example", role="resident")
    signups.cancel(first, by=CancelledBy.SELF)
    mail = posted(recipient="robin@voorbeeld.example")[-1]
    assert (mail.kind, mail.facts, mail.method) == ("seat_confirmed", {"promoted": True}, "REQUEST")


def test_an_offered_seat_names_the_time_until_which_it_is_kept():
    event = an_event(seats=1, confirm_address=False, offers_expire=True)
    first = signups.register(event, **SAM)
    second = signups.register(event, name="Robin", email="robin@voorbeeld.example", role="resident")
    signups.cancel(first, by=CancelledBy.SELF)
    mail = posted(kind="seat_offered")[0]
    assert mail.facts == {"answer_by": fresh(second).answer_by.isoformat()}


def test_a_seat_that_was_not_confirmed_in_time_goes_with_a_mail_of_its_own():
    signups.register(an_event(), **SAM)
    signups.expire(at=timezone.now() + timedelta(days=8))
    mail = posted()[-1]
    assert (mail.kind, mail.facts, mail.method) == ("cancelled", {"by": "expired"}, "")


def test_asking_for_the_link_ten_times_in_a_minute_is_one_mail(time_machine):
    registration = a_registration(an_event(), state="waiting")
    time_machine.move_to(timezone.now().replace(minute=1, second=0), tick=False)
    for _ in range(10):
        signups.send_link_again(registration)
    assert kinds() == ["own_link"]
    time_machine.shift(timedelta(minutes=11))
    signups.send_link_again(registration)
    assert kinds() == ["own_link", "own_link"]


def test_the_link_brings_the_entry_along_under_the_same_sequence():
    registration = signups.register(an_event(confirm_address=False), **SAM)
    before = entry_of(registration)
    signups.renew_links(registration)
    mail, told = posted()[-1], entry_of(registration)
    assert (mail.kind, mail.method, mail.sequence) == ("own_link", "REQUEST", before.sequence)
    assert told.dtstamp == mail.dtstamp > before.dtstamp


def test_an_event_that_is_over_sends_nothing():
    event = an_event(date=in_days(-3), confirm_address=False)
    registration = a_registration(event)
    signups.cancel(registration, by=CancelledBy.DESK)
    assert not Message.objects.exists()


def test_saying_a_fact_twice_is_one_mail():
    from core.facts import announce
    from tours.facts import PutOnWaitingList, RegistrationCancelled, SeatHeld, SeatOffered

    event = an_event()
    for state, fact in (("held", SeatHeld), ("waiting", PutOnWaitingList), ("offered", SeatOffered)):
        registration = a_registration(event, state=state)
        for _ in range(2):
            announce(fact(registration))
        assert len(posted(registration=registration)) == 1
    gone = a_registration(event, state="cancelled", cancelled_by="self")
    for _ in range(2):
        announce(RegistrationCancelled(gone, had_seat=False))
    assert kinds(registration=gone) == ["cancelled"]


def test_signing_up_costs_the_news_one_statement_and_an_invitation_three(django_assert_num_queries):
    from core.facts import announce
    from tours.facts import SeatConfirmed, SeatHeld

    event = a_draft()
    publish(event, by=None)
    held, first, second = a_registration(event, state="held"), a_registration(event), a_registration(event)
    with django_assert_num_queries(1):
        announce(SeatHeld(held))
    for each in (first, second):
        with django_assert_num_queries(3):
            announce(SeatConfirmed(each))
