"""A poll from preparing to the day that was chosen."""

import pytest
from django.db import IntegrityError, transaction

from scheduling.models import Answer, Invitee, Option, Poll, Quorum
from scheduling.polls import actions, errors
from tests.builders import (
    a_closed_day,
    a_draft,
    a_poll,
    a_user,
    an_event,
    an_invitee,
    in_days,
)
from tours.models import Event

pytestmark = pytest.mark.django_db


def undated(**fields):
    return a_draft(date=None, **fields)


def an_open_poll(**fields):
    return a_poll(undated(), state="open", **fields)


def test_a_draft_can_be_polled_once_at_a_time():
    event = undated()
    actions.start_poll(event)
    with pytest.raises(errors.PollIsRunning):
        actions.start_poll(event)


def test_after_one_was_stopped_another_can_begin():
    event = undated()
    actions.withdraw_poll(actions.start_poll(event), by=None)
    assert actions.start_poll(event).state == "draft"


def test_what_is_published_has_its_date():
    with pytest.raises(errors.OnlyDraftsArePolled):
        actions.start_poll(an_event())


def test_opening_takes_the_date_away_until_one_is_chosen():
    poll = a_poll(a_draft(date=in_days(60)))
    actions.open_poll(poll, by=a_user())
    event = Event.objects.get(pk=poll.event_id)
    assert (event.date, event.start_min) == (None, 555)
    assert Poll.objects.get().state == "open"
    assert Invitee.objects.get().invited_at is not None


@pytest.mark.parametrize(
    ("change", "no"),
    [
        (lambda poll: poll.options.first().delete(), errors.TooFewOptions),
        (lambda poll: poll.options.filter(date=in_days(40)).update(date=in_days(-1)), errors.TooFewOptions),
        (lambda poll: poll.invitees.all().delete(), errors.NobodyInvited),
        (lambda poll: Poll.objects.update(answer_by=None), errors.AnswerByMissing),
        (lambda poll: Poll.objects.update(answer_by=in_days(-1)), errors.AnswerByPassed),
    ],
)
def test_what_is_missing_is_said_before_anybody_is_asked(change, no):
    poll = a_poll(a_draft())
    change(poll)
    with pytest.raises(no):
        actions.open_poll(poll, by=None)
    assert Event.objects.get().date is not None


def test_an_event_that_was_published_meanwhile_keeps_its_date():
    poll = a_poll(undated())
    Event.objects.update(date=in_days(9), state="cancelled")
    with pytest.raises(errors.OnlyDraftsArePolled):
        actions.open_poll(poll, by=None)


def test_a_day_is_proposed_once_at_each_time():
    poll = a_poll(undated(), days=())
    actions.add_option(poll, date=in_days(5))
    actions.add_option(poll, date=in_days(5), start_min=600)
    actions.add_option(poll, date=in_days(5), start_min=700, end_min=800)
    for again in ({}, {"start_min": 600}):
        with pytest.raises(errors.OptionKnown):
            actions.add_option(poll, date=in_days(5), **again)
    with pytest.raises(errors.OptionIsPast):
        actions.add_option(poll, date=in_days(-1))
    with pytest.raises(errors.OptionEndsBeforeStart):
        actions.add_option(poll, date=in_days(6), start_min=600, end_min=600)


def test_two_days_stay_while_people_vote():
    poll = an_open_poll()
    with pytest.raises(errors.TooFewOptions):
        actions.remove_option(poll.options.first())
    actions.add_option(poll, date=in_days(50))
    actions.remove_option(poll.options.first())
    assert poll.options.count() == 2


def test_the_same_person_is_asked_once():
    poll = a_poll(undated(), people=0)
    actions.add_invitee(poll, name="Sam", email="Sam@voorbeeld.example")
    for address in ("sam@voorbeeld.example", "SAM@voorbeeld.example"):
        with pytest.raises(errors.InviteeKnown):
            actions.add_invitee(poll, name="sam", email=address)
    people = [
        {"name": "Sam", "email": "sam@voorbeeld.example", "party": "", "role": ""},
        {"name": "Kim", "email": "", "party": "SP", "role": ""},
        {"name": "kim", "email": "", "party": "SP", "role": "alderman"},
    ]
    new = actions.add_invitees(poll, people)
    assert [(who.name, who.role) for who in new] == [("Kim", "councillor")]


def test_two_people_may_share_an_address():
    poll = a_poll(undated(), people=0)
    for name in ("Sam", "Kim"):
        actions.add_invitee(poll, name=name, email="samen@voorbeeld.example")
    assert poll.invitees.count() == 2


def test_an_answer_is_given_and_changed_and_the_last_one_counts():
    poll = an_open_poll()
    who = poll.invitees.get()
    first, second = poll.options.all()
    actions.answer_poll(who, answers={first.pk: "yes", second.pk: "no"}, remark="Na tienen")
    actions.answer_poll(who, answers={first.pk: "maybe", second.pk: "no"}, language="en")
    assert list(Answer.objects.order_by("option").values_list("value", flat=True)) == ["maybe", "no"]
    who = Invitee.objects.get()
    assert (who.remark, who.language) == ("", "en")
    assert who.answered_at is not None


