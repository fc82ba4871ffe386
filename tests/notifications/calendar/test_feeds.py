from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from core.facts import announce
from core.tokens import make_token
from notifications import links
from notifications.models import EventObject, Told
from tests.builders import a_registration, in_days
from tests.notifications.told import a_draft, an_event, entry_of, fresh
from tours.facts import SeatConfirmed
from tours.lifecycle.actions import cancel_event, publish
from tours.models import Event, Registration
from tours.signups import actions as signups

pytestmark = pytest.mark.django_db
ALL = "/agenda/kalender.ics"


def a_public_event(**fields):
    draft = a_draft(**fields)
    publish(draft, by=None)
    return fresh(draft)


def events_of(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


def feed_of(registration, **fields):
    token = make_token("kalender", registration.pk, fields.get("version", registration.link_version))
    return reverse("calendar:feed", args=[token])


def test_an_event_can_be_added_to_a_calendar(client):
    event = a_public_event(title="Toer langs Oost")
    answer = client.get(f"/agenda/{event.slug}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    (entry,) = events_of(answer)
    assert entry["SUMMARY"] == "Toer langs Oost"
    assert entry["URL"] == f"http://localhost:8000/agenda/{event.slug}/"
    assert b"METHOD" not in answer.content


def test_the_same_bytes_every_time_and_304_for_who_has_them(client):
    event = a_public_event()
    url = f"/agenda/{event.slug}.ics"
    first, second = client.get(url), client.get(url)
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(url, headers={"If-None-Match": f'W/"x", {first["ETag"]}'}).status_code == 304
    assert client.get(url, headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_change_changes_the_etag(client):
    event = a_public_event()
    url = f"/agenda/{event.slug}.ics"
    before, all_before = client.get(url)["ETag"], client.get(ALL)["ETag"]
    Event.objects.filter(pk=event.pk).update(start_min=600)
    publish(fresh(event), by=None)
    assert client.get(url, headers={"If-None-Match": before}).status_code == 200
    assert client.get(ALL, headers={"If-None-Match": all_before}).status_code == 200


def test_a_draft_has_no_file(client):
    assert client.get(f"/agenda/{a_draft().slug}.ics").status_code == 404
    assert client.get("/agenda/bestaat-niet.ics").status_code == 404


def test_files_are_read_only(client):
    assert client.post(f"/agenda/{a_public_event().slug}.ics").status_code == 405


def test_an_event_costs_one_statement_and_no_session(client, django_assert_num_queries):
    url = f"/agenda/{a_public_event().slug}.ics"
    with django_assert_num_queries(1):
        answer = client.get(url)
    assert "Cookie" not in answer.get("Vary", "")
    with django_assert_num_queries(1):
        client.get(url, headers={"If-None-Match": answer["ETag"]})


@pytest.mark.parametrize("number", [1, 3])
def test_the_feed_of_everything_costs_one_statement(client, django_assert_num_queries, number):
    for _ in range(number):
        a_public_event()
    with django_assert_num_queries(1):
        answer = client.get(ALL)
    assert len(events_of(answer)) == number
    assert answer.content.count(b"BEGIN:VTIMEZONE") == 1


def test_an_empty_feed_is_a_calendar_too(client):
    answer = client.get(ALL)
    assert answer.status_code == 200
    assert Calendar.from_ical(answer.content).walk("VTIMEZONE")


def test_the_feed_names_nobody(client):
    event = a_public_event()
    announce(SeatConfirmed(a_registration(event, name="Sam Geheim", email="geheim@voorbeeld.example")))
    for url in (ALL, f"/agenda/{event.slug}.ics"):
        content = client.get(url).content.lower()
        assert b"geheim" not in content
        assert b"attendee" not in content
        assert b"organizer" not in content


def test_what_is_called_off_stays_for_thirty_days(client, time_machine):
    event = a_public_event()
    cancel_event(event, reason="Storm", by=None)
    assert events_of(client.get(ALL))[0]["STATUS"] == "CANCELLED"
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert not events_of(client.get(ALL))
    assert events_of(client.get(f"/agenda/{event.slug}.ics"))[0]["STATUS"] == "CANCELLED"


def test_my_feed_has_my_seat_under_the_uid_of_my_invitation(client):
    registration = a_registration(a_public_event(date=in_days(20)))
    announce(SeatConfirmed(registration))
    answer = client.get(feed_of(registration))
    (entry,) = events_of(answer)
    assert entry["UID"] == entry_of(registration).uid
    assert "/route/" in entry["URL"]
    assert b"METHOD" not in answer.content
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get(feed_of(registration), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_my_feed_follows_me_to_other_events_but_nobody_else_at_my_address(client):
    sam = {"name": "Sam", "email": "samen@voorbeeld.example"}
    first = a_registration(a_public_event(date=in_days(20)), **sam)
    a_registration(a_public_event(title="Tweede", date=in_days(10)), **sam)
    a_registration(a_public_event(title="Van Robin"), name="Robin", email=sam["email"])
    a_registration(a_public_event(title="Wachtlijst"), state="waiting", **sam)
    unconfirmed = a_registration(a_public_event(title="Niet bevestigd"), **sam)
    Registration.objects.filter(pk=unconfirmed.pk).update(address_confirmed_at=None)
    titles = [entry["SUMMARY"] for entry in events_of(client.get(feed_of(first)))]
    assert titles == ["Tweede", first.event.title]


def test_what_i_cancelled_stays_in_my_feed_for_thirty_days_as_cancelled(client, time_machine):
    registration = a_registration(a_public_event())
    announce(SeatConfirmed(registration))
    url = feed_of(registration)
    (before,) = events_of(client.get(url))
    signups.cancel(registration, by="self")
    (gone,) = events_of(client.get(url))
    assert (gone["UID"], gone["STATUS"]) == (before["UID"], "CANCELLED")
    assert gone["SEQUENCE"] == before["SEQUENCE"] + 1
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert events_of(client.get(url)) == []


def test_what_is_called_off_stays_in_my_feed_as_cancelled(client):
    registration = a_registration(a_public_event())
    announce(SeatConfirmed(registration))
    cancel_event(fresh(registration.event), reason="Storm", by=None)
    (gone,) = events_of(client.get(feed_of(registration)))
    assert (gone["UID"], gone["STATUS"]) == (entry_of(registration).uid, "CANCELLED")


def test_who_comes_back_has_one_entry_that_stands(client):
    registration = a_registration(a_public_event())
    announce(SeatConfirmed(registration))
    url = feed_of(registration)
    signups.cancel(registration, by="self")
    signups.bring_back(fresh(registration))
    (back,) = events_of(client.get(url))
    assert (back["STATUS"], back["SEQUENCE"]) == ("CONFIRMED", 2)


def test_an_entry_at_an_address_i_left_does_not_stand_beside_the_new_one(client):
    registration = a_registration(a_public_event())
    announce(SeatConfirmed(registration))
    signups.change(fresh(registration), version=1, email="nieuw@voorbeeld.example")
    url = feed_of(fresh(registration))
    signups.confirm(fresh(registration))
    (entry,) = events_of(client.get(url))
    assert (entry["UID"], entry["STATUS"]) == (entry_of(registration, ended_at=None).uid, "CONFIRMED")


def test_my_feed_is_gone_when_my_link_is_renewed(client):
    registration = a_registration(a_public_event())
    url = feed_of(registration)
    Registration.objects.filter(pk=registration.pk).update(link_version=2)
    assert client.get(url).status_code == 410


def test_other_tokens_do_not_open_a_feed(client):
    registration = a_registration(a_public_event())
    for purpose in ("mijn", "route"):
        token = make_token(purpose, registration.pk, registration.link_version)
        assert client.get(reverse("calendar:feed", args=[token])).status_code == 404
    token = make_token("kalender", 10**9, 1)
    assert client.get(reverse("calendar:feed", args=[token])).status_code == 404


def test_kept_bytes_are_whole_and_joined_bytes_hold_them(client):
    a_public_event()
    kept = EventObject.objects.get()
    assert bytes(kept.component) in bytes(kept.body)
    assert bytes(kept.component) in client.get(ALL).content


def test_events_in_another_zone_need_no_rules(client):
    event = a_public_event(timezone="America/Kralendijk")
    assert EventObject.objects.get(event=event).tzid == ""
    assert events_of(client.get(ALL))[0]["DTSTART"].dt.utcoffset() == timedelta(0)


def test_a_quiet_event_of_the_builders_has_no_file_until_it_is_published(client):
    event = an_event()
    assert client.get(f"/agenda/{event.slug}.ics").status_code == 404


def test_an_organisation_has_a_feed_of_what_it_has_a_part_in(client, django_assert_num_queries):
    ours, theirs = a_public_event(title="Van ons"), a_public_event(title="Samen")
    a_public_event(title="Van een ander")
    theirs.cohosts.add(ours.organisation)
    url = f"/agenda/van/{ours.organisation.slug}.ics"
    with django_assert_num_queries(2):
        answer = client.get(url)
    assert [str(entry["SUMMARY"]) for entry in events_of(answer)] == ["Van ons", "Samen"]
    assert f"NAME:{ours.organisation.name}".encode() in answer.content
    with django_assert_num_queries(2):
        assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    cancel_event(ours, reason="Storm", by=None)
    assert events_of(client.get(url, headers={"If-None-Match": answer["ETag"]}))[0]["STATUS"] == "CANCELLED"
    assert client.get("/agenda/van/bestaat-niet.ics").status_code == 404


def by_hand(told):
    return links.entry_file(told).removeprefix("http://localhost:8000")


def test_an_entry_can_be_added_by_hand_under_the_uid_of_its_invitation(client):
    registration = a_registration(a_public_event())
    announce(SeatConfirmed(registration))
    told = entry_of(registration)
    answer = client.get(by_hand(told))
    (event,) = events_of(answer)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (told.uid, 0, "CONFIRMED")
    assert "ATTENDEE" not in event
    assert b"METHOD" not in answer.content
    assert 'filename="invite.ics"' in answer["Content-Disposition"]
    assert client.get(by_hand(told), headers={"If-None-Match": answer["ETag"]}).status_code == 304
    signups.cancel(registration, by="self")
    (gone,) = events_of(client.get(by_hand(told)))
    assert (gone["UID"], gone["SEQUENCE"], gone["STATUS"]) == (told.uid, 1, "CANCELLED")


def test_the_file_of_an_entry_goes_with_the_persons_links_and_opens_with_no_other(client):
    registration = a_registration(a_public_event())
    announce(SeatConfirmed(registration))
    told = entry_of(registration)
    url = by_hand(told)
    token = make_token("kalender", told.pk, 1)
    assert client.get(f"/kalender/afspraak/{token}.ics").status_code == 404
    signups.renew_links(fresh(registration))
    assert client.get(url).status_code == 410
    told = entry_of(registration)
    Told.objects.update(email="")
    assert client.get(by_hand(told)).status_code == 410
