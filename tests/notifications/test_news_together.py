import pytest

from notifications.letters import render
from tests.builders import a_user, an_organisation
from tests.notifications.told import a_draft, kinds, posted
from tours.lifecycle.actions import agree_to_cohost, ask_cohost, end_cohosting

pytestmark = pytest.mark.django_db


def asked():
    """An event and the organisation that was asked, with one of each role."""
    event, other = a_draft(title="Toer West"), an_organisation(name="Buurtpact")
    for role in ("owner", "planner", "desk", "viewer"):
        a_user(role=role, organisation=other, email=f"{role}@buurtpact.example")
    ask_cohost(event, other, by=a_user(organisation=event.organisation))
    return event, other


def test_who_may_answer_for_the_organisation_is_asked_once():
    event, other = asked()
    ask_cohost(event, other, by=a_user(organisation=event.organisation))
    assert [message.recipient for message in posted()] == [
        "owner@buurtpact.example",
        "planner@buurtpact.example",
    ]


@pytest.mark.parametrize("settle", [agree_to_cohost, end_cohosting])
def test_a_question_that_has_its_answer_is_not_sent_any_more(settle):
    event, other = asked()
    settle(event, other)
    assert kinds() == []


def test_the_mail_says_who_asks_and_where_to_answer():
    asked()
    mail = render(posted()[0])
    assert mail.subject == "Organiseert u mee? Toer West"
    assert "vraagt Buurtpact om Toer West samen te organiseren." in mail.text
    assert "/beheer/" in mail.text


def test_who_plans_for_both_is_not_asked():
    event, other = a_draft(), an_organisation()
    ask_cohost(event, other, by=a_user(organisation=other))
    assert kinds() == []
