"""Which contacts the page to invite shows: those who are not on the list yet, as many as one click invites."""

import re

import pytest

from tests.builders import a_registration, an_event
from tests.tours.signups.desk.desk import Desk
from tours.models import Contact, Registration
from tours.signups.actions import cancel
from tours.signups.invitations.actions import invite_contacts
from tours.signups.invitations.views import inviting

pytestmark = pytest.mark.django_db


def some_contacts(event, number, party="Groen"):
    return [
        Contact.objects.create(
            organisation=event.organisation,
            name=f"Raadslid {each} van {party}",
            email=f"raadslid{each}@{party.lower()}.example",
            party=party,
        )
        for each in range(number)
    ]


def shown(page):
    return [each.contact for each in page.context["candidates"]]


def action_of(page):
    """Where the ticked people are sent to, from a page as it is shown."""
    return re.search(r'action="(/beheer/[^"]*/uitnodigen/(?:\?[^"]*)?)"[^>]*><input', page.content.decode())[
        1
    ]


def test_who_is_on_the_list_stands_among_all_contacts_only():
    event = an_event()
    invited, signed_up, gone, new = some_contacts(event, 4)
    invite_contacts(event, [invited])
    a_registration(event, name=signed_up.name.upper(), email=signed_up.email)
    (row,) = invite_contacts(event, [gone])
    cancel(row, by="desk")
    desk = Desk(event)
    page = desk.get("invite")
    assert shown(page) == [new]
    assert "Nog niet op de lijst (1)" in page.content.decode()
    assert "Alle contacten (4)" in page.content.decode()
    assert shown(desk.get("invite", wie="alle")) == [invited, signed_up, gone, new]


def test_the_numbers_are_those_of_who_is_looked_for():
    event = an_event()
    first, *_others = some_contacts(event, 3)
    Contact.objects.filter(pk=first.pk).update(party="Stad")
    invite_contacts(event, [first])
    page = Desk(event).get("invite", fractie="Stad")
    assert shown(page) == []
    assert "Alle contacten (1)" in page.content.decode()
    assert "Van wie u zoekt, staat iedereen al op de lijst." in page.content.decode()
    assert "?fractie=Stad&amp;wie=alle" in page.content.decode()


def test_twice_as_many_as_one_click_invites_are_invited_in_two_goes(monkeypatch):
    monkeypatch.setattr(inviting, "SHOWN", 3)
    event = an_event()
    some_contacts(event, 6)
    some_contacts(event, 1, party="Stad")
    desk = Desk(event)
    page = desk.get("invite", fractie="Groen")
    assert "U ziet er 3 tegelijk" in page.content.decode()
    for left in (3, 0):
        ticked = [each.pk for each in shown(page)]
        asked = desk.browser.post(action_of(page), {"id": ticked})
        page = desk.browser.post(action_of(asked), {"id": ticked, "send": "1"}, follow=True)
        assert Registration.objects.count() == 6 - left
        if left:
            assert page.request["QUERY_STRING"] == "fractie=Groen"
            assert len(shown(page)) == left
    assert page.request["PATH_INFO"] == f"/beheer/{event.slug}/mensen/genodigden/"


def test_the_choice_stays_while_one_turns_the_page(monkeypatch):
    monkeypatch.setattr(inviting, "SHOWN", 2)
    event = an_event()
    contacts = some_contacts(event, 5)
    invite_contacts(event, contacts[:1])
    desk = Desk(event)
    assert 'href="?wie=alle&amp;page=2"' in desk.get("invite", wie="alle").content.decode()
    assert shown(desk.get("invite", wie="alle", page=2)) == contacts[2:4]
    assert shown(desk.get("invite", page=2)) == contacts[3:5]
    page = desk.get("invite", wie="alle", page=2)
    assert action_of(page).endswith("?wie=alle&amp;page=2")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number(django_assert_num_queries, number):
    event = an_event()
    some_contacts(event, number)
    desk = Desk(event)
    with django_assert_num_queries(12):
        desk.get("invite")
