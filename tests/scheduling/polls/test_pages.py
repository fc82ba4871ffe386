"""The organiser's pages about a date poll."""

import pytest
from django.urls import reverse

from scheduling.models import Invitee, Option, Poll, Quorum
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_closed_day, a_draft, a_poll, a_user, an_event, an_invitee, in_days
from tours.models import Contact, Event

pytestmark = pytest.mark.django_db

PAGES = [
    ("poll", "get", only(May.SEE)),
    ("start", "post", only(May.PLAN, allowed=302)),
    ("settings", "post", only(May.PLAN, allowed=422)),
    ("option_new", "post", only(May.PLAN, allowed=422)),
    ("quorum", "get", only(May.PLAN)),
    ("quorum", "post", only(May.PLAN, allowed=302)),
    ("open", "get", only(May.PLAN)),
    ("open", "post", only(May.PLAN, allowed=302)),
    ("withdraw", "get", only(May.PLAN)),
    ("withdraw", "post", only(May.PLAN, allowed=302)),
    ("invitee_new", "get", only(May.PLAN)),
    ("invitee_new", "post", only(May.PLAN, allowed=422)),
    ("invitees_paste", "get", only(May.PLAN)),
    ("invitees_paste", "post", only(May.PLAN, allowed=422)),
    ("invitees_pick", "get", only(May.PLAN)),
    ("invitees_pick", "post", only(May.PLAN, allowed=422)),
]
ROWS = [
    ("option_delete", "get", only(May.PLAN)),
    ("option_delete", "post", only(May.PLAN, allowed=302)),
    ("choose", "get", only(May.PLAN)),
    ("choose", "post", only(May.PLAN, allowed=302)),
    ("invitee", "get", only(May.HANDLE_PEOPLE)),
    ("invitee", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("invitee_change", "get", only(May.PLAN)),
    ("invitee_change", "post", only(May.PLAN, allowed=422)),
    ("invitee_remove", "get", only(May.PLAN)),
    ("invitee_remove", "post", only(May.PLAN, allowed=302)),
]


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may(name, method, expected):
    poll = a_poll(a_draft())
    url = reverse(f"polls:{name}", args=[poll.event.slug])
    assert_access(url, method, expected, visitors=visitors_of(poll.event))


@pytest.mark.parametrize(("name", "method", "expected"), ROWS)
def test_who_may_with_one_of_its_rows(name, method, expected):
    poll = a_poll(a_draft(date=None), state="open")
    row = poll.invitees.get() if name.startswith("invitee") else poll.options.first()
    url = reverse(f"polls:{name}", args=[poll.event.slug, row.pk])
    assert_access(url, method, expected, visitors=visitors_of(poll.event))


@pytest.fixture
def clerk(client):
    user = a_user(role="planner")
    client.force_login(user)
    client.organisation = user.memberships.get().organisation
    return client


@pytest.fixture
def event(clerk):
    return a_draft(date=None, organisation=clerk.organisation)


def send(clerk, event, view, *args, follow=True, **data):
    return clerk.post(reverse(f"polls:{view}", args=[event.slug, *args]), data, follow=follow)


def page(clerk, event, name="poll", *args):
    return clerk.get(reverse(f"polls:{name}", args=[event.slug, *args])).content.decode()


def test_a_poll_from_nothing_to_the_date_of_the_event(clerk, event):
    send(clerk, event, "start")
    send(clerk, event, "option_new", date=in_days(20).isoformat(), start_min="9.30", end_min="12:00")
    send(clerk, event, "option_new", date=in_days(21).isoformat())
    send(
        clerk, event, "invitee_new", name="Sam", email="Sam@voorbeeld.example", role="councillor", party="SP"
    )
    send(clerk, event, "settings", answer_by=in_days(7).isoformat(), note="Komt u mee?")
    assert "Eén persoon krijgt nu een mail." in send(clerk, event, "open").content.decode()
    option, who = Option.objects.first(), Invitee.objects.get()
    send(clerk, event, "invitee", who.pk, **{f"dag_{each.pk}": "yes" for each in Option.objects.all()})
    send(clerk, event, "choose", option.pk)
    event.refresh_from_db()
    assert (event.date, event.start_min, event.end_min) == (in_days(20), 570, 720)
    assert Poll.objects.get().state == "chosen"


def test_before_there_is_a_poll_the_page_offers_to_begin(clerk, event):
    assert "Begin een datumprikker" in page(clerk, event)


def test_of_a_published_event_the_page_says_where_the_date_is_changed(clerk):
    event = an_event(organisation=clerk.organisation)
    assert "Verander de datum bij Gegevens" in page(clerk, event)


def test_the_ranking_stands_with_its_reasons_and_the_grid(clerk, event):
    poll = a_poll(event, state="open", people=0)
    a_closed_day(clerk.organisation, first=in_days(40), reason="Kerstreces")
    an_invitee(poll, name="Esra", says=("yes", "maybe"), remark="Na tienen")
    text = page(clerk, event)
    assert text.index("Beste") < text.index("Kerstreces.")
    assert "Na tienen" in text
    assert "1 van de 1 antwoordden" in text


def test_what_is_wrong_with_a_day_stands_at_its_field_and_stays_typed(clerk, event):
    a_poll(event)
    answer = send(clerk, event, "option_new", follow=False, date=in_days(-3).isoformat(), start_min="10:00")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Deze dag is al geweest." in text
    assert 'value="10:00"' in text


def test_the_day_to_answer_by_must_come(clerk, event):
    a_poll(event)
    answer = send(clerk, event, "settings", follow=False, answer_by=in_days(-1).isoformat(), note="Hallo")
    assert answer.status_code == 422
    assert "Kies een dag die nog komt." in answer.content.decode()


def test_a_list_from_a_spreadsheet_is_shown_first_and_then_invited(clerk, event):
    poll = a_poll(event, people=0)
    an_invitee(poll, name="Sam", email="sam@voorbeeld.example")
    rows = "Naam\tFractie\tE-mail\nSam\tSP\tsam@voorbeeld.example\nKim\tD66\tkim@voorbeeld.example"
    assert "2 personen gelezen" in send(clerk, event, "invitees_paste", text=rows).content.decode()
    assert poll.invitees.count() == 1
    answer = send(clerk, event, "invitees_paste", text=rows, seen="1")
    assert "Eén genodigde erbij." in answer.content.decode()
    assert list(poll.invitees.values_list("name", "party")) == [("Kim", "D66"), ("Sam", "")]


def test_as_what_somebody_is_asked_stands_there_before_they_are(clerk, event):
    a_poll(event, people=0)
    rows = "Naam\tFractie\tRol\nSam\t\tbewoner\nKim\tD66\t"
    shown = send(clerk, event, "invitees_paste", text=rows).content.decode()
    assert "<strong>Sam</strong> Bewoner <" in shown
    assert "<strong>Kim</strong> Raadslid, D66 <" in shown


def test_a_row_that_is_wrong_invites_nobody(clerk, event):
    a_poll(event, people=0)
    answer = send(clerk, event, "invitees_paste", text="Naam\tE-mail\nKim\tgeen adres", seen="1")
    assert answer.status_code == 422
    assert not Invitee.objects.exists()


def test_contacts_are_picked_and_those_who_are_asked_are_left_out(clerk, event):
    poll = a_poll(event, people=0)
    known = Contact.objects.create(
        organisation=clerk.organisation, name="Sam", email="sam@voorbeeld.example", party="SP"
    )
    Contact.objects.create(organisation=clerk.organisation, name="Kim")
    stranger = Contact.objects.create(organisation=a_draft().organisation, name="Vreemd")
    send(clerk, event, "invitees_pick", contacts=[known.pk])
    assert send(clerk, event, "invitees_pick", contacts=[stranger.pk], follow=False).status_code == 422
    assert [(who.name, who.party) for who in poll.invitees.all()] == [("Sam", "SP")]
    text = page(clerk, event, "invitees_pick")
    assert "Kim" in text
    assert "Sam" not in text.partition("<tbody>")[2]


def test_somebody_who_is_asked_already_is_not_asked_again(clerk, event):
    poll = a_poll(event, people=0)
    an_invitee(poll, name="Sam", email="sam@voorbeeld.example")
    answer = send(clerk, event, "invitee_new", name="Sam", email="sam@voorbeeld.example", role="councillor")
    assert answer.status_code == 422
    assert "Sam staat al bij de genodigden." in answer.content.decode()


def test_how_many_are_needed_is_asked_per_role_and_party_that_was_invited(clerk, event):
    poll = a_poll(event, people=0)
    an_invitee(poll, party="SP")
    text = page(clerk, event, "quorum")
    assert "Raadslid" in text
    assert "Wethouder" not in text
    send(clerk, event, "quorum", minimum_0="2", minimum_1="", minimum_2="1")
    needed = {(each.attribute, each.value): each.minimum for each in Quorum.objects.all()}
    assert needed == {("", ""): 2, ("party", "SP"): 1}


def test_more_people_than_were_invited_are_needed_only_with_a_word_about_it(clerk, event):
    poll = a_poll(event, people=0)
    an_invitee(poll, party="SP")
    said = "U vraagt meer mensen dan er genodigd zijn: SP."
    answer = send(clerk, event, "quorum", minimum_0="1", minimum_1="", minimum_2="2").content.decode()
    assert said in answer
    assert said not in send(clerk, event, "quorum", minimum_0="1", minimum_2="1").content.decode()


def test_before_anybody_was_invited_there_is_no_number_to_choose(clerk, event):
    a_poll(event, people=0)
    text = page(clerk, event, "quorum")
    assert "Er is nog niemand genodigd." in text
    assert "Opslaan" not in text


@pytest.mark.parametrize(("state", "said"), [("draft", False), ("open", True)])
def test_how_many_are_missing_stands_there_once_people_were_asked(clerk, event, state, said):
    poll = a_poll(event, state=state)
    Quorum.objects.create(poll=poll, attribute="", value="", minimum=9)
    assert ("0 van de 9 die nodig zijn" in page(clerk, event)) == said


def test_a_forbidden_day_is_named_before_it_is_asked(clerk, event):
    a_poll(event)
    a_closed_day(clerk.organisation, first=in_days(40), reason="Kerstreces")
    assert page(clerk, event, "open").count("<b>Kan niet:</b> Kerstreces") == 1


def test_a_forbidden_day_asks_once_more(clerk, event):
    poll = a_poll(event, state="open")
    a_closed_day(clerk.organisation, first=in_days(40), reason="Kerstreces")
    option = poll.options.first()
    answer = send(clerk, event, "choose", option.pk, follow=False)
    assert answer.status_code == 422
    assert "Ik kies deze dag toch" in answer.content.decode()
    send(clerk, event, "choose", option.pk, despite="on")
    assert Event.objects.get(pk=event.pk).date == in_days(40)


def test_who_cannot_come_is_named_before_the_day_is_chosen(clerk, event):
    poll = a_poll(event, state="open", people=0)
    an_invitee(poll, name="Esra", says=("no", "yes"))
    assert "Deze mensen kunnen dan niet: Esra." in page(clerk, event, "choose", poll.options.first().pk)


def test_the_link_of_somebody_without_an_address_can_be_passed_on(clerk, event):
    who = a_poll(event, state="open").invitees.get()
    assert f"/peiling/{who.pk}.1." in page(clerk, event, "invitee", who.pk)


def test_a_day_and_a_person_can_be_taken_off(clerk, event):
    poll = a_poll(event, days=(40, 41, 42))
    send(clerk, event, "option_delete", poll.options.first().pk)
    send(clerk, event, "invitee_remove", poll.invitees.get().pk)
    assert (poll.options.count(), poll.invitees.count()) == (2, 0)


def test_before_a_person_is_taken_off_the_page_says_that_an_answer_goes_too(clerk, event):
    poll = a_poll(event, state="open", people=0)
    who = an_invitee(poll, name="Esra", says=("yes", "no"))
    assert "Dat antwoord verdwijnt" in page(clerk, event, "invitee_remove", who.pk)
    assert poll.invitees.get().answers.count() == 2


@pytest.mark.parametrize("name", ["option_delete", "choose"])
def test_of_two_times_on_one_day_the_page_says_which_it_is_about(clerk, event, name):
    poll = a_poll(event, state="open")
    evening = Option.objects.create(poll=poll, date=in_days(40), start_min=1170, end_min=1320)
    heading = page(clerk, event, name, evening.pk).partition("<h2")[2].partition("</h2")[0]
    assert "19.30 tot 22.00 uur" in heading


def test_asking_keeps_what_was_typed_in_the_form_below(clerk, event):
    poll = a_poll(event)
    answer = send(clerk, event, "settings", answer_by=in_days(20).isoformat(), note="Kom!", ask="")
    assert answer.redirect_chain[0][0] == reverse("polls:open", args=[event.slug])
    poll.refresh_from_db()
    assert (poll.answer_by, poll.note) == (in_days(20), "Kom!")


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [({"people": 0}, "Nodig eerst iemand uit."), ({"days": (40,)}, "minstens twee dagen")],
)
def test_nobody_is_led_to_asking_before_all_is_there(clerk, event, lacks, sentence):
    a_poll(event, **lacks)
    answer = clerk.get(reverse("polls:open", args=[event.slug]), follow=True)
    assert answer.redirect_chain
    assert sentence in answer.content.decode()


