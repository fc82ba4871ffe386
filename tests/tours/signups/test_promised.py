"""What a page says of mail that it promises, while no mail leaves the house and while it does."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from notifications.models import Breaker, Suppression
from tests.builders import a_draft, a_poll, a_registration, a_user, an_event
from tests.tours.personal.test_mine import filled_in, own_page
from tests.tours.signups.test_sign_up import SAM, sign_up, text

pytestmark = pytest.mark.django_db
WAITS = "Er gaat nu even geen mail de deur uit."
SOON = "zodra er weer mail de deur uit gaat"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(params=["hold", "breaker"])
def _still(request, settings):
    if request.param == "hold":
        settings.OUTBOX_HOLD = True
    else:
        Breaker.objects.create(backend=settings.EMAIL_BACKEND, open_until=timezone.now(), reason="550")


def said_after_signing_up(client, event=None, **fields):
    done = sign_up(client, event or an_event(), **fields).url
    again = client.post(f"{done}opnieuw/", follow=True)
    return text(client.get(done)), text(again)


def said_after_asking_a_link(client):
    return text(client.post("/mijn/nieuwe-link/", {"email": SAM["email"]}, follow=True))


@pytest.mark.usefixtures("_still")
@pytest.mark.parametrize("confirm", [True, False])
def test_who_signs_up_while_no_mail_goes_reads_that_it_follows(client, confirm):
    page, again = said_after_signing_up(client, an_event(confirm_address=confirm))
    assert f"U krijgt een mail op {SAM['email']}" in page
    assert WAITS in page
    assert "Kijk ook bij ongewenste mail" not in page
    assert again.count(WAITS) == 2


@pytest.mark.usefixtures("_still")
def test_an_organiser_who_sends_a_link_or_asks_for_a_date_reads_so_too(client):
    registration = a_registration(an_event())
    event = registration.event
    poll = a_poll(a_draft(organisation=event.organisation, date=None))
    client.force_login(a_user(organisation=event.organisation))
    link = client.post(reverse("signups:person_link", args=[event.slug, registration.pk]), follow=True)
    assert f"De link gaat naar {registration.email}. {WAITS}" in text(link)
    asked = client.post(reverse("polls:open", args=[poll.event.slug]), follow=True)
    assert f"Eén persoon krijgt nu een mail. {WAITS}" in text(asked)


@pytest.mark.usefixtures("_still")
def test_who_asks_for_a_link_or_takes_another_address_reads_so_too(client):
    assert SOON in said_after_asking_a_link(client)
    registration = a_registration(an_event(), email="oud@voorbeeld.example")
    assert SOON in text(client.post(own_page(registration, "links/"), follow=True))
    registration.refresh_from_db()
    typed = filled_in(registration, email="nieuw@voorbeeld.example")
    assert WAITS in text(client.post(own_page(registration, "wijzigen/"), typed, follow=True))


def test_otherwise_no_page_speaks_of_it(client):
    pages = " ".join([*said_after_signing_up(client), said_after_asking_a_link(client)])
    assert WAITS not in pages
    assert SOON not in pages


def test_no_page_tells_that_mail_to_an_address_does_not_get_there(client):
    event = an_event()
    open_address = said_after_signing_up(client, event, email="kim@voorbeeld.example")
    Suppression.objects.create(email=SAM["email"], reason="550 5.1.1")
    closed = said_after_signing_up(client, event)
    assert [page.replace(SAM["email"], "kim@voorbeeld.example") for page in closed] == list(open_address)
    assert "neem dan een ander adres" in closed[0]


def test_an_organiser_reads_that_mail_to_an_address_does_not_get_there(client):
    registration = a_registration(an_event(), email="Kim@voorbeeld.example")
    event = registration.event
    Suppression.objects.create(email="kim@voorbeeld.example", reason="550 5.1.1")
    client.force_login(a_user(role="desk", organisation=event.organisation))
    page = text(client.post(reverse("signups:person_link", args=[event.slug, registration.pk]), follow=True))
    assert "Naar kim@voorbeeld.example gaat geen mail" in page
    assert "De link gaat naar" not in page
