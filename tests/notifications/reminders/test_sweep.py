from datetime import UTC, date, datetime, timedelta

import pytest

from core.facts import announce
from notifications.letters import render
from notifications.models import DigestRound, Message
from notifications.outbox.actions import post_many
from notifications.outbox.look import Refusal, look_again
from notifications.reminders import due
from notifications.reminders.actions import sweep_reminders
from tests.builders import a_registration, a_speaker, a_stop, a_talk, a_user, publish_quietly
from tests.notifications.told import a_draft, an_event, fresh, posted, publish_with
from tours.dialogue.actions import make_commitment, settle_commitment
from tours.facts import CommitmentMade, SeatConfirmed, SpeakerAnswered, SpeakerInvited
from tours.lifecycle.actions import close
from tours.models import Commitment, Event, Group, Material, Registration, Report, Speaker
from tours.signups import actions as signups

pytestmark = pytest.mark.django_db
DAY = date(2030, 7, 5)  # 9.15 in Amsterdam is 7.15 UTC
LONG_BEFORE = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)
WEEK_BEFORE = datetime(2030, 6, 28, 8, 0, tzinfo=UTC)
DAY_BEFORE = datetime(2030, 7, 4, 8, 0, tzinfo=UTC)
START = datetime(2030, 7, 5, 7, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _long_before(time_machine):
    time_machine.move_to(LONG_BEFORE, tick=False)


def an_event_on_the_day(**fields):
    return an_event(**{"date": DAY, "reminder_offsets": ["7d", "1d"]} | fields)


def somebody_told(event, **fields):
    registration = a_registration(event, **fields)
    announce(SeatConfirmed(registration))
    Message.objects.update(state="sent")
    return registration


def sweep(at, time_machine):
    time_machine.move_to(at, tick=False)
    return sweep_reminders(at)


def reminders(**which):
    return posted(kind="reminder", **which)


def test_a_week_and_a_day_before_each_once(time_machine):
    registration = somebody_told(an_event_on_the_day())
    sweeps = [
        sweep(at, time_machine)
        for at in (
            WEEK_BEFORE - timedelta(seconds=1),
            WEEK_BEFORE,
            WEEK_BEFORE + timedelta(seconds=15),
            DAY_BEFORE - timedelta(seconds=1),
            DAY_BEFORE,
            DAY_BEFORE + timedelta(hours=1),
            START - timedelta(seconds=1),
            START + timedelta(hours=1),
        )
    ]
    assert sweeps == [0, 1, 0, 0, 1, 0, 0, 0]
    assert [mail.key for mail in reminders()] == [
        f"reminder:7d:{registration.pk}:{START.isoformat()}",
        f"reminder:1d:{registration.pk}:{START.isoformat()}",
    ]
    assert {mail.not_after for mail in reminders()} == {START}


def test_sweeping_twice_in_the_same_instant_is_one_mail(time_machine):
    somebody_told(an_event_on_the_day())
    time_machine.move_to(DAY_BEFORE, tick=False)
    for letters in [list(due.participants(at=DAY_BEFORE)) for _ in range(2)]:
        post_many(letters)
    assert len(reminders()) == 1


def test_other_offsets_and_none_at_all(time_machine):
    somebody_told(an_event_on_the_day(reminder_offsets=["2h"]))
    somebody_told(an_event_on_the_day(reminder_offsets=[]))
    assert sweep(DAY_BEFORE, time_machine) == 0
    assert sweep(START - timedelta(hours=2), time_machine) == 0  # 7.15: still quiet
    assert sweep(START - timedelta(minutes=75), time_machine) == 1


def test_after_standing_still_for_a_week_only_the_last_rule_is_sent(time_machine):
    somebody_told(an_event_on_the_day())
    assert sweep(DAY_BEFORE + timedelta(hours=3), time_machine) == 1
    assert reminders()[0].key.startswith("reminder:1d:")


def test_who_got_a_seat_after_a_rule_fell_due_is_passed_over_but_not_by_the_next(time_machine):
    event = an_event_on_the_day()
    time_machine.move_to(WEEK_BEFORE + timedelta(hours=1), tick=False)
    somebody_told(event)
    assert sweep(WEEK_BEFORE + timedelta(hours=2), time_machine) == 0
    assert sweep(DAY_BEFORE, time_machine) == 1


def test_an_event_that_moves_gets_a_new_reminder_for_its_new_start(time_machine):
    event = an_event_on_the_day()
    registration = somebody_told(event)
    sweep(DAY_BEFORE, time_machine)
    publish_with(event, date=date(2030, 7, 19))
    assert sweep(DAY_BEFORE + timedelta(hours=1), time_machine) == 0
    later = timedelta(days=14)
    assert sweep(DAY_BEFORE + later, time_machine) == 1
    assert reminders()[-1].key == f"reminder:1d:{registration.pk}:{(START + later).isoformat()}"


def test_only_confirmed_people_of_events_that_are_on_are_reminded(time_machine):
    event = an_event_on_the_day(seats=9)
    for state in ("held", "waiting", "offered", "cancelled"):
        a_registration(event, state=state)
    a_registration(event, email="")
    gone = somebody_told(event)
    signups.cancel(gone, by="self")
    off = an_event_on_the_day()
    somebody_told(off)
    Event.objects.filter(pk=off.pk).update(state="cancelled")
    Registration.objects.filter(state="held").update(answer_by=START + timedelta(days=90))
    assert sweep(DAY_BEFORE, time_machine) == 0


def test_the_reminder_shows_own_group_and_guide(time_machine):
    draft = a_draft(date=DAY, reminder_offsets=["1d"], programme_complete=True)
    group = Group.objects.create(
        event=draft, letter="B", position=2, guide_name="Gerda", guide_phone="030 123456"
    )
    a_stop(draft, at=560, title="De Nieuwe Jutter")
    event = publish_quietly(draft)
    somebody_told(event, group=group)
    sweep(DAY_BEFORE, time_machine)
    words = render(reminders()[0])
    assert words.subject == f"Morgen: {event.title}"
    assert "Groep: B" in words.text
    assert "Uw gids is Gerda, telefoon 030 123456." in words.text
    assert "9.20 – 9.50 | 1. De Nieuwe Jutter" in words.text


def test_a_held_seat_is_asked_for_once_three_days_before_it_lapses(time_machine):
    event = an_event_on_the_day()
    registration = signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    lapses = registration.answer_by
    assert sweep(lapses - timedelta(days=3, seconds=1), time_machine) == 0
    assert sweep(lapses - timedelta(days=3), time_machine) == 1
    assert sweep(lapses - timedelta(days=2), time_machine) == 0
    (mail,) = posted(kind="confirm_reminder")
    assert (mail.facts, mail.not_after) == ({"answer_by": lapses.isoformat()}, lapses)


def test_whose_seat_is_held_and_who_heard_of_a_change_is_asked_a_day_after_that(time_machine):
    event = an_event_on_the_day()
    registration = signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    Message.objects.update(state="sent", sent_at=LONG_BEFORE)
    reminded = registration.answer_by - timedelta(days=3)
    time_machine.move_to(reminded - timedelta(hours=2), tick=False)
    publish_with(event, start_min=600)
    assert [mail.kind for mail in posted(state="pending")] == ["confirm_address"]
    assert [sweep(reminded + timedelta(hours=hours), time_machine) for hours in (0, 21, 22)] == [0, 0, 1]


def test_a_seat_that_is_held_for_two_days_only_is_not_asked_for_at_once(time_machine):
    event = an_event_on_the_day()
    time_machine.move_to(START - timedelta(days=2), tick=False)
    signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    assert sweep(START - timedelta(days=1, hours=12), time_machine) == 0


def test_a_speaker_who_does_not_answer_is_asked_twice_more(time_machine):
    speaker = a_speaker(a_draft(date=DAY), state="invited", invited_at=LONG_BEFORE)
    announce(SpeakerInvited(speaker))
    days = [sweep(LONG_BEFORE + timedelta(days=day), time_machine) for day in (4, 5, 6, 9, 10, 11, 30)]
    assert days == [0, 1, 0, 0, 1, 0, 0]
    assert "We weten nog niet of u komt" in render(posted(kind="speaker_reminder")[0]).text


def test_who_answered_is_not_asked_again(time_machine):
    speaker = a_speaker(an_event_on_the_day(), state="invited", invited_at=LONG_BEFORE)
    Speaker.objects.filter(pk=speaker.pk).update(state="declined", answered_at=LONG_BEFORE)
    assert sweep(LONG_BEFORE + timedelta(days=6), time_machine) == 0


def a_speaker_who_comes(**fields):
    draft = a_draft(date=DAY, programme_complete=True, **fields)
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=560)), state="confirmed", answered_at=LONG_BEFORE)
    publish_quietly(draft)
    announce(SpeakerAnswered(fresh(speaker)))
    return speaker


