"""Whom an organiser leaves out, and the line of their own: wanted before publishing, kept to by it."""

from email import message_from_string, policy

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.batches.actions import add_lines, hold_new, leave_out
from notifications.batches.errors import WishesChanged
from notifications.calendar.changes import PersonKey
from notifications.models import Batch, LeftOut, Message
from notifications.news.programme import tell_left_out
from notifications.outbox.audit import differences
from tests.builders import a_registration, a_speaker, a_stop, a_talk
from tests.notifications.batches.some import (
    FIRST,
    LATER,
    LATEST,
    a_batch,
    entry_of,
    everything_left,
    posted,
    publish_with,
    start_told,
)
from tours.signups.grouping import move_to_group

pytestmark = pytest.mark.django_db


def without(event, *people, by, seen=0):
    """Leave these registrations out of the next publication."""
    keys = [PersonKey(person.pk, None) for person in people]
    return leave_out(event, keys, of=keys, seen=seen, by=by)


def test_who_is_left_out_hears_nothing_and_stands_as_not_told(told):
    event, (sam, bo), by = told
    without(event, sam, by=by)
    batch = a_batch(event)
    assert [message.registration_id for message in posted(batch=batch)] == [bo.pk]
    (left,) = LeftOut.objects.open(at=timezone.now())
    assert (left.registration_id, left.by_id, left.batch_id) == (sam.pk, by.pk, batch.pk)
    assert sam.notices.open().get().kind == "not_told"
    assert (start_told(sam), start_told(bo)) == (FIRST + 5, LATER)
    assert differences(at=timezone.now()) == []


def test_next_time_they_hear_the_difference_with_what_they_heard(told):
    event, (sam, _bo), by = told
    without(event, sam, by=by)
    a_batch(event)
    everything_left()
    publish_with(event, start_min=LATEST)
    was = {message.registration_id: message.facts["was"]["start"] for message in posted(state="pending")}
    assert was[sam.pk] < was[_bo.pk]
    assert not LeftOut.objects.open(at=timezone.now())
    assert not sam.notices.open()


def test_who_is_left_out_again_stays_not_told_once(told):
    event, (sam, _bo), by = told
    for start in (LATER, LATEST):
        without(event, sam, by=by)
        batch = a_batch(event, start=start)
    assert LeftOut.objects.open(at=timezone.now()).get().batch_id == batch.pk
    assert sam.notices.open().count() == 1


def test_a_change_that_is_put_back_needs_not_be_told_any_more(told):
    event, (sam, _bo), by = told
    without(event, sam, by=by)
    a_batch(event)
    publish_with(event, start_min=FIRST + 5)
    assert not LeftOut.objects.open(at=timezone.now())
    assert not posted(registration=sam, kind="changed")


def test_they_can_be_mailed_after_all_and_nobody_else_is(told):
    event, (sam, _bo), by = told
    without(event, sam, by=by)
    a_batch(event)
    everything_left()
    assert tell_left_out(event, at=timezone.now(), by=by) == 1
    assert [message.registration_id for message in posted(state="pending")] == [sam.pk]
    assert tell_left_out(event, at=timezone.now(), by=by) == 0


def test_who_hears_it_by_another_way_does_not_stand_as_not_told(told):
    event, (sam, _bo), by = told
    without(event, sam, by=by)
    a_batch(event)
    group = event.groups.create(letter="B", position=2)
    move_to_group(sam, group_id=group.pk)
    assert start_told(sam) == LATER
    assert not LeftOut.objects.open(at=timezone.now())
    assert not sam.notices.open()


def test_what_waits_for_somebody_who_is_left_out_is_stale_and_never_goes(told):
    event, (sam, _bo), by = told
    hold_new(a_batch(event), by=by)
    without(event, sam, by=by)
    a_batch(event, start=LATEST)
    assert not posted(registration=sam, kind="changed")
    assert start_told(sam) == FIRST + 5
    publish_with(event, start_min=LATEST + 15)
    assert posted(registration=sam, kind="changed")[0].facts["was"]["start"] < "T"


