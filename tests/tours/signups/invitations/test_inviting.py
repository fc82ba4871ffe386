import pytest
from django.urls import reverse
from django.utils import timezone

from core.tokens import make_token
from notifications.models import Message, Suppression
from notifications.outbox.audit import differences
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_draft, a_registration, a_user, an_event, an_organisation
from tests.notifications.told import entry_of, fresh, kinds, posted
from tests.tours.signups.checks import assert_seats_add_up, taken
from tests.tours.signups.desk.desk import Desk
from tours.lifecycle.actions import cancel_event
from tours.models import Contact, Registration
from tours.signups.actions import cancel
from tours.signups.errors import EventCalledOff, KnownAlready, NotCancelled, NotPublishedYet
from tours.signups.invitations.actions import invite, invite_again, invite_contacts, reply
from tours.signups.invitations.standing import standing_by_party, without_answer
from tours.signups.invitations.urls import patterns

pytestmark = pytest.mark.django_db
KIM = {"name": "Kim Bos", "role": "councillor", "email": "kim@raad.example", "party": "Groen"}


def a_contact(organisation, **fields):
    number = Contact.objects.count() + 1
    values = {"name": f"Raadslid {number}", "email": f"raadslid{number}@raad.example", "party": "Groen"}
    return Contact.objects.create(organisation=organisation, **values | fields)


def page(registration):
    return f"/uitnodiging/{make_token('uitnodiging', registration.pk, registration.link_version)}/"


def answer(client, registration, said, **data):
    return client.post(page(registration), {"said": said, **data}, follow=True)


# --- the invitation --------------------------------------------------------------------------------


def test_who_is_invited_has_no_seat_and_gets_the_calendar_invitation_at_once():
    event = an_event()
    registration = invite(event, **KIM)
    (mail,) = posted()
    assert (mail.kind, mail.method, mail.sequence, mail.told) == (
        "invited",
        "REQUEST",
        0,
        entry_of(registration),
    )
    assert (registration.state, registration.source, taken(event)) == ("invited", "invited", 0)


def test_who_has_no_address_gets_no_mail_but_is_without_answer():
    event = an_event()
    registration = invite(event, name="Jo", role="councillor", phone="0612345678")
    assert posted() == []
    assert list(without_answer(event)) == [registration]


def test_a_draft_or_an_event_that_is_off_invites_nobody():
    with pytest.raises(NotPublishedYet):
        invite(a_draft(), **KIM)
    event = an_event()
    cancel_event(event, reason="Storm", by=None)
    with pytest.raises(EventCalledOff):
        invite(event, **KIM)


def test_nobody_is_asked_twice():
    event = an_event()
    invite(event, **KIM)
    with pytest.raises(KnownAlready):
        invite(event, **KIM)


def test_contacts_are_invited_once_whoever_is_on_the_list_already_hears_nothing():
    event = an_event()
    new, member = a_contact(event.organisation), a_contact(event.organisation)
    a_registration(event, name=member.name, email=member.email)
    assert [each.contact for each in invite_contacts(event, [new, member])] == [new]
    assert invite_contacts(event, [new, member]) == []
    assert kinds() == ["invited"]


def test_who_said_no_is_asked_anew_and_the_same_entry_comes_back():
    event = an_event()
    guest = invite(event, **KIM)
    Message.objects.update(state="sent")
    reply(guest, said="no")
    again = invite_again(fresh(guest))
    assert (again.pk, again.state, again.said, taken(event)) == (guest.pk, "invited", "", 0)
    assert kinds() == ["invited", "cancelled", "invited"]
    first, gone, back = posted()
    assert first.told == gone.told == back.told
    assert (back.method, first.sequence, gone.sequence, back.sequence) == ("REQUEST", 0, 1, 2)
    with pytest.raises(NotCancelled):
        invite_again(fresh(guest))