def test_a_speaker_is_reminded_the_day_before(time_machine):
    speaker = a_speaker_who_comes()
    Speaker.objects.update(has_no_slides=True)
    assert sweep(DAY_BEFORE, time_machine) == 1
    (mail,) = posted(kind="speaker_reminder")
    assert (mail.speaker, render(mail).subject) == (speaker, f"Morgen: {speaker.event.title}")


def test_who_speaks_and_takes_part_is_reminded_once(time_machine):
    speaker = a_speaker_who_comes(reminder_offsets=["1d"])
    Speaker.objects.update(has_no_slides=True)
    somebody_told(fresh(speaker.event), name=speaker.name.upper(), email=speaker.email)
    assert sweep(DAY_BEFORE, time_machine) == 1


def test_slides_are_asked_for_at_the_deadline_and_two_days_later(time_machine):
    speaker = a_speaker_who_comes()
    deadline = datetime(2030, 6, 30, 8, 0, tzinfo=UTC)
    found = [sweep(deadline + timedelta(days=day), time_machine) for day in (-1, 0, 1, 2, 3)]
    assert found == [0, 1, 0, 1, 0]
    assert {mail.speaker for mail in posted(kind="slides_missing")} == {speaker}


def test_nobody_is_asked_for_slides_twice_within_a_day(time_machine):
    speaker = a_speaker_who_comes()
    Event.objects.filter(pk=speaker.event_id).update(
        reminder_rules=["0d before slides_due", "9h before slides_due"]
    )
    deadline = datetime(2030, 6, 30, 8, 0, tzinfo=UTC)
    hours = [sweep(deadline + timedelta(hours=plus), time_machine) for plus in (0, 5, 23, 24, 25)]
    assert hours == [1, 0, 0, 1, 0]


