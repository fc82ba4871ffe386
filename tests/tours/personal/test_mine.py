import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.tokens import make_token
from notifications.models import Message
from tests.builders import a_registration, an_event, in_days
from tests.tours.materials.conftest import a_material
from tests.tours.signups.checks import assert_seats_add_up
from tours.models import Event, Group, Material, Registration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def own_page(registration, below=""):
    return f"/mijn/{make_token('mijn', registration.pk, registration.link_version)}/{below}"


def text(response):
    main = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def filled_in(registration, **changes):
    """What the form sends when nothing but `changes` was typed."""
    names = ["name", "email", "role", "party", "attends_as", "diet", "access_needs", "note", "version"]
    return {name: getattr(registration, name) for name in names} | changes


def again(registration):
    return Registration.objects.select_related("event").get(pk=registration.pk)


@pytest.mark.parametrize(
    ("state", "title", "button"),
    [
        ("held", "Komt u?", "Ja, ik kom"),
        ("confirmed", "U komt", None),
        ("offered", "Er is een plaats voor u", "Ja, ik neem de plaats"),
        ("waiting", "U staat op de wachtlijst", "Dit adres klopt"),
        ("invited", "U bent uitgenodigd", "Ja, ik kom"),
        ("cancelled", "U bent afgemeld", "Toch komen"),
    ],
)
def test_the_page_says_first_how_it_stands_and_what_is_asked(client, state, title, button):
    page = client.get(own_page(a_registration(an_event(), state=state)))
    assert f'<h1 class="utrecht-heading-1">{title}</h1>' in page.content.decode()
    assert (f">{button}</button>" in page.content.decode()) == bool(button)
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]


@pytest.mark.parametrize("below", ["", "wijzigen/", "afmelden/", "gegevens.json", "wissen/"])
def test_a_mail_scanner_that_opens_every_link_changes_nothing(client, below):
    registration = a_registration(an_event(), state="held")
    before = Registration.objects.values().get()
    assert client.get(own_page(registration, below)).status_code == 200
    assert client.head(own_page(registration, below)).status_code == 200
    assert Registration.objects.values().get() == before
    assert not Message.objects.exists()


@pytest.mark.parametrize("below", ["ja/", "links/"])
def test_what_changes_something_is_not_read(client, below):
    registration = a_registration(an_event())
    page = client.get(own_page(registration, below))
    assert page["Location"] == own_page(registration)
    assert page["Referrer-Policy"] == "no-referrer"


def test_saying_yes_makes_the_seat_certain_and_sends_the_invitation(client):
    registration = a_registration(an_event(), state="held")
    page = client.post(own_page(registration, "ja/"), follow=True)
    assert "Dank u wel, u komt." in text(page)
    assert again(registration).state == "confirmed"
    assert Message.objects.get().kind == "seat_confirmed"


def test_saying_yes_twice_sends_one_invitation(client):
    registration = a_registration(an_event(), state="held")
    for _ in range(2):
        client.post(own_page(registration, "ja/"))
    assert Message.objects.count() == 1


def test_a_late_yes_at_a_full_event_says_that_one_waits(client):
    event = an_event(seats=0)
    late = a_registration(event, state="cancelled", cancelled_by="expired")
    assert "Uw plaats is vrijgegeven" in text(client.get(own_page(late)))
    page = client.post(own_page(late, "ja/"), follow=True)
    assert "u staat op de wachtlijst" in text(page)
    assert_seats_add_up(event)


def test_coming_back_after_the_window_is_refused_with_the_reason(client):
    event = an_event(registration_closes_at=timezone.now() - timedelta(days=1))
    gone = a_registration(event, state="cancelled", cancelled_by="self")
    assert "Aanmelden kan niet meer" in text(client.get(own_page(gone)))
    page = client.post(own_page(gone, "ja/"), follow=True)
    assert "Aanmelden kan niet meer" in text(page)
    assert again(gone).state == "cancelled"


