"""Whoever was asked for a date is invited to the event."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scheduling.models import Option, Poll
from scheduling.polls.inviting import asked_people, invite_asked
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_poll, a_user, an_invitee, in_days
from tests.notifications.told import a_draft, an_event, posted
from tours.models import Contact, Registration
from tours.signups.invitations.actions import invite

pytestmark = pytest.mark.django_db


def a_chosen_poll(event, **said):
    """A poll of this event in which people said that of the day that was chosen."""
    poll = a_poll(event, people=0)
    chosen = Option.objects.filter(poll=poll).first()
    for name, value in said.items():
        an_invitee(poll, name=name, email=f"{name.lower()}@raad.example", says=[value] if value else ())
    Poll.objects.filter(pk=poll.pk).update(state="chosen", chosen=chosen)
    return Poll.objects.get(pk=poll.pk)


def planner(client, event):
    client.force_login(a_user(organisation=event.organisation, role="desk"))
    return reverse("polls:invite", args=[event.slug])


def test_everybody_but_who_could_not_come_is_ticked_and_invited_at_once(client):
    event = an_event()
    a_chosen_poll(event, Ab="yes", Bo="maybe", Cas="no", Dré="")
    url = planner(client, event)
    page = client.get(url)
    assert page.text.count(" checked") == 3
    assert [one.said for one in page.context["people"]] == ["Ja", "Als het moet", "Nee", ""]
    client.post(url, {"people": page.context["ticked"]})
    assert sorted(mail.recipient_name for mail in posted(kind="invited")) == ["Ab", "Bo", "Dré"]


def test_who_is_a_contact_is_invited_as_such_and_in_the_language_of_the_poll():
    event = an_event()
    poll = a_chosen_poll(event, Ab="yes")
    poll.invitees.update(language="en", party="Groen", role="alderman")
    contact = Contact.objects.create(
        organisation=event.organisation, name="ab", email="AB@raad.example", phone="030 123456"
    )
    (ab,) = invite_asked(event, poll, poll.invitees.values_list("pk", flat=True))
    assert (ab.contact, ab.phone, ab.language, ab.party, ab.role) == (
        contact,
        "030 123456",
        "en",
        "Groen",
        "alderman",
    )


def test_who_is_on_the_list_is_not_asked_twice():
    event = an_event()
    poll = a_chosen_poll(event, Ab="yes", Bo="yes")
    invite(event, name="AB", role="councillor", email="ab@raad.example")
    ids = list(poll.invitees.values_list("pk", flat=True))
    assert [one.name for one in invite_asked(event, poll, ids)] == ["Bo"]
    assert invite_asked(event, poll, ids) == []
    assert Registration.objects.count() == 2


def test_nobody_ticked_or_an_event_that_is_not_published_is_said(client):
    event = a_draft()
    poll = a_chosen_poll(event, Ab="yes")
    url = planner(client, event)
    assert "Kruis eerst aan" in client.post(url).text
    answer = client.post(url, {"people": poll.invitees.get().pk})
    assert (answer.status_code, Registration.objects.count()) == (422, 0)


def test_the_page_to_invite_on_leads_there_where_there_was_a_poll(client):
    event = an_event()
    url = planner(client, event)
    page = reverse("signups:invite", args=[event.slug])
    assert url not in client.get(page).text
    a_chosen_poll(event, Ab="yes")
    assert url in client.get(page).text
    assert url in client.get(reverse("polls:poll", args=[event.slug])).text


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_as_many_statements_however_many_were_asked(number):
    event = an_event()
    poll = a_chosen_poll(event, **{f"P{n}": "yes" for n in range(number)})
    with CaptureQueriesContext(connection) as statements:
        assert len(asked_people(event, poll)) == number
    assert len(statements) == 5


def test_who_may():
    event = an_event(date=in_days(20))
    a_chosen_poll(event, Ab="yes")
    url = reverse("polls:invite", args=[event.slug])
    for method, expected in (
        ("get", only(May.HANDLE_PEOPLE)),
        ("post", only(May.HANDLE_PEOPLE, allowed=422)),
    ):
        assert_access(url, method, expected, visitors=visitors_of(event))