def test_slides_asked_for_in_a_mail_that_waits_while_the_event_moves_are_not(time_machine):
    speaker = a_speaker_who_comes()
    sweep(datetime(2030, 6, 30, 8, 0, tzinfo=UTC), time_machine)
    (waiting,) = posted(kind="slides_missing")
    assert look_again([waiting], at=DAY_BEFORE) == {}
    publish_with(speaker.event, start_min=speaker.event.start_min + 30)  # the rules ask nobody anew for that
    assert look_again([waiting], at=DAY_BEFORE) == {}
    publish_with(fresh(speaker.event), date=DAY + timedelta(days=7))
    assert list(look_again([waiting], at=DAY_BEFORE).values()) == [Refusal.OVERTAKEN]


@pytest.mark.parametrize("how", ["link", "no slides"])
def test_slides_that_are_in_or_will_not_come_are_not_asked_for(time_machine, how):
    speaker = a_speaker_who_comes()
    if how == "link":
        Material.objects.create(
            event=speaker.event, speaker=speaker, ref="dia", title="Dia's", link="https://video.example/1"
        )
    else:
        Speaker.objects.update(has_no_slides=True)
    assert sweep(datetime(2030, 6, 30, 8, 0, tzinfo=UTC), time_machine) == 0


def test_a_rule_for_one_role_reaches_that_role_only(time_machine):
    event = an_event_on_the_day(reminder_offsets=[], reminder_rules=["3d before start for councillor"])
    councillor = somebody_told(event, role="councillor")
    somebody_told(event, role="press")
    assert sweep(DAY_BEFORE - timedelta(days=2), time_machine) == 1
    assert reminders()[0].registration == councillor


def test_of_two_rules_that_are_due_a_person_hears_the_last_one_for_them(time_machine):
    event = an_event_on_the_day(reminder_offsets=["1d"], reminder_rules=["20h before start for councillor"])
    councillor, neighbour = somebody_told(event, role="councillor"), somebody_told(event)
    assert sweep(START - timedelta(hours=20), time_machine) == 2
    assert {mail.registration: mail.key.split(":")[1] for mail in reminders()} == {
        councillor: "20h before start for councillor",
        neighbour: "1d",
    }


TWO_HOURS_BEFORE = datetime(2030, 7, 5, 6, 0, tzinfo=UTC)  # the first hour that is not quiet


def test_of_two_rules_within_a_day_a_person_hears_the_first(time_machine):
    event = an_event_on_the_day(reminder_offsets=["1d", "2h"])
    somebody_told(event)
    assert sweep(DAY_BEFORE + timedelta(seconds=15), time_machine) == 1
    assert sweep(TWO_HOURS_BEFORE, time_machine) == 0
    assert [mail.key.split(":")[1] for mail in reminders()] == ["1d"]