def test_cancelling_asks_first_and_gives_the_seat_to_the_next(client):
    event = an_event(seats=1)
    registration = a_registration(event)
    waiting = a_registration(event, state="waiting")
    assert "Wilt u zich afmelden?" in text(client.get(own_page(registration, "afmelden/")))
    page = client.post(own_page(registration, "afmelden/"), follow=True)
    assert "U bent afgemeld" in text(page)
    assert again(waiting).state == "held"
    assert again(registration).cancelled_by == "self"


def test_cancelling_twice_is_told(client):
    registration = a_registration(an_event(), state="cancelled")
    assert "al afgemeld" in text(client.post(own_page(registration, "afmelden/"), follow=True))


def test_who_waits_sees_how_many_are_ahead(client):
    event = an_event(seats=0)
    first, _second, third = (a_registration(event, state="waiting") for _ in range(3))
    assert "U staat vooraan." in text(client.get(own_page(first)))
    assert "Er staan 2 aanmeldingen voor u." in text(client.get(own_page(third)))


def test_who_waits_for_seats_of_another_role_is_not_ahead(client):
    event = an_event(seats=0)
    for role in ("councillor", "alderman"):
        event.pools.create(role=role, capacity=0)
    everybody, councillors, aldermen = (event.pools.get(role=role) for role in ("", "councillor", "alderman"))
    for pool in (aldermen, councillors, everybody):
        first = a_registration(event, state="waiting", role=pool.role or "resident")
        Registration.objects.filter(pk=first.pk).update(waits_for=pool)
    mine = a_registration(event, state="waiting", role="councillor")
    Registration.objects.filter(pk=mine.pk).update(waits_for=councillors)
    assert "Er staan 2 aanmeldingen voor u." in text(client.get(own_page(mine)))


def test_changing_data_is_kept(client):
    registration = a_registration(an_event(companions_allowed=1))
    typed = filled_in(registration, diet="vegan", companions=1, companion_names="Robin", keep_informed="on")
    page = client.post(own_page(registration, "wijzigen/"), typed, follow=True)
    assert "Uw gegevens zijn veranderd." in text(page)
    stored = again(registration)
    assert (stored.diet, stored.companions, stored.companion_names) == ("vegan", 1, "Robin")
    assert stored.keep_informed
    assert_seats_add_up(stored.event)


def test_a_second_tab_is_told_and_loses_nothing_it_typed(client):
    registration = a_registration(an_event())
    client.post(own_page(registration, "wijzigen/"), filled_in(registration, diet="vegan"))
    late = client.post(own_page(registration, "wijzigen/"), filled_in(registration, note="Ik kom iets later"))
    assert late.status_code == 422
    assert "Iemand anders heeft dit intussen veranderd" in text(late)
    assert "Dieetwens Veganistisch" in text(late)
    assert "Ik kom iets later" in late.content.decode()
    assert again(registration).note == ""
    once_more = late.context["form"].data
    assert client.post(own_page(registration, "wijzigen/"), once_more.dict()).status_code == 302
    assert again(registration).note == "Ik kom iets later"


def test_a_new_address_gets_the_mail_and_the_old_links_end(client):
    registration = a_registration(an_event(), email="oud@voorbeeld.example")
    old = own_page(registration)
    typed = filled_in(registration, email="nieuw@voorbeeld.example")
    page = client.post(own_page(registration, "wijzigen/"), typed, follow=True)
    assert "Wij sturen een mail naar nieuw@voorbeeld.example" in text(page)
    assert "Klopt dit e-mailadres?" in text(page)
    assert client.get(old).status_code == 410
    assert Message.objects.filter(recipient="nieuw@voorbeeld.example").exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "sam@voorbeeld"}, "email"),
        ({"name": "Sam\x07"}, "name"),
        ({"companions": 2}, "companions"),
        ({"role": "koning"}, "role"),
    ],
)
def test_a_wrong_change_is_refused_at_its_field(client, typed, field):
    registration = a_registration(an_event(companions_allowed=1))
    response = client.post(own_page(registration, "wijzigen/"), filled_in(registration, **typed))
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_companion_for_whom_there_is_no_seat_is_refused_at_the_field(client):
    registration = a_registration(an_event(seats=1, companions_allowed=1))
    response = client.post(own_page(registration, "wijzigen/"), filled_in(registration, companions=1))
    assert response.status_code == 422
    assert "niet genoeg plaatsen" in str(response.context["form"].errors["companions"])