@pytest.mark.parametrize(
    "answers", [lambda a, b: {a: "yes"}, lambda a, b: {a: "yes", b: "perhaps"}, lambda a, b: {}]
)
def test_every_day_gets_an_answer(answers):
    poll = an_open_poll()
    pks = poll.options.values_list("pk", flat=True)
    with pytest.raises(errors.AnswerMissing):
        actions.answer_poll(poll.invitees.get(), answers=answers(*pks))
    assert not Answer.objects.exists()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_an_open_poll_takes_answers(state):
    poll = a_poll(undated(), state=state)
    answers = dict.fromkeys(poll.options.values_list("pk", flat=True), "yes")
    with pytest.raises(errors.PollIsOver):
        actions.answer_poll(poll.invitees.get(), answers=answers)


def test_the_day_that_is_chosen_becomes_the_date_with_its_times():
    poll = an_open_poll()
    option = actions.add_option(poll, date=in_days(45), start_min=600, end_min=700)
    actions.choose_date(option, by=a_user())
    event, poll = Event.objects.get(), Poll.objects.get()
    assert (event.date, event.start_min, event.end_min) == (in_days(45), 600, 700)
    assert (poll.state, poll.chosen) == ("chosen", option)


def test_a_day_without_times_leaves_those_of_the_event():
    poll = an_open_poll()
    actions.choose_date(poll.options.first(), by=None)
    event = Event.objects.get()
    assert (event.date, event.start_min, event.end_min) == (in_days(40), 555, 795)


def test_a_forbidden_day_is_chosen_only_knowingly():
    poll = an_open_poll()
    a_closed_day(poll.event.organisation, first=in_days(40), reason="Herfstreces")
    with pytest.raises(errors.DateIsBlocked, match="Herfstreces"):
        actions.choose_date(poll.options.first(), by=None)
    assert Event.objects.get().date is None
    actions.choose_date(poll.options.first(), by=None, despite=True)
    assert Event.objects.get().date == in_days(40)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_an_open_poll_ends_in_a_date(state):
    poll = a_poll(undated(), state=state)
    with pytest.raises(errors.PollIsOver):
        actions.choose_date(poll.options.first(), by=None)


def test_a_day_that_has_been_cannot_be_chosen():
    poll = an_open_poll()
    option = poll.options.first()
    Option.objects.filter(pk=option.pk).update(date=in_days(-1))
    with pytest.raises(errors.OptionIsPast):
        actions.choose_date(Option.objects.get(pk=option.pk), by=None)


def test_nothing_changes_about_a_poll_that_is_over():
    poll = an_open_poll()
    actions.withdraw_poll(poll, by=None)
    option, who = poll.options.first(), poll.invitees.get()
    for verb in (
        lambda: actions.add_option(poll, date=in_days(3)),
        lambda: actions.remove_option(option),
        lambda: actions.add_invitee(poll, name="Kim"),
        lambda: actions.remove_invitee(who),
        lambda: actions.change_invitee(who, name="Kim"),
        lambda: actions.change_poll(poll, note="", answer_by=in_days(3)),
        lambda: actions.set_quorum(poll, {}),
        lambda: actions.withdraw_poll(poll, by=None),
    ):
        with pytest.raises(errors.PollIsOver):
            verb()


def test_another_address_gets_another_link():
    poll = an_open_poll()
    who = actions.change_invitee(poll.invitees.get(), email="nieuw@voorbeeld.example", name="Sam")
    assert who.link_version == 2
    assert actions.change_invitee(who, name="Sam de Wit").link_version == 2


def test_a_correction_makes_nobody_somebody_else():
    poll = an_open_poll(people=0)
    an_invitee(poll, name="Sam", email="samen@voorbeeld.example")
    kim = an_invitee(poll, name="Kim", email="samen@voorbeeld.example")
    with pytest.raises(errors.InviteeKnown):
        actions.change_invitee(kim, name="sam")


def test_the_quorum_is_what_was_said_last_and_nought_is_none():
    poll = a_poll(undated())
    actions.set_quorum(poll, {("role", "councillor"): 3, ("party", "SP"): 1})
    actions.set_quorum(poll, {("role", "councillor"): 4, ("party", "SP"): 0})
    assert [(each.value, each.minimum) for each in Quorum.objects.all()] == [("councillor", 4)]


def test_throwing_a_draft_away_takes_its_poll_along():
    poll = an_open_poll()
    actions.choose_date(poll.options.first(), by=None)
    Event.objects.get().delete()
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda poll: Poll.objects.filter(pk=poll.pk).update(state="chosen"),
        lambda poll: Poll.objects.filter(pk=poll.pk).update(answer_by=None),
        lambda poll: Poll.objects.create(event=poll.event),
        lambda poll: Option.objects.create(poll=poll, date=in_days(9), start_min=9, end_min=9),
        lambda poll: Answer.objects.bulk_create(
            Answer(invitee=poll.invitees.get(), option=poll.options.first(), value=value)
            for value in ("yes", "no")
        ),
    ],
)
def test_what_must_never_be_is_refused_by_the_database(wrong):
    poll = an_open_poll()
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(poll)