def test_where_nobody_has_an_address_nobody_is_said_to_get_mail(clerk, event):
    poll = a_poll(event, people=0)
    an_invitee(poll, email="")
    assert "Niemand krijgt een mail." in page(clerk, event, "open")
    assert "De datumprikker loopt." in send(clerk, event, "open").content.decode()


def test_no_day_is_put_forward_before_anybody_answered(clerk, event):
    poll = a_poll(event, state="open")
    best = f"Kies {poll.options.first().date.day} "
    assert best not in page(clerk, event, "poll")
    an_invitee(poll, says=("yes", "no"))
    assert best in page(clerk, event, "poll")


def test_stopping_keeps_the_answers_in_sight(clerk, event):
    poll = a_poll(event, state="open", people=0)
    an_invitee(poll, name="Esra", says=("yes", "no"))
    text = send(clerk, event, "withdraw").content.decode()
    assert "Gestopt" in text
    assert "Esra" in text


def test_before_stopping_stands_who_gets_mail_and_a_reason_that_is_too_long_comes_back(clerk, event):
    a_poll(event, state="open")
    url = reverse("polls:withdraw", args=[event.slug])
    assert "krijgt één mail" in clerk.get(url).content.decode()
    answer = clerk.post(url, {"reason": "x" * 601})
    assert answer.status_code == 422
    assert "x" * 601 in answer.content.decode()
    assert Poll.objects.get().state == "open"


@pytest.mark.parametrize("people", [1, 3, 12])
def test_the_page_costs_the_same_for_any_number_of_people(clerk, event, people, django_assert_num_queries):
    poll = a_poll(event, state="open", people=0)
    for _person in range(people):
        an_invitee(poll, says=("yes", "no"))
    with django_assert_num_queries(17):
        page(clerk, event)


def test_who_is_asked_is_asked_in_the_language_that_was_chosen(clerk, event):
    poll = a_poll(event, people=0)
    contact = {"organisation": clerk.organisation, "name": "Ab", "email": "ab@x.example", "language": "en"}
    send(clerk, event, "invitees_pick", contacts=[Contact.objects.create(**contact).pk])
    send(clerk, event, "invitee_new", name="Bo", email="bo@x.example", role="councillor", language="en")
    send(clerk, event, "invitees_paste", text="Naam\tE-mail\tTaal\nCas\tcas@x.example\tEngels", seen="1")
    assert set(poll.invitees.values_list("name", "language")) == {("Ab", "en"), ("Bo", "en"), ("Cas", "en")}