def test_companions_that_were_allowed_before_may_stay(client):
    registration = a_registration(an_event(), companions=2)
    Event.objects.update(companions_allowed=0)
    typed = filled_in(registration, companions=2, diet="vegan")
    assert client.post(own_page(registration, "wijzigen/"), typed).status_code == 302


def test_another_address_and_name_that_are_registered_are_refused(client):
    event = an_event()
    other, mine = a_registration(event), a_registration(event)
    typed = filled_in(mine, name=other.name, email=other.email)
    assert client.post(own_page(mine, "wijzigen/"), typed).status_code == 422


def test_a_renewed_link_goes_to_the_mailbox_and_not_to_who_pressed_the_button(client):
    registration = a_registration(an_event())
    page = client.post(own_page(registration, "links/"), follow=True)
    assert "Uw nieuwe link komt binnen enkele minuten per mail." in text(page)
    assert make_token("mijn", registration.pk, 2) not in page.content.decode()
    assert client.get(own_page(registration)).status_code == 410
    assert client.get(own_page(again(registration))).status_code == 200
    assert Message.objects.get().kind == "own_link"


def test_what_is_held_can_be_taken_along(client):
    registration = a_registration(an_event(), diet="vegan", access_needs="ringleiding", note="Hallo")
    response = client.get(own_page(registration, "gegevens.json"))
    held = json.loads(response.content)
    assert held["registration"]["email"] == registration.email
    assert (held["registration"]["diet"], held["registration"]["note"]) == ("vegan", "Hallo")
    assert held["kept_until"]["needs"] == in_days(31).isoformat()
    assert "attachment" in response["Content-Disposition"]


def test_every_field_about_a_person_is_in_what_can_be_taken_along(client):
    inner = {
        "id",
        "event",
        "group",
        "contact",
        "allotment",
        "waits_for",
        "link_version",
        "version",
        "erased_at",
    }
    fields = {field.name for field in Registration._meta.concrete_fields} - inner
    response = client.get(own_page(a_registration(an_event()), "gegevens.json"))
    assert fields - json.loads(response.content)["registration"].keys() == set()


def test_who_wants_to_be_forgotten_is_cancelled_and_erased(client):
    event = an_event(seats=1)
    registration = a_registration(event, diet="vegan", party="Groen", phone="0612345678")
    waiting = a_registration(event, state="waiting")
    assert "Dit kan niet terug" in text(client.get(own_page(registration, "wissen/")))
    page = client.post(own_page(registration, "wissen/"), follow=True)
    stored = again(registration)
    assert "Uw gegevens zijn gewist" in text(page)
    assert (stored.name, stored.email, stored.diet, stored.party, stored.phone) == ("—", "", "", "", "")
    assert (stored.state, again(waiting).state) == ("cancelled", "held")
    assert client.get(own_page(registration)).status_code == client.get(own_page(stored)).status_code == 410
    assert_seats_add_up(event)


def test_the_day_of_ones_own_group_with_the_guides_number(client):
    registration = a_registration(an_event())
    group = registration.event.groups.get()
    Group.objects.filter(pk=group.pk).update(guide_name="Fatma", guide_phone="0612345678")
    Registration.objects.update(group=group)
    page = text(client.get(own_page(registration)))
    assert "Uw gids is Fatma. 0612345678" in page


def test_material_for_participants_is_shown_to_who_has_a_seat(client):
    event = an_event()
    Material.objects.create(event=event, ref="m", title="Filmpje", link="https://video.example/1")
    assert "Filmpje" in text(client.get(own_page(a_registration(event))))
    assert "Filmpje" not in text(client.get(own_page(a_registration(event, state="held"))))