@pytest.mark.parametrize("state", ["failed", "expired", "withdrawn"])
def test_who_never_got_the_first_of_two_rules_hears_the_second(time_machine, state):
    event = an_event_on_the_day(reminder_offsets=["1d", "2h"])
    somebody_told(event)
    sweep(DAY_BEFORE, time_machine)
    Message.objects.filter(kind="reminder").update(state=state)
    assert sweep(TWO_HOURS_BEFORE, time_machine) == 1


def test_speakers_too_hear_one_of_two_rules_within_a_day(time_machine):
    draft = a_draft(
        date=DAY, programme_complete=True, reminder_offsets=[],
        reminder_rules=["1d for speakers", "3h before start for speakers"],
    )  # fmt: skip
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=560)), state="confirmed")
    publish_quietly(draft)
    announce(SpeakerAnswered(fresh(speaker)))
    Message.objects.update(state="sent")
    assert sweep(DAY_BEFORE, time_machine) == 1
    assert sweep(START - timedelta(hours=1), time_machine) == 0


def test_two_rules_a_day_apart_both_go_though_the_clock_goes_forward_that_night(time_machine):
    sunday = date(2030, 3, 31)  # at 2.00 it is 3.00
    time_machine.move_to(datetime(2030, 3, 1, 12, 0, tzinfo=UTC), tick=False)
    somebody_told(an_event(date=sunday, start_min=1200, end_min=1300, reminder_offsets=["1d", "0d"]))
    found = [sweep(datetime(2030, 3, 30, 9, 0, tzinfo=UTC), time_machine)]
    found.append(sweep(datetime(2030, 3, 31, 8, 0, tzinfo=UTC), time_machine))
    assert found == [1, 1]


@pytest.mark.parametrize(("hours", "mails"), [(24, 1), (23, 0)])
def test_who_was_told_the_same_within_a_day_is_not_reminded(time_machine, hours, mails):
    event = an_event_on_the_day()
    somebody_told(event)
    time_machine.move_to(DAY_BEFORE - timedelta(hours=hours), tick=False)
    publish_with(event, start_min=600)
    Message.objects.update(state="sent")
    assert sweep(DAY_BEFORE, time_machine) == mails
    assert sweep(DAY_BEFORE + timedelta(hours=6), time_machine) == 0


def test_nothing_is_due_in_the_quiet_hours(time_machine):
    somebody_told(an_event_on_the_day())
    late = datetime(2030, 7, 4, 19, 0, tzinfo=UTC)  # 21.00, after a day without power
    assert sweep(late, time_machine) == 0
    assert sweep(late + timedelta(hours=11) - timedelta(seconds=1), time_machine) == 0
    assert sweep(late + timedelta(hours=11), time_machine) == 1
    assert render(reminders()[0]).subject.startswith("Vandaag: ")


def test_a_rule_that_is_made_long_after_its_moment_mails_nobody(time_machine):
    event = an_event_on_the_day(reminder_offsets=[])
    somebody_told(event)
    time_machine.move_to(DAY_BEFORE - timedelta(days=3), tick=False)
    Event.objects.filter(pk=event.pk).update(reminder_offsets=["7d"])
    assert sweep(DAY_BEFORE - timedelta(days=3), time_machine) == 0


def test_a_reminder_that_waits_while_the_event_moves_is_not_sent(time_machine):
    event = an_event_on_the_day()
    somebody_told(event)
    sweep(DAY_BEFORE, time_machine)
    assert look_again(reminders(), at=DAY_BEFORE) == {}
    Event.objects.filter(pk=event.pk).update(date=DAY + timedelta(days=7))
    publish_quietly(fresh(event))  # nobody was told of it
    assert list(look_again(reminders(), at=DAY_BEFORE).values()) == [Refusal.OVERTAKEN]


def test_who_did_not_confirm_is_asked_once_when_signing_up_nearly_ends(time_machine):
    closes = LONG_BEFORE + timedelta(days=6)
    event = an_event_on_the_day(
        registration_closes_at=closes, reminder_rules=["3d before sign_up_closes", "2d before sign_up_closes"]
    )
    signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    found = [sweep(LONG_BEFORE.replace(hour=8) + timedelta(days=day), time_machine) for day in (2, 3, 4, 5)]
    assert found == [0, 1, 0, 0]
    assert len(posted(kind="confirm_reminder")) == 1


