"""Who hears of a date poll, and when."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from notifications.letters.rendering import render
from notifications.models import Message
from notifications.outbox.look import look_again
from notifications.reminders.actions import sweep_reminders
from scheduling.models import Invitee, Poll
from scheduling.polls import actions
from tests.builders import a_draft, a_poll, a_user, an_invitee, in_days
from tests.notifications.told import kinds, posted
from tours.lifecycle.actions import delete_draft
from tours.lifecycle.errors import PeopleWereAsked
from tours.models import Event

pytestmark = pytest.mark.django_db


def an_open_poll(*, people=1):
    poll = a_poll(a_draft(date=None, title="Wijktoer"), people=people)
    return actions.open_poll(poll, by=None)


def ten_o_clock(days):
    return timezone.make_aware(datetime.combine(in_days(days), datetime.min.time())) + timedelta(hours=10)


def test_everybody_with_an_address_is_asked_once():
    poll = a_poll(a_draft(date=None), people=2)
    an_invitee(poll, email="")
    assert kinds() == []
    actions.open_poll(poll, by=None)
    assert kinds() == ["poll_invited"] * 2


def test_who_comes_later_is_asked_at_once_and_nobody_else_again():
    poll = an_open_poll()
    actions.add_invitees(poll, [{"name": "Kim", "email": "kim@voorbeeld.example", "party": "", "role": ""}])
    assert [message.recipient for message in posted()][1:] == ["kim@voorbeeld.example"]


def test_at_another_address_somebody_is_asked_there():
    poll = an_open_poll()
    actions.change_invitee(poll.invitees.get(), email="nieuw@voorbeeld.example")
    assert [message.recipient for message in posted()][1:] == ["nieuw@voorbeeld.example"]
    old, new = Message.objects.order_by("pk")
    assert look_again([old, new], at=timezone.now()) == {old.pk: "other_address"}


def test_the_mail_has_the_days_the_note_and_the_persons_own_link():
    poll = an_open_poll()
    actions.change_poll(poll, note="Komt u mee?", answer_by=in_days(6))
    option = actions.add_option(poll, date=in_days(50), start_min=570, end_min=720)
    words = render(posted()[0])
    assert words.subject == "Wanneer kunt u? Wijktoer"
    assert "9.30 tot 12.00 uur" in words.text
    assert str(option.date.year) in words.text
    assert "Komt u mee?" in words.text
    assert f"/peiling/{poll.invitees.get().pk}.1." in words.text


def test_the_silent_are_reminded_once_two_days_before():
    poll = an_open_poll(people=2)
    talker = poll.invitees.first()
    actions.answer_poll(talker, answers=dict.fromkeys(poll.options.values_list("pk", flat=True), "yes"))
    assert sweep_reminders(ten_o_clock(8) - timedelta(minutes=1)) == 0
    assert sweep_reminders(ten_o_clock(8)) == 1
    assert sweep_reminders(ten_o_clock(9)) == 0
    [reminder] = posted(kind="poll_reminder")
    assert reminder.invitee != talker
    assert "Herinnering" in render(reminder).subject


def test_who_was_only_just_asked_is_left_alone():
    poll = a_poll(a_draft(date=None))
    Poll.objects.update(answer_by=in_days(1))
    actions.open_poll(Poll.objects.get(), by=None)
    assert sweep_reminders(timezone.now() + timedelta(hours=1)) == 0
    assert poll.invitees.unanswered().exists()


def test_when_the_day_is_chosen_everybody_hears_it_and_nobody_is_asked_any_more():
    poll = an_open_poll(people=2)
    actions.choose_date(poll.options.first(), by=None)
    assert kinds() == ["date_chosen"] * 2
    assert set(Message.objects.filter(kind="poll_invited").values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("yes", "Zet de dag alvast in uw agenda"),
        ("maybe", "Fijn als het lukt"),
        ("no", "Dat spijt ons"),
    ],
)
def test_each_hears_it_with_what_they_said_themselves(said, sentence):
    poll = an_open_poll()
    actions.answer_poll(
        poll.invitees.get(), answers=dict.fromkeys(poll.options.values_list("pk", flat=True), said)
    )
    actions.choose_date(poll.options.first(), by=None)
    words = render(posted()[0])
    assert sentence in words.text
    assert words.subject.startswith("Wijktoer is op ")


def test_a_choice_that_fails_tells_nobody(monkeypatch):
    poll = an_open_poll()

    def broken(*_letters):
        raise RuntimeError

    monkeypatch.setattr("notifications.news.polls.post_many", broken)
    with pytest.raises(RuntimeError):
        actions.choose_date(poll.options.first(), by=None)
    assert Event.objects.get().date is None
    assert Poll.objects.get().state == "open"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda poll: actions.withdraw_poll(poll, by=None), "poll_over"),
        (lambda poll: Event.objects.update(state="cancelled"), "poll_over"),
        (lambda poll: Invitee.objects.all().delete(), "person_gone"),
    ],
)
def test_what_is_not_true_any_more_does_not_go_out(change, refusal):
    poll = an_open_poll()
    change(poll)
    [message] = Message.objects.all()
    assert look_again([message], at=timezone.now()) == {message.pk: refusal}


def test_a_draft_whose_poll_is_open_is_not_thrown_away_but_called_off_and_who_was_asked_hears_why(client):
    poll = an_open_poll()
    event = poll.event
    the_questions_left(poll)
    with pytest.raises(PeopleWereAsked, match=poll.invitees.get().name):
        delete_draft(event, by=None)
    client.force_login(a_user(role="owner", organisation=event.organisation))
    url = f"/beheer/{event.slug}/afgelasten/"
    assert "Gelast af en mail één persoon" in client.get(url).text
    client.post(url, {"reason": "De wethouder is ziek."})
    poll.refresh_from_db()
    (mail,) = Message.objects.filter(kind="poll_stopped")
    assert (poll.state, mail.state) == ("withdrawn", "pending")
    assert look_again([mail], at=timezone.now()) == {}
    assert "De wethouder is ziek." in render(mail).text


def test_a_draft_goes_when_who_was_asked_has_heard_that_nobody_asks_any_more():
    poll = an_open_poll()
    event = poll.event
    the_questions_left(poll)
    actions.withdraw_poll(poll, by=None)
    with pytest.raises(PeopleWereAsked, match=poll.invitees.get().name):
        delete_draft(event, by=None)  # the mail would go with it
    Message.objects.update(state="sent")
    delete_draft(event, by=None)
    assert not Event.objects.exists()


def the_questions_left(poll):
    return Message.objects.filter(invitee__poll=poll, kind="poll_invited").update(state="sent")


def test_when_a_poll_is_stopped_whoever_was_asked_hears_it_once_with_the_reason():
    poll = an_open_poll(people=2)
    the_questions_left(poll)
    actions.withdraw_poll(poll, by=None, reason="De wethouder kan niet.")
    stopped = posted(kind="poll_stopped")
    assert {mail.invitee_id for mail in stopped} == set(poll.invitees.values_list("pk", flat=True))
    words = render(stopped[0])
    assert words.subject == "Er wordt geen dag meer gezocht voor Wijktoer"
    assert "De wethouder kan niet." in words.text
    assert look_again(stopped, at=timezone.now()) == {}


def test_whose_question_did_not_leave_yet_never_hears_of_it():
    poll = an_open_poll(people=2)
    asked = poll.invitees.first()
    Message.objects.filter(invitee=asked).update(state="sent")
    actions.withdraw_poll(poll, by=None)
    assert [mail.invitee for mail in posted(state="pending")] == [asked]
    assert kinds(state="pending") == ["poll_stopped"]


def test_who_answered_by_phone_hears_it_too_where_there_is_an_address():
    poll = an_open_poll(people=1)
    answers = dict.fromkeys(poll.options.values_list("pk", flat=True), "yes")
    actions.answer_poll(an_invitee(poll, email=""), answers=answers)
    actions.answer_poll(poll.invitees.exclude(email="").get(), answers=answers)
    actions.withdraw_poll(poll, by=None)
    assert kinds() == ["poll_stopped"]


def test_stopping_what_was_not_asked_yet_tells_nobody():
    poll = a_poll(a_draft(date=None), people=2)
    actions.withdraw_poll(poll, by=None)
    assert kinds() == []


def test_who_did_not_answer_hears_the_day_that_was_chosen_too():
    poll = an_open_poll(people=3)
    the_questions_left(poll)
    talker = poll.invitees.first()
    actions.answer_poll(talker, answers=dict.fromkeys(poll.options.values_list("pk", flat=True), "no"))
    actions.choose_date(poll.options.first(), by=None)
    told = [mail.invitee_id for mail in posted(kind="date_chosen")]
    assert sorted(told) == sorted(poll.invitees.values_list("pk", flat=True))