@pytest.mark.parametrize("files", [1, 2])
def test_several_files_come_in_one_zip_for_who_has_a_seat(client, files):
    event = an_event()
    for number in range(files):
        a_material(event, name=f"dia-{number}.pdf", visibility="participants")
    page = client.get(own_page(a_registration(event))).content.decode()
    found = re.findall(r'href="(/agenda/[^"]+/materiaal\.zip\?[^"]+)"', page)
    assert [client.get(url).status_code for url in found] == [200] * (files - 1)


def test_a_cancelled_event_is_told_and_asks_nothing(client):
    registration = a_registration(an_event(), state="held")
    Event.objects.update(state="cancelled", cancel_reason="Storm op komst")
    page = text(client.get(own_page(registration)))
    assert "gaat niet door Storm op komst" in page
    assert "Ja, ik kom" not in page


def test_after_the_event_the_page_points_to_what_came_of_it(client):
    page = text(client.get(own_page(a_registration(an_event(date=in_days(-3))))))
    assert "Fijn dat u erbij was" in page
    assert "Meld u af" not in page


@pytest.mark.parametrize("token", ["onzin", "1.1." + "0" * 40, "999999.1.abc"])
def test_an_unknown_link_is_not_found(client, token):
    a_registration(an_event())
    assert client.get(f"/mijn/{token}/").status_code == 404
    assert client.post(f"/mijn/{token}/ja/").status_code == 404


def test_a_link_for_another_page_does_not_open_this_one(client):
    registration = a_registration(an_event())
    for purpose in ("route", "kalender", "spreker"):
        assert client.get(f"/mijn/{make_token(purpose, registration.pk, 1)}/").status_code == 404


def test_a_revoked_link_says_how_to_get_a_new_one_and_does_nothing(client):
    registration = a_registration(an_event(), state="held", link_version=2)
    old = f"/mijn/{make_token('mijn', registration.pk, 1)}/"
    page = client.get(old)
    assert page.status_code == 410
    assert "Mail mij een nieuwe link" in text(page)
    assert page["Cache-Control"] == "no-store, private"
    assert client.post(f"{old}ja/").status_code == 410
    assert again(registration).state == "held"


def test_asking_for_a_link_gives_one_answer_and_mails_everybody_at_that_address(client):
    event = an_event()
    for name in ("Sam", "Robin"):
        a_registration(event, name=name, email="thuis@voorbeeld.example")
    a_registration(event)
    known, unknown = (
        client.post("/mijn/nieuwe-link/", {"email": f"{who}@voorbeeld.example"}, follow=True)
        for who in ("Thuis", "niemand")
    )
    assert text(known) == text(unknown)
    assert "Is dit adres bij ons bekend" in text(known)
    assert sorted(Message.objects.values_list("kind", "recipient_name")) == [
        ("own_link", "Robin"),
        ("own_link", "Sam"),
    ]


def test_asking_for_a_link_with_a_wrong_address_says_what_is_wrong(client):
    page = client.post("/mijn/nieuwe-link/", {"email": "thuis"})
    assert page.status_code == 422
    assert "Er ontbreekt een apenstaartje" in text(page)


def test_asking_for_links_too_often_is_refused(client):
    for _ in range(10):
        client.post("/mijn/nieuwe-link/", {"email": "thuis@voorbeeld.example"})
    page = client.post("/mijn/nieuwe-link/", {"email": "thuis@voorbeeld.example"})
    assert page.status_code == 429


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_takes_five_statements_however_many_come(client, others, django_assert_num_queries):
    event = an_event(seats=1)
    a_registration(event)
    waiting = [a_registration(event, state="waiting") for _ in range(others)]
    for number in range(others):
        Material.objects.create(
            event=event, ref=f"m{number}", title="Film", visibility="public", link="https://v.example"
        )
        an_event(follows=event)
    with django_assert_num_queries(5):
        assert client.get(own_page(waiting[-1])).status_code == 200


@pytest.mark.parametrize(("kind", "words"), [("tour", "Uw route"), ("meeting", "Uw programma")])
def test_what_can_be_shared_is_called_what_it_is(client, kind, words):
    page = client.get(own_page(a_registration(an_event(kind=kind)))).content.decode()
    assert f"{words}, om te delen" in page