def test_who_was_taken_off_the_list_is_asked_anew_from_the_contacts_or_by_typing_the_name():
    event = an_event()
    contact = a_contact(event.organisation, name=KIM["name"], email=KIM["email"])
    (guest,) = invite_contacts(event, [contact])
    desk = Desk(event)
    assert "Nodig opnieuw uit" not in desk.get("invite", wie="alle").content.decode()
    Message.objects.update(state="sent")
    cancel(guest, by="desk")
    assert "Nodig opnieuw uit" not in desk.get("invite").content.decode()
    page = desk.get("invite", wie="alle").content.decode()
    asks_again = f"/beheer/{event.slug}/mensen/{guest.pk}/opnieuw-uitnodigen/?wie=alle"
    assert f'form="opnieuw" formaction="{asks_again}"' in page
    desk.post("invite_again", guest.pk)
    Message.objects.update(state="sent")
    cancel(fresh(guest), by="desk")
    desk.post("invite_one", **KIM | {"name": "kim bos"})
    assert (fresh(guest).state, Registration.objects.count()) == ("invited", 1)
    assert kinds() == ["invited", "cancelled"] * 2 + ["invited"]


def test_who_is_taken_off_before_the_invitation_left_never_hears_of_it():
    event = an_event()
    guest = invite(event, **KIM)
    cancel(guest, by="desk")
    assert (posted(), entry_of(guest)) == ([], None)
    assert differences(at=timezone.now()) == []
    invite_again(fresh(guest))
    assert [(mail.kind, mail.sequence, mail.told) for mail in posted()] == [("invited", 0, entry_of(guest))]


def test_a_contact_without_an_address_is_invited_once():
    event = an_event()
    contact = a_contact(event.organisation, email="")
    assert len(invite_contacts(event, [contact])) == 1
    with pytest.raises(KnownAlready):
        invite(event, name=contact.name, role="councillor", contact=contact)


def test_inviting_more_people_costs_each_the_same(django_assert_max_num_queries):
    event = an_event()
    contacts = [a_contact(event.organisation) for _ in range(10)]
    with django_assert_max_num_queries(10 * 14 + 6):
        invite_contacts(event, contacts)


# --- the answer ------------------------------------------------------------------------------------


def test_the_page_asks_and_looking_at_it_changes_nothing(client):
    registration = invite(an_event(), **KIM)
    response = client.get(page(registration))
    assert "Ja, ik kom" in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert fresh(registration).state == "invited"


def test_yes_takes_the_seat_and_sends_no_second_mail(client):
    registration = invite(an_event(), **KIM)
    assert "u komt" in answer(client, registration, "yes").content.decode()
    assert fresh(registration).state == "confirmed"
    assert kinds() == ["invited"]
    assert_seats_add_up(registration.event)


def test_no_takes_the_entry_out_of_the_calendar_and_keeps_the_note(client):
    registration = invite(an_event(), **KIM)
    answer(client, registration, "no", note="Ik ben dan op reis")
    registration = fresh(registration)
    assert (registration.state, registration.note) == ("cancelled", "Ik ben dan op reis")
    assert [mail.method for mail in posted(kind="cancelled")] == ["CANCEL"]


def test_perhaps_stays_a_question_with_the_note_shown_to_who_rings(client):
    registration = invite(an_event(), **KIM)
    response = answer(client, registration, "maybe", note="Hangt van de trein af")
    assert "U zei: misschien" in response.content.decode()
    registration = fresh(registration)
    assert (registration.state, registration.said) == ("invited", "maybe")
    assert list(without_answer(registration.event)) == [registration]
    assert not Registration.objects.invited_unanswered()


def test_when_everything_is_taken_the_page_says_so_and_yes_is_a_place_in_line(client):
    event = an_event(seats=1)
    a_registration(event)
    registration = invite(event, **KIM)
    shown = client.get(page(registration)).content.decode()
    assert "Ja, zet mij op de wachtlijst" in shown
    assert "Er is nu geen plaats voor u." in shown
    answer(client, registration, "yes")
    assert fresh(registration).state == "waiting"
    assert_seats_add_up(event)


def test_an_answer_that_is_none_is_told_so(client):
    registration = invite(an_event(), **KIM)
    assert client.post(page(registration), {"said": "perhaps"}).status_code == 422
    assert fresh(registration).state == "invited"


def test_who_answered_finds_their_own_page_behind_the_invitation(client):
    registration = invite(an_event(), **KIM)
    reply(registration, said="yes")
    assert client.get(page(registration))["Location"].startswith("/mijn/")


