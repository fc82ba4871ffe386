import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.builders import a_draft, a_registration, a_stop, an_event, in_days, publish_quietly
from tests.tours.signups.checks import kinds, states
from tours.facts import LinkRequested, RegistrationCancelled, RegistrationChanged, SeatHeld
from tours.models import Event, Leg, Pool, Registration

pytestmark = pytest.mark.django_db
SAM = {
    "name": "Sam Bakker",
    "email": "sam@voorbeeld.example",
    "role": "resident",
    "attends_as": "participant",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def path(event):
    return f"/agenda/{event.slug}/aanmelden/"


def sign_up(client, event, **fields):
    return client.post(path(event), SAM | fields)


def text(response):
    """The page without its tags and repeated spaces."""
    main = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def a_tour_by_bicycle(**fields):
    draft = a_draft(programme_complete=True, **fields)
    first, lunch = a_stop(draft, at=560), a_stop(draft, at=720, kind="meal")
    Leg.objects.create(group=draft.groups.get(), from_stop=first, to_stop=lunch, mode="bicycle", minutes=15)
    return publish_quietly(draft)


def test_a_filled_in_form_leads_to_a_page_that_can_be_loaded_again(client):
    event = an_event()
    response = sign_up(client, event, diet="vegan", access_needs="ringleiding", note="Tot dan\nSam")
    assert response.status_code == 302
    assert "sam" not in response.url.lower()
    for _ in range(2):
        page = client.get(response.url)
        assert "Uw plaats is vastgehouden" in text(page)
        assert "sam@voorbeeld.example" in text(page)
    assert page["Cache-Control"] == "no-store, private"


def test_what_was_filled_in_is_stored_with_language_and_consent(client):
    event = a_tour_by_bicycle(companions_allowed=2)
    more = {"companions": 1, "companion_names": "Robin", "transport": "borrow_bicycle", "keep_informed": "on"}
    sign_up(client, event, role="councillor", party="Groen", attends_as="listener", **more)
    stored = Registration.objects.get()
    assert (stored.role, stored.party, stored.attends_as) == ("councillor", "Groen", "listener")
    assert (stored.companions, stored.companion_names, stored.transport) == (1, "Robin", "borrow_bicycle")
    assert stored.keep_informed
    assert stored.language == "nl"
    assert stored.consented_at


def test_only_what_matters_is_asked(client):
    tour = client.get(path(an_event())).context["form"].fields.keys()
    by_bicycle = client.get(path(a_tour_by_bicycle(companions_allowed=1))).context["form"].fields.keys()
    meeting = client.get(path(an_event(kind="meeting"))).context["form"].fields.keys()
    assert by_bicycle - tour == {"transport", "companions", "companion_names"}
    assert tour - meeting == {"diet"}


def test_only_at_a_meeting_somebody_asks_to_speak(client):
    sign_up(client, an_event(kind="meeting"), attends_as="speaking_resident")
    response = sign_up(client, an_event(), attends_as="speaking_resident")
    assert response.status_code == 422
    assert Registration.objects.get().attends_as == "speaking_resident"


def test_a_party_is_for_the_council_and_names_go_with_companions(client):
    event = an_event(companions_allowed=2)
    sign_up(client, event, party="Groen", companions=0, companion_names="Robin")
    stored = Registration.objects.get()
    assert (stored.party, stored.companion_names) == ("", "")


def test_a_wrong_form_keeps_what_was_typed_and_says_at_the_field_what_is_wrong(client):
    response = sign_up(client, an_event(), email="sam@voorbeeld", note="Ik kom graag")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Eén veld klopt nog niet" in page
    assert page.count("Er ontbreekt iets na het apenstaartje. Vul het zo in: naam@voorbeeld.nl") == 2
    assert "<title>Fout:" in page
    assert "Ik kom graag" in page
    assert 'value="sam@voorbeeld"' in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Sam\x07Bakker"),
        ("name", "Sam\nBakker"),
        ("name", "Sam\x00"),
        ("name", "S" * 121),
        ("name", "\u202eSam"),
        ("email", "sam@voorbeeld.example\nBcc: iedereen@voorbeeld.example"),
        ("email", "sam@voorbeeld.example\n"),
        ("email", "s" * 300 + "@voorbeeld.example"),
        ("role", "koning"),
        ("consent", ""),
        ("diet", "steen"),
        ("access_needs", "x" * 301),
        ("note", "x" * 1001),
        ("note", "x\x07"),
    ],
)
def test_bad_input_is_refused_with_the_reason_and_nothing_is_stored(client, field, value):
    response = sign_up(client, an_event(), **{field: value})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not Registration.objects.exists()


