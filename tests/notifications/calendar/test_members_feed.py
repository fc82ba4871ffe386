"""The feed of an organisation for who works there: its own link, for as long as they do."""

from urllib.parse import urlsplit

import pytest
import vobject
from icalendar import Calendar

from notifications import links
from notifications.models import EventObject
from tests.builders import a_draft, a_registration, a_user, an_organisation
from tests.notifications.calendar.test_feeds import a_public_event
from tests.notifications.told import fresh
from tours.lifecycle.actions import cancel_event
from tours.models import Membership, User
from tours.organisations.actions import change_role, remove_member

pytestmark = pytest.mark.django_db


def a_member(**fields):
    """A viewer, besides an owner who stays."""
    organisation = fields.pop("organisation", None) or an_organisation()
    a_user(organisation=organisation)
    user = a_user(role="viewer", organisation=organisation, **fields)
    return Membership.objects.select_related("user", "organisation").get(user=user)


def feed_of(membership):
    return urlsplit(links.members_feed(fresh(membership))).path


def entries(answer):
    return {str(each["SUMMARY"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_it_has_what_the_organisation_has_a_part_in_and_leads_to_the_workspace(client):
    member = a_member()
    ours = a_public_event(title="Van ons", organisation=member.organisation)
    together, other = a_public_event(title="Samen"), a_public_event(title="Van een ander")
    together.cohosts.add(member.organisation)
    a_draft(title="Concept", organisation=member.organisation)
    a_registration(ours, name="Sam Geheim", email="geheim@voorbeeld.example")
    answer = client.get(feed_of(member))
    found = entries(answer)
    assert list(found) == ["Van ons", "Samen"]
    assert found["Van ons"]["URL"].endswith(f"/beheer/{ours.slug}/")
    assert found["Van ons"]["UID"] == f"{ours.pk}@localhost"
    assert other.slug.encode() not in answer.content
    assert not any(
        word in answer.content.lower() for word in (b"geheim", b"attendee", b"organizer:", b"method:")
    )
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert [str(each.url.value) for each in vobject.readOne(answer.content.decode()).vevent_list] == [
        str(each["URL"]) for each in found.values()
    ]


def test_it_is_private_and_304_costs_two_statements(client, django_assert_num_queries):
    member = a_member()
    for _ in range(3):
        a_public_event(organisation=member.organisation)
    url = feed_of(member)
    with django_assert_num_queries(2):
        answer = client.get(url)
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "Cookie" not in answer.get("Vary", "")
    with django_assert_num_queries(2):
        again = client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")


def test_a_change_gets_past_the_etag_and_what_is_off_stays(client):
    member = a_member()
    event = a_public_event(organisation=member.organisation, title="Storm")
    url = feed_of(member)
    before = client.get(url)["ETag"]
    cancel_event(event, reason="Storm", by=None)
    answer = client.get(url, headers={"If-None-Match": before})
    assert entries(answer)["Storm"]["STATUS"] == "CANCELLED"


def test_who_leaves_loses_it_at_once_and_is_told_how_to_get_another(client):
    member = a_member()
    url = feed_of(member)
    assert client.get(url).status_code == 200
    remove_member(member)
    answer = client.get(url)
    assert answer.status_code == 410
    assert "Zo krijgt u een nieuwe" in answer.content.decode()


def test_who_may_not_log_in_any_more_loses_it(client):
    member = a_member()
    User.objects.filter(pk=member.user_id).update(is_active=False)
    assert client.get(feed_of(member)).status_code == 410


def test_another_role_keeps_the_link(client):
    member = a_member()
    url = feed_of(member)
    change_role(member, role="planner")
    assert client.get(url).status_code == 200


def test_a_new_link_revokes_the_old_one_and_nobody_elses(client):
    member = a_member()
    colleague = a_user(role="desk", organisation=member.organisation)
    theirs = feed_of(Membership.objects.get(user=colleague))
    old = feed_of(member)
    client.force_login(member.user)
    page = f"/beheer/organisatie/{member.organisation.slug}/agenda/"
    assert old in client.get(page).content.decode()
    client.get(page + "nieuwe-link/")
    assert client.get(old).status_code == 200
    assert client.post(page + "nieuwe-link/").status_code == 302
    answer = client.get(page).content.decode()
    assert old not in answer
    assert feed_of(member) in answer
    statuses = [client.get(url).status_code for url in (old, feed_of(member), theirs)]
    assert statuses == [410, 200, 200]


def test_the_token_opens_nothing_else_and_no_other_opens_it(client):
    member = a_member()
    registration = a_registration(a_public_event())
    token = feed_of(member).removeprefix("/kalender/leden/").removesuffix(".ics")
    for page in ("/mijn/{}/", "/route/{}/", "/kalender/{}.ics", "/spreker/{}/", "/uitnodiging/{}/"):
        assert client.get(page.format(token)).status_code == 404
    own = urlsplit(links.own_feed(registration)).path.removeprefix("/kalender/")
    assert client.get(f"/kalender/leden/{own}").status_code == 404
    assert client.get("/kalender/leden/x.ics").status_code == 404
    assert client.post(feed_of(member)).status_code == 405


def test_a_url_that_was_folded_is_replaced_whole(client):
    member = a_member()
    slug = "een-heel-lange-naam-voor-een-bijeenkomst"
    a_public_event(organisation=member.organisation, slug=slug, title="Lang")
    kept = EventObject.objects.get()
    folded = bytes(kept.component).replace(slug.encode(), slug[:9].encode() + b"\r\n " + slug[9:].encode())
    EventObject.objects.filter(pk=kept.pk).update(component=folded)
    found = entries(client.get(feed_of(member)))["Lang"]
    assert str(found["URL"]) == f"http://localhost:8000/beheer/{slug}/"
    assert slug in str(found["DESCRIPTION"])
