"""What the organiser and the person see of what came in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.tokens import make_token
from notifications.sweep import sweep
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import EMAIL, answer, fresh, invited, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """Somebody of the desk who is logged in, and the organisation."""
    organisation = builders.an_organisation()
    client.force_login(builders.a_user(role="desk", organisation=organisation))
    return organisation


def people(event):
    return reverse("signups:people", args=[event.slug])


@pytest.mark.parametrize(
    ("partstat", "words"),
    [("ACCEPTED", "agenda: komt"), ("TENTATIVE", "agenda: misschien"), ("DECLINED", "agenda: komt niet")],
)
def test_the_list_says_what_the_calendar_answered(client, desk, partstat, words):
    registration, entry = invited(event=builders.an_event(organisation=desk))
    assert "agenda: onbekend" in client.get(people(registration.event)).text
    answer(entry, partstat)
    assert words in client.get(people(registration.event)).text


def test_a_reply_stands_in_the_list_with_cancelling_one_click_away(client, desk):
    registration, _entry = invited(event=builders.an_event(organisation=desk))
    take(clients.by_hand(EMAIL, "Kan helaas niet <b>groet</b>"))
    page = client.get(people(registration.event)).text
    assert "Kan helaas niet &lt;b&gt;groet&lt;/b&gt;" in page
    client.post(reverse("signups:person_cancel", args=[registration.event.slug, registration.pk]))
    assert fresh(registration).state == "cancelled"
    assert "Kan helaas niet" not in client.get(people(registration.event)).text


def test_a_bounce_stands_in_the_list_until_it_was_seen(client, desk):
    registration, _entry = invited(event=builders.an_event(organisation=desk))
    take(clients.bounce(builders.a_message(registration, state="sent", sent_at=timezone.now())))
    assert "Onze mail kwam niet aan" in client.get(people(registration.event)).text
    notice = registration.notices.get()
    client.post(reverse("signups:notice_seen", args=[registration.event.slug, notice.pk]))
    assert "Onze mail kwam niet aan" not in client.get(people(registration.event)).text


def test_what_waits_for_a_look_has_a_page(client, desk):
    _registration, entry = invited(event=builders.an_event(organisation=desk))
    received = answer(entry, "DECLINED", attendee="jo@voorbeeld.example")
    assert "Iemand anders dan de genodigde antwoordde." in client.get(reverse("inbound:received")).text
    client.post(reverse("inbound:done", args=[received.pk]))
    assert "Er is niets te bekijken" in client.get(reverse("inbound:received")).text
    assert fresh(received).state == "settled"


def test_the_organiser_lets_an_answer_of_somebody_else_count(client, desk):
    registration, entry = invited(event=builders.an_event(organisation=desk))
    received = answer(entry, "DECLINED", attendee="jo@voorbeeld.example", sender="jo@voorbeeld.example")
    client.post(reverse("inbound:take_over", args=[received.pk]))
    assert (fresh(registration).said, fresh(registration).said_by) == ("no", "jo@voorbeeld.example")


def test_mail_to_one_organisation_is_not_for_another(client, desk):
    builders.a_user(role="owner")
    other = builders.an_organisation(mail_from="griffie@utrecht.example")
    builders.a_user(role="owner", organisation=other)
    take(clients.by_hand("vreemd@elders.example", "Hoe laat begint het?"))
    assert "Hoe laat" not in client.get(reverse("inbound:received")).text


def test_on_the_last_day_one_click_lets_them_move_up(client, desk):
    tomorrow = timezone.localtime() + timedelta(hours=20)
    event = builders.an_event(
        organisation=desk, seats=1, date=tomorrow.date(), start_min=tomorrow.hour * 60, end_min=1439
    )
    registration, entry = invited(event=event)
    waiting = builders.a_registration(event, state="waiting", address_confirmed_at=timezone.now())
    answer(entry, "DECLINED")
    sweep(timezone.now() + timedelta(minutes=31))
    assert (fresh(registration).state, fresh(waiting).state) == ("cancelled", "waiting")
    assert "Laat ze doorschuiven" in client.get(people(event)).text
    client.post(reverse("signups:move_up", args=[event.slug]))
    assert fresh(waiting).state == "confirmed"


def test_the_own_page_offers_to_come_after_all(client):
    registration, entry = invited()
    answer(entry, "DECLINED")
    token = make_token("mijn", registration.pk, registration.link_version)
    page = client.get(reverse("personal:mine", args=[token])).text
    assert "U antwoordde in uw agenda dat u niet komt" in page
    assert "Toch komen" in page
    client.post(reverse("personal:mine_yes", args=[token]))
    assert fresh(registration).gives_up_at is None


def test_the_mail_that_asks_leads_to_cancelling():
    from notifications.letters import compose
    from notifications.models import Message

    registration, entry = invited()
    answer(entry, "DECLINED", dmarc="")
    letter = compose(Message.objects.get(kind="confirm_decline"))
    token = make_token("mijn", registration.pk, registration.link_version)
    assert f"/mijn/{token}/afmelden/" in letter.body


def test_the_no_to_another_time_is_an_object_that_others_can_read():
    from icalendar import Calendar

    from notifications.letters import compose
    from notifications.models import Message

    _registration, entry = invited(told={"sequence": 3})
    answer(entry, "TENTATIVE", method="COUNTER")
    letter = compose(Message.objects.get(kind="counter_declined"))
    parts = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(parts[0].get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert (parts[0].get_param("method"), calendar["METHOD"]) == ("DECLINECOUNTER", "DECLINECOUNTER")
    assert (str(event["UID"]), event["SEQUENCE"]) == (entry.uid, 3)


@pytest.mark.parametrize(("partstat", "reminded"), [("ACCEPTED", ["1d"]), ("TENTATIVE", ["7d", "1d"])])
def test_a_week_ahead_only_those_are_reminded_whose_calendar_did_not_say_yes(partstat, reminded):
    from notifications.models import Message

    registration, entry = invited(event=builders.an_event(reminder_offsets=["7d", "1d"]))
    answer(entry, partstat)
    for days in (7, 1):
        sweep(registration.event.current.starts_at - timedelta(days=days) + timedelta(hours=3))
    keys = Message.objects.filter(kind="reminder").order_by("pk").values_list("key", flat=True)
    assert [key.split(":")[1] for key in keys] == reminded