def test_a_link_for_another_page_opens_no_invitation(client):
    registration = invite(an_event(), **KIM)
    other = make_token("route", registration.pk, registration.link_version)
    assert client.get(f"/uitnodiging/{other}/").status_code == 404
    Registration.objects.filter(pk=registration.pk).update(link_version=2)
    assert client.get(page(registration)).status_code == 410


# --- who comes, and whom to ring -------------------------------------------------------------------


def test_each_party_has_its_numbers():
    event = an_event()
    for state, party in (
        ("confirmed", "Groen"),
        ("invited", "Groen"),
        ("cancelled", "Stad"),
        ("waiting", "Stad"),
    ):
        a_registration(event, state=state, party=party, source="invited")
    a_registration(event)  # a resident who was not invited
    whole, (green, city) = standing_by_party(event)
    assert (green.party, green.yes, green.unknown) == ("Groen", 1, 1)
    assert (city.party, city.no, city.waiting) == ("Stad", 1, 1)
    assert (whole.yes, whole.waiting, whole.no, whole.unknown) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("outcome", "state"), [("yes", "confirmed"), ("no", "cancelled"), ("again", "invited")]
)
def test_the_desk_clicks_what_somebody_said_on_the_phone(outcome, state):
    registration = invite(an_event(), **KIM)
    Desk(registration.event).post("called", registration.pk, outcome=outcome)
    registration = fresh(registration)
    assert registration.state == state
    assert bool(registration.called_at) == (outcome == "again")


def test_who_was_not_rung_yet_comes_first():
    event = an_event()
    first, second = (invite(event, **KIM | {"name": name, "email": ""}) for name in ("Ab", "Bo"))
    Desk(event).post("called", first.pk, outcome="again")
    assert list(without_answer(event)) == [second, first]


# --- the pages of the desk -------------------------------------------------------------------------


def test_the_desk_sees_who_gets_a_mail_before_anything_is_sent():
    event = an_event()
    contact = a_contact(event.organisation, name="Sam Vos")
    desk = Desk(event)
    assert "Sam Vos" in desk.get("invite", fractie="Groen").content.decode()
    asked = desk.post("invite", id=contact.pk)
    assert "Eén persoon uitnodigen?" in asked.content.decode()
    assert posted() == []
    desk.post("invite", id=contact.pk, send="1")
    assert kinds() == ["invited"]


def test_the_desk_sees_to_which_address_no_mail_goes_before_anything_is_sent():
    event = an_event()
    contacts = [a_contact(event.organisation, name=name, email=f"{name}@x.example") for name in ("ab", "bo")]
    Suppression.objects.create(email="ab@x.example", reason="550 5.1.1")
    shown = Desk(event).post("invite", id=[contact.pk for contact in contacts]).content.decode()
    assert "Naar ab@x.example gaat geen mail" in shown
    assert "Naar bo@x.example" not in shown


def test_nobody_ticked_is_told_so():
    assert Desk(an_event()).post("invite").status_code == 422


def test_a_cohost_invites_its_own_contacts_and_does_not_see_ours():
    event, cohost = an_event(), an_organisation()
    event.cohosts.add(cohost)
    ours, theirs = a_contact(event.organisation), a_contact(cohost)
    desk = Desk(event)
    desk.browser.force_login(a_user(role="planner", organisation=cohost))
    assert theirs.name in desk.get("invite").content.decode()
    assert desk.post("invite", id=ours.pk, send="1").status_code == 422
    assert not Registration.objects.exists()


def test_somebody_who_is_no_contact_is_invited_by_typing_a_name():
    event = an_event()
    assert Desk(event).post("invite_one", **KIM).status_code == 302
    assert Desk(event).post("invite_one", **KIM).status_code == 422
    assert Registration.objects.get().name == "Kim Bos"


PAGES = [
    ("invite", "get", only(May.HANDLE_PEOPLE)),
    ("invite", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("invite_one", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("invite_again", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("called", "post", only(May.HANDLE_PEOPLE, allowed=302)),
]


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may_open_which_page(name, method, expected):
    event = an_event()
    row = [a_registration(event, state="invited").pk] if name in {"called", "invite_again"} else []
    url = reverse(f"signups:{name}", args=[event.slug, *row])
    assert_access(url, method, expected, visitors=visitors_of(event))


def test_every_page_stands_in_the_table():
    assert {pattern.name for pattern in patterns} == {name for name, _method, _expected in PAGES}