def a_promise(event, **fields):
    return Commitment.objects.create(
        **{
            "event": event,
            "ref": "bellen",
            "text": "Belt de school.",
            "owner_name": "Bo",
            "owner_email": "bo@voorbeeld.example",
            "due_date": DAY,
        }
        | fields
    )


def test_who_promised_something_is_reminded_before_and_after_the_day(time_machine):
    event = an_event(
        date=date(2030, 4, 1), reminder_rules=["7d before commitment_due", "1d after commitment_due"]
    )
    a_promise(event)
    days = [sweep(WEEK_BEFORE + timedelta(days=day), time_machine) for day in (-1, 0, 1, 7, 8, 9)]
    assert days == [0, 1, 0, 0, 1, 0]
    words = render(posted(kind="commitment_due")[0])
    assert words.subject == f"Denkt u aan uw afspraak bij {event.title}?"
    assert "Belt de school." in words.text
    assert "5 juli 2030" in words.text


def test_a_promise_that_was_noted_and_an_event_that_was_closed_by_hand_is_reminded_of(time_machine):
    event = an_event_on_the_day(reminder_offsets=[])
    time_machine.move_to(START + timedelta(days=1), tick=False)
    make_commitment(
        event, text="Belt.", owner_name="Bo", owner_email="bo@x.example", due_date=date(2030, 7, 20)
    )
    close(fresh(event), by=None)
    day = datetime(2030, 7, 13, 8, 0, tzinfo=UTC)
    assert [sweep(day + timedelta(hours=hours), time_machine) for hours in (-1, 0, 1)] == [0, 1, 0]
    (mail,) = posted(kind="commitment_due")
    assert (mail.recipient, look_again([mail], at=day)) == ("bo@x.example", {})
    settle_commitment(Commitment.objects.get(), state="done")
    assert list(look_again([mail], at=day).values()) == [Refusal.OVERTAKEN]


@pytest.mark.parametrize("why", [{"state": "done"}, {"owner_email": ""}, {"due_date": None}])
def test_what_is_done_or_has_no_day_is_not_asked_for(time_machine, why):
    a_promise(an_event(date=date(2030, 4, 1)), **why)
    assert sweep(WEEK_BEFORE, time_machine) == 0


def test_who_was_told_of_the_promise_within_a_day_is_not_reminded_of_it(time_machine):
    promise = a_promise(an_event(date=date(2030, 4, 1)))
    time_machine.move_to(WEEK_BEFORE - timedelta(hours=2), tick=False)
    announce(CommitmentMade(promise))
    assert sweep(WEEK_BEFORE, time_machine) == 0


def test_of_two_rules_within_a_day_an_owner_is_asked_once(time_machine):
    rules = ["1d before commitment_due", "14h before commitment_due"]
    a_promise(an_event(date=date(2030, 4, 1), reminder_rules=rules))
    due = [datetime(2030, 7, 4, 8, 0, tzinfo=UTC), datetime(2030, 7, 5, 8, 0, tzinfo=UTC)]
    assert [sweep(at, time_machine) for at in due] == [1, 0]


def test_another_owner_is_asked_though_the_earlier_one_was(time_machine):
    promise = a_promise(an_event(date=date(2030, 4, 1), reminder_rules=["7d before commitment_due"]))
    assert sweep(WEEK_BEFORE, time_machine) == 1
    Commitment.objects.filter(pk=promise.pk).update(owner_name="Noor", owner_email="noor@voorbeeld.example")
    assert sweep(WEEK_BEFORE + timedelta(hours=1), time_machine) == 1
    assert [mail.recipient for mail in posted(kind="commitment_due")] == [
        "bo@voorbeeld.example",
        "noor@voorbeeld.example",
    ]


TWO_DAYS_AFTER = datetime(2030, 7, 7, 8, 0, tzinfo=UTC)


def test_a_rule_after_the_start_thanks_everybody_once(time_machine):
    event = an_event_on_the_day(reminder_offsets=[], reminder_rules=["2d after start"])
    for _ in range(2):
        somebody_told(event)
    a_speaker(event, state="confirmed")
    found = [sweep(TWO_DAYS_AFTER + timedelta(hours=hours), time_machine) for hours in (-1, 0, 1, 24)]
    assert found == [0, 3, 0, 0]
    close(fresh(event), by=None)
    assert len(posted(kind="afterwards")) == 3