@pytest.mark.parametrize("companions", ["2", "-1", "veel", "99999999999999999999"])
def test_a_wrong_number_of_companions_is_refused(client, companions):
    response = sign_up(client, an_event(companions_allowed=1), companions=companions)
    assert response.status_code == 422
    assert "companions" in response.context["form"].errors


def test_the_form_says_until_when_data_are_kept(client):
    event = an_event(date=in_days(30))
    page = text(client.get(path(event)))
    needs, attendees = in_days(31), in_days(60)
    assert f"Wij wissen ze op {attendees.day} " in page
    assert f"uw dieetwens al op {needs.day} " in page


def test_who_wants_to_hear_more_reads_that_the_name_may_be_kept_longer(client):
    event = an_event()
    assert "of langer als er een vervolg" not in text(client.get(sign_up(client, event).url))
    asked = sign_up(client, event, email="alex@voorbeeld.example", keep_informed="on")
    assert "of langer als er een vervolg of verslag komt" in text(client.get(asked.url))


def test_a_full_event_says_so_and_puts_on_the_waiting_list(client):
    event = an_event(seats=1)
    a_registration(event)
    page = client.get(path(event))
    assert "komt u op de wachtlijst" in text(page)
    assert "Aanmelden voor de wachtlijst" in text(page)
    done = client.get(sign_up(client, event).url)
    assert "U staat op de wachtlijst" in text(done)
    assert states(event) == ["confirmed", "waiting"]


def test_where_nobody_more_is_taken_free_seats_are_not_called_full(client):
    event = an_event(seats=10)
    event.pools.update(closed=True)
    page = text(client.get(path(event)))
    assert "De organisatie neemt nu niemand meer aan." in page
    assert "Er is een wachtlijst 0 van 10 plaatsen" in page
    ticket = text(client.get(f"/agenda/{event.slug}/"))
    assert "Er is een wachtlijst" in ticket
    assert "Vol:" not in page + ticket


def test_a_full_role_is_named_on_the_form(client):
    event = an_event()
    Pool.objects.create(event=event, role="councillor", capacity=0)
    assert "bezet: Raadslid." in text(client.get(path(event)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"registration_opens_at": timezone.now() + timedelta(days=1)}, "Aanmelden kan vanaf"),
        ({"registration_closes_at": timezone.now() - timedelta(days=1)}, "Aanmelden kan niet meer"),
        ({"date": in_days(-3)}, "al begonnen of voorbij"),
    ],
)
def test_where_nobody_can_sign_up_a_sentence_stands_in_place_of_the_form(client, fields, sentence):
    event = an_event(**fields)
    page = client.get(path(event))
    assert page.status_code == 200
    assert sentence in text(page)
    assert 'name="email"' not in page.content.decode()
    refused = sign_up(client, event, note="Ik kom graag")
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert "Ik kom graag" in refused.content.decode()


def test_a_cancelled_event_says_why(client):
    event = an_event()
    Event.objects.update(state="cancelled", cancel_reason="Storm op komst")
    assert "gaat niet door" in text(client.get(path(event)))
    assert "Storm op komst" in text(client.get(path(event)))


@pytest.mark.parametrize("slug", ["bestaat-niet", "concept"])
def test_an_unknown_event_or_a_draft_is_not_found(client, slug):
    a_draft(slug="concept")
    assert client.get(f"/agenda/{slug}/aanmelden/").status_code == 404
    assert client.post(f"/agenda/{slug}/aanmelden/", SAM).status_code == 404


def test_reading_the_form_changes_nothing(client, heard):
    event = an_event()
    client.get(path(event), SAM)
    client.head(path(event))
    assert heard == []
    assert not Registration.objects.exists()


def test_who_fills_in_the_trap_gets_the_ordinary_answer_and_nothing_is_stored(client, heard):
    event = an_event()
    trapped = client.get(sign_up(client, event, website="https://spam.example").url)
    assert not Registration.objects.exists()
    assert heard == []
    assert text(trapped) == text(client.get(sign_up(client, event).url))


def test_who_is_known_gets_the_ordinary_answer_and_the_own_link_by_mail(client, heard):
    event = an_event()
    first = client.get(sign_up(client, event).url)
    again = client.get(sign_up(client, event, diet="vegan", name="SAM BAKKER").url)
    registration = Registration.objects.get()
    assert kinds(heard) == [SeatHeld, LinkRequested]
    assert registration.diet == ""
    expected = text(first).replace("Sam Bakker", "SAM BAKKER").replace("1 plaats.", "1 plaats, veganistisch.")
    assert without_time(text(again)) == without_time(expected)


def without_time(page):
    return re.sub(r"tot \w+ \d+ \w+ \d+, \d+\.\d+ uur", "tot later", page)


