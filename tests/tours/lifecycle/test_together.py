"""Organising together: the owner asks, the other organisation says yes or no, and either may end it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import LOGIN, assert_access, only, visitors_of
from tests.builders import a_draft, a_user, an_event, an_organisation
from tours.lifecycle.actions import agree_to_cohost, ask_cohost, copy_event, end_cohosting
from tours.lifecycle.errors import NotAskedAnyMore
from tours.organisations.access import May
from tours.organisations.models import Membership

pytestmark = pytest.mark.django_db


def url(name, event):
    return reverse(f"lifecycle:{name}", args=[event.slug])


def planner_of(organisation, *, role="planner"):
    browser = Client()
    browser.force_login(a_user(role=role, organisation=organisation))
    return browser


def asked():
    """An event, and an organisation that was asked and did not answer yet."""
    event, other = a_draft(title="Toer West"), an_organisation(name="Buurtpact")
    ask_cohost(event, other, by=a_user(organisation=event.organisation))
    return event, other


def test_who_is_asked_reads_it_on_their_home_page_and_sees_nothing_else_yet():
    event, other = asked()
    browser = planner_of(other)
    home = browser.get(reverse("desk:home")).text
    assert "Toer West" in home
    assert f"{event.organisation} vraagt Buurtpact om samen te organiseren" in home
    assert browser.get(url("event", event)).status_code == 404


def test_after_a_yes_it_is_theirs_too():
    event, other = asked()
    browser = planner_of(other)
    answer = {"organisation": other.slug, "answer": "yes"}
    assert browser.post(url("cohosting", event), answer).url == url("event", event)
    assert list(event.cohosts.all()) == [other]
    assert not event.asked_cohosts.exists()
    assert "Stop hiermee" in browser.get(url("event", event)).text


def test_after_a_no_nobody_asks_any_more():
    event, other = asked()
    browser = planner_of(other)
    answer = {"organisation": other.slug, "answer": "no"}
    assert (
        "U organiseert ‘Toer West’ niet samen."
        in browser.post(url("cohosting", event), answer, follow=True).text
    )
    assert not event.cohosts.exists()
    assert "Toer West" not in browser.get(reverse("desk:home")).text


def test_a_cohost_may_leave():
    event, other = asked()
    agree_to_cohost(event, other)
    browser = planner_of(other)
    browser.post(url("cohosting", event), {"organisation": other.slug, "answer": "no"})
    assert browser.get(url("event", event)).status_code == 404


def test_a_yes_to_a_question_that_was_taken_back_is_told_so():
    event, other = asked()
    end_cohosting(event, other)
    with pytest.raises(NotAskedAnyMore):
        agree_to_cohost(event, other)
    assert not event.cohosts.exists()


def test_who_plans_at_both_has_said_yes_by_asking():
    event, other = a_draft(), an_organisation()
    user = a_user(role="planner", organisation=event.organisation)
    Membership.objects.create(user=user, organisation=other, role="planner")
    ask_cohost(event, other, by=user)
    assert list(event.cohosts.all()) == [other]


def test_a_copy_asks_the_cohosts_again():
    event, other = asked()
    agree_to_cohost(event, other)
    copy = copy_event(event, date=None, title="Toer Oost")
    assert not copy.cohosts.exists()
    assert list(copy.asked_cohosts.all()) == [other]


@pytest.mark.parametrize("form", ["organisation", "remove"])
def test_only_planners_of_the_owning_organisation_choose_who_hosts(form):
    event, asked_one, another = an_event(), an_organisation(), an_organisation()
    event.cohosts.add(asked_one)
    slug = asked_one.slug if form == "remove" else another.slug
    expected = only(May.PLAN, allowed=302, cohosts=False)
    assert_access(url("cohosts", event), "post", expected, visitors=visitors_of(event), data={form: slug})


def test_only_planners_of_the_organisation_that_is_asked_answer():
    event, other = asked()
    people = {
        "anonymous": Client(),
        "foreign": planner_of(an_organisation()),
        "owner": planner_of(event.organisation),
    }
    people |= {role: planner_of(other, role=role) for role in ("viewer", "desk", "planner")}
    expected = dict.fromkeys(people, 404) | {"anonymous": LOGIN, "planner": 302}
    answer = {"organisation": other.slug, "answer": "yes"}
    assert_access(url("cohosting", event), "post", expected, visitors=people, data=answer)