def test_a_wish_for_somebody_who_would_hear_nothing_is_forgotten(told):
    event, (sam, _bo), by = told
    other = a_registration(event, state="waiting")
    without(event, other, by=by)
    batch = a_batch(event)
    assert not batch.left_out.exists()
    without(event, sam, by=by)
    publish_with(event, title="Andere titel")
    assert not Batch.objects.filter(state="draft").exists(), "nobody had to hear anything"


def test_a_speaker_may_be_left_out(told):
    event, _people, by = told
    speaker = a_speaker(event, talk=a_talk(a_stop(event, at=600)), state="confirmed")
    publish_with(event, programme_complete=True)
    everything_left()
    event.stops.get().visits.update(start_min=615)
    leave_out(event, [PersonKey(None, speaker.pk)], of=[PersonKey(None, speaker.pk)], seen=0, by=by)
    publish_with(event, start_min=LATER)
    assert LeftOut.objects.open(at=timezone.now()).get().speaker_id == speaker.pk
    assert not posted(speaker=speaker, kind="speaker_changed")
    assert entry_of(speaker).sequence == 0


def test_two_who_prepare_the_same_publication_do_not_undo_each_other(told):
    event, (sam, bo), by = told
    wishes = without(event, sam, by=by)
    with pytest.raises(WishesChanged):
        without(event, bo, by=by)
    without(event, bo, by=by, seen=wishes.version)
    with pytest.raises(WishesChanged):
        add_lines(event, {"": "Tot dan"}, seen=wishes.version)
    assert LeftOut.objects.count() == 2


def test_an_event_has_one_draft_and_a_person_one_reason(told):
    event, (sam, _bo), by = told
    draft = without(event, sam, by=by).draft
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(event=event)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeftOut.objects.create(batch=draft, registration=sam, by=by, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        LeftOut.objects.create(batch=draft, by=by, at=timezone.now())


HOSTILE = '<b>Tot dan</b> {{ facts }} "&" {% load x %} Beste Sam'


def test_an_own_line_stands_in_every_mail_as_it_was_typed(told):
    event, _people, _by = told
    add_lines(event, {"": HOSTILE, "seat_confirmed": "Welkom."}, seen=0)
    a_registration(event, email="nieuw@voorbeeld.example")
    a_batch(event)
    everything_left()
    letters = {letter.to[0].rpartition("<")[2]: letter for letter in mail.outbox}
    changed, new = letters.pop("p0@voorbeeld.example>"), letters.pop("nieuw@voorbeeld.example>")
    assert HOSTILE in changed.body
    html = changed.alternatives[0][0]
    assert "<b>" not in html
    assert "&lt;b&gt;Tot dan&lt;/b&gt; {{ facts }}" in html
    assert ("Welkom." in new.body, HOSTILE in new.body) == (True, False)


def test_the_line_of_a_publication_does_not_stay_for_the_next(told):
    event, _people, by = told
    add_lines(event, {"": "Tot dan"}, seen=0)
    hold_new(a_batch(event), by=by)
    a_batch(event, start=LATEST)
    assert {message.facts.get("line") for message in posted(state="pending")} == {None}


def test_merged_mails_have_the_line_too(told, settings):
    """As thousands are written: the second of a series makes the form, the third is filled in from it."""
    from notifications.letters import Series, compose

    event, _people, _by = told
    for number in range(3):
        a_registration(event, email=f"nog{number}@voorbeeld.example", name=f"Nog {number}")
    add_lines(event, {"": HOSTILE}, seen=0)
    batch = a_batch(event)
    new = list(
        Message.objects.filter(batch=batch, kind="seat_confirmed").select_related(
            "event", "told__saying", "registration"
        )
    )
    series = Series()
    written = [series.write(message) for message in new][-1]
    assert written.words.text == compose(new[-1]).body
    parsed = message_from_string(written.octets.decode(), policy=policy.default)
    assert HOSTILE in parsed.get_body(["plain"]).get_content()