def test_who_is_known_at_a_full_event_sees_what_somebody_new_would(client):
    event = an_event(seats=1)
    sign_up(client, event)
    again = client.get(sign_up(client, event).url)
    assert "U staat op de wachtlijst" in text(again)
    assert states(event) == ["held"]


def test_without_confirmation_of_addresses_the_page_says_signed_up(client):
    event = an_event(confirm_address=False)
    assert "U bent aangemeld" in text(client.get(sign_up(client, event).url))
    assert states(event) == ["confirmed"]


def test_send_again_mails_who_is_known_and_says_the_same_for_a_robot(client, heard):
    event = an_event()
    real, trapped = sign_up(client, event).url, sign_up(client, event, name="Bot", website="x").url
    pages = [client.post(f"{url}opnieuw/", follow=True) for url in (real, trapped)]
    assert kinds(heard) == [SeatHeld, LinkRequested]
    assert all("Wij sturen de mail nog een keer." in text(page) for page in pages)


def test_another_address_moves_the_registration_made_just_now(client, heard):
    event = an_event()
    url = sign_up(client, event, email="smaa@voorbeeld.example").url
    page = client.post(f"{url}adres/", {"email": "Sam@Voorbeeld.example"}, follow=True)
    assert "sam@voorbeeld.example" in text(page)
    assert Registration.objects.get().email == "sam@voorbeeld.example"
    assert kinds(heard) == [SeatHeld, RegistrationChanged]


def test_another_address_never_moves_a_registration_that_stood_already(client):
    event = an_event()
    sign_up(client, event)
    url = sign_up(client, event, diet="vegan").url
    client.post(f"{url}adres/", {"email": "ander@voorbeeld.example"})
    assert [(each.email, each.diet) for each in event.registrations.order_by("id")] == [
        ("sam@voorbeeld.example", ""),
        ("ander@voorbeeld.example", "vegan"),
    ]


def test_another_address_that_is_known_gives_the_first_seat_up(client, heard):
    event = an_event()
    sign_up(client, event)
    url = sign_up(client, event, email="smaa@voorbeeld.example").url
    assert client.post(f"{url}adres/", {"email": "sam@voorbeeld.example"}).status_code == 302
    assert states(event) == ["held", "cancelled"]
    assert kinds(heard[2:]) == [RegistrationCancelled, LinkRequested]


def test_a_confirmed_address_is_not_moved_from_the_page_that_says_thanks(client):
    event = an_event()
    url = sign_up(client, event).url
    Registration.objects.update(address_confirmed_at=timezone.now())
    client.post(f"{url}adres/", {"email": "ander@voorbeeld.example"})
    assert Registration.objects.filter(email="sam@voorbeeld.example").exists()


def test_a_wrong_other_address_is_refused_with_the_reason(client):
    event = an_event()
    url = sign_up(client, event).url
    page = client.post(f"{url}adres/", {"email": "sam@voorbeeld"})
    assert page.status_code == 422
    assert "Er ontbreekt iets na het apenstaartje" in text(page)


@pytest.mark.parametrize("below", ["", "opnieuw/", "adres/"])
def test_after_an_hour_the_page_says_what_to_do(client, below):
    event, other = an_event(), an_event()
    url = sign_up(client, event).url
    assert client.get(url.replace(event.slug, other.slug)).status_code == 410
    cache.clear()
    page = client.post(url + below) if below else client.get(url)
    assert page.status_code == 410
    assert "Wij bewaren haar een uur" in text(page)


def test_too_many_tries_for_one_mailbox_are_refused_with_the_text_kept(client):
    event = an_event()
    for number in range(10):
        assert sign_up(client, event, name=f"Sam {number}").status_code == 302
    refused = sign_up(client, event, name="Sam tien", note="Ik kom graag")
    assert refused.status_code == 429
    assert "te veel aanvragen" in text(refused)
    assert "Ik kom graag" in refused.content.decode()
    assert event.registrations.count() == 10


def test_another_visitor_is_not_stopped_by_the_first(client):
    event = an_event()
    for number in range(11):
        sign_up(client, event, name=f"Sam {number}")
    assert sign_up(client, event, email="robin@voorbeeld.example").status_code == 302


def test_send_again_is_counted_too(client):
    url = sign_up(client, an_event()).url
    for _ in range(10):
        page = client.post(f"{url}opnieuw/", follow=True)
    assert "te veel aanvragen" in text(page)


def test_with_the_cache_down_signing_up_works_and_the_page_says_less(client, settings):
    event = an_event()
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1"}}
    response = sign_up(client, event)
    assert states(event) == ["held"]
    page = client.get(response.url)
    assert page.status_code == 410
    assert "Meldde u zich aan, dan staat dat gewoon vast" in text(page)