def test_thanks_for_one_role_leave_the_others_to_the_next_rule(time_machine):
    event = an_event_on_the_day(
        reminder_offsets=[], reminder_rules=["1d after start for councillor", "2d after start"]
    )
    for role in ("councillor", "resident"):
        somebody_told(event, role=role)
    assert sweep(TWO_DAYS_AFTER - timedelta(days=1), time_machine) == 1
    assert sweep(TWO_DAYS_AFTER, time_machine) == 1


def test_thanks_wait_for_a_report_that_is_being_written(time_machine):
    event = an_event_on_the_day(reminder_offsets=[], reminder_rules=["2d after start"])
    somebody_told(event)
    report = Report.objects.create(event=event, body="Het was een mooie dag.")
    assert sweep(TWO_DAYS_AFTER, time_machine) == 0
    Report.objects.filter(pk=report.pk).update(state="published")
    assert sweep(TWO_DAYS_AFTER + timedelta(days=3), time_machine) == 1


EIGHT = datetime(2030, 5, 2, 6, 0, tzinfo=UTC)


def test_an_organiser_reads_the_overview_in_the_own_language(time_machine):
    event = an_event_on_the_day(title="Toer langs Oost")
    a_user(organisation=event.organisation, language="en")
    a_registration(event)
    sweep(EIGHT, time_machine)
    (mail,) = posted(kind="digest")
    assert (mail.language, "Signed up: 1." in render(mail).text) == ("en", True)


def test_at_eight_the_organisers_hear_what_happened_once(time_machine):
    event = an_event_on_the_day(title="Toer langs Oost")
    owner = a_user(organisation=event.organisation, role="owner")
    a_user(organisation=event.organisation, role="viewer")
    for _ in range(3):
        a_registration(event)
    a_speaker(event, name="Ada", state="declined", answered_at=LONG_BEFORE)
    assert sweep(EIGHT - timedelta(minutes=1), time_machine) == 0
    assert sweep(EIGHT, time_machine) == 1
    assert sweep(EIGHT + timedelta(hours=2), time_machine) == 0
    (mail,) = posted(kind="digest")
    assert mail.recipient == owner.email
    text = render(mail).text
    assert "Toer langs Oost\n- Aangemeld: 3.\n- Komt niet spreken: Ada.\n" in text
    assert f"/beheer/{event.slug}/" in text


def test_a_day_on_which_nothing_happened_has_no_digest(time_machine):
    event = an_event_on_the_day()
    a_user(organisation=event.organisation)
    assert sweep(EIGHT, time_machine) == 0
    assert DigestRound.objects.count() == 1


def test_a_digest_goes_on_where_the_last_one_ended(time_machine):
    event = an_event_on_the_day()
    a_user(organisation=event.organisation)
    sweep(EIGHT, time_machine)
    time_machine.move_to(EIGHT + timedelta(hours=1), tick=False)
    a_registration(event)
    assert sweep(EIGHT + timedelta(days=3), time_machine) == 1
    assert sweep(EIGHT + timedelta(days=4), time_machine) == 0


def test_somebody_who_plans_for_two_organisations_gets_one_digest(time_machine):
    first, second = an_event_on_the_day(), an_event_on_the_day()
    user = a_user(organisation=first.organisation)
    user.memberships.create(organisation=second.organisation, role="planner")
    for event in (first, second):
        a_registration(event)
    assert sweep(EIGHT, time_machine) == 1
    assert len(posted(kind="digest")[0].facts["events"]) == 2


def test_who_organises_together_hears_what_happened_too(time_machine):
    event = an_event_on_the_day()
    partner = a_user()
    event.cohosts.add(partner.memberships.get().organisation)
    event.asked_cohosts.add(a_user().memberships.get().organisation)
    a_registration(event)
    assert sweep(EIGHT, time_machine) == 1
    assert posted(kind="digest")[0].recipient == partner.email


def test_others_organisations_are_none_of_their_business(time_machine):
    a_user(organisation=an_event_on_the_day().organisation)
    a_registration(an_event_on_the_day())
    assert sweep(EIGHT, time_machine) == 0


@pytest.mark.parametrize("number", [1, 3, 15])
def test_a_sweep_costs_the_same_however_many_people(time_machine, django_assert_num_queries, number):
    event = an_event_on_the_day()
    for _ in range(number):
        somebody_told(event)
    DigestRound.objects.create(until=DAY_BEFORE + timedelta(days=1))
    time_machine.move_to(DAY_BEFORE, tick=False)
    with django_assert_num_queries(36):
        sweep_reminders(DAY_BEFORE)
    with django_assert_num_queries(34):
        sweep_reminders(DAY_BEFORE)
