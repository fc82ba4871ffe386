import pytest
import time_machine
from django.urls import reverse

from tests.access import May, assert_access, only, visitors_of
from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    a_venue,
    an_event,
    an_organisation,
    in_days,
)
from tours.models import Event, Membership, Report, Venue

pytestmark = pytest.mark.django_db

PAGES = [
    ("event", "get", only(May.SEE)),
    ("settings", "get", only(May.PLAN)),
    ("copy", "get", only(May.PLAN)),
    ("close", "get", only(May.PLAN)),
    ("reopen", "get", only(May.PLAN)),
    ("delete", "get", only(May.PLAN)),
    ("export", "get", only(May.PLAN)),
    ("settings", "post", only(May.PLAN, allowed=422)),
    ("copy", "post", only(May.PLAN, allowed=422)),
    ("cohosts", "post", only(May.PLAN, allowed=422, cohosts=False)),
    ("close", "post", only(May.PLAN, allowed=302)),
    ("reopen", "post", only(May.PLAN, allowed=302)),
    ("delete", "post", only(May.PLAN, allowed=302)),
]


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may(name, method, expected):
    event = a_draft()
    assert_access(url(name, event), method, expected, visitors=visitors_of(event))


def test_who_may_begin_an_event():
    organisation = an_organisation()
    expected = only(May.PLAN) | {
        "foreign": 200,
        "cohost_planner": 200,
    }  # they have an organisation of their own
    assert_access(reverse("lifecycle:new"), "get", expected, visitors=visitors_of(organisation))


def url(name, event):
    return reverse(f"lifecycle:{name}", args=[event.slug])


def stored(event):
    return Event.objects.get(pk=event.pk)


@pytest.fixture
def clerk(client):
    client.user = a_user(role="planner")
    client.organisation = client.user.memberships.get().organisation
    client.force_login(client.user)
    return client


def test_a_title_begins_a_draft_and_leads_to_its_overview(clerk):
    response = clerk.post(reverse("lifecycle:new"), {"kind": "meeting", "title": "RIB Wonen", "date": ""})
    event = Event.objects.get()
    assert response.url == url("event", event)
    assert (event.kind, event.title, event.date, event.organisation) == (
        "meeting",
        "RIB Wonen",
        None,
        clerk.organisation,
    )


def test_without_a_title_nothing_begins_and_the_date_stays(clerk):
    response = clerk.post(reverse("lifecycle:new"), {"kind": "tour", "title": " ", "date": "2026-11-06"})
    assert response.status_code == 422
    assert "2026-11-06" in response.text
    assert not Event.objects.exists()


def test_who_plans_for_several_organisations_says_for_which(clerk):
    other = an_organisation(name="Buurtpact")
    Membership.objects.create(user=clerk.user, organisation=other, role="owner")
    foreign = an_organisation()
    form = {"kind": "tour", "title": "Toer", "organisation": foreign.slug}
    assert clerk.post(reverse("lifecycle:new"), form).status_code == 422
    clerk.post(reverse("lifecycle:new"), form | {"organisation": other.slug})
    assert Event.objects.get().organisation == other


def form_of(clerk, event):
    """The settings page as a browser would send it back."""
    form = clerk.get(url("settings", event)).context["form"]
    values = {field.html_name: field.field.widget.format_value(field.value()) for field in form}
    ticked = {field.html_name: "on" for field in form if field.value() is True}
    return {name: value for name, value in values.items() if value not in (None, True, False, "")} | ticked


def test_what_the_settings_page_shows_can_be_sent_back_unchanged(clerk):
    event = a_draft(organisation=clerk.organisation, kind="meeting", reminder_offsets=["7d", "1d", "5h"])
    before = Event.objects.values().get(pk=event.pk)
    assert clerk.post(url("settings", event), form_of(clerk, event)).status_code == 302
    assert Event.objects.values().get(pk=event.pk) == before | {"version": 2}


def test_the_line_ends_of_a_browser_are_no_change(clerk):
    event = an_event(organisation=clerk.organisation, description="Een\n\nTwee", meeting_point=None)
    form = form_of(clerk, event) | {"description": "Een\r\n\r\nTwee"}
    clerk.post(url("settings", event), form)
    assert stored(event).description == "Een\n\nTwee"
    assert "Uw wijzigingen staan nog niet op de website" not in steps_of(clerk, event)
    clash = clerk.post(url("settings", event), form | {"title": "Anders"}).context["form"].clashes
    assert [each.label for each in clash] == ["Titel"]


def test_settings_are_stored_as_they_were_typed(clerk):
    event = a_draft(organisation=clerk.organisation, kind="meeting")
    place = a_venue(event)
    form = form_of(clerk, event) | {
        "title": "RIB Wonen",
        "start_min": "19:30",
        "end_min": "00:00",
        "meeting_point": place.pk,
        "setters": "A. de Wit (Stadspartij)\nB. Kok, Groen Plein\nC. Maas",
        "reminders": ["1d"],
        "own_reminders": "10 dagen, 3 uur",
        "registration_closes_at": "2026-09-15T12:00",
    }
    assert clerk.post(url("settings", event), form).status_code == 302
    event = stored(event)
    assert (event.title, event.start_min, event.end_min, event.meeting_point) == (
        "RIB Wonen",
        1170,
        1440,
        place,
    )
    assert event.reminder_offsets == ["10d", "1d", "3h"]
    assert [str(who) for who in event.agenda_setters.all()] == [
        "A. de Wit (Stadspartij)",
        "B. Kok (Groen Plein)",
        "C. Maas",
    ]
    assert event.registration_closes_at.isoformat() == "2026-09-15T10:00:00+00:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "a\x00b"),
        ("date", "29-02-2027x"),
        ("start_min", "25:00"),
        ("end_min", "08:00"),
        ("own_reminders", "volgende week"),
        ("own_reminders", "400 dagen"),
        ("companions_allowed", "9"),
        ("conference_url", "javascript:alert(1)"),
        ("registration_opens_at", "2027-03-28T02:30"),
        ("start_min", "02:30"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(clerk, field, value):
    event = a_draft(organisation=clerk.organisation, date="2027-03-28", start_min=None, end_min=None)
    form = form_of(clerk, event) | {"audience": "Voor iedereen", "start_min": "09:00", field: value}
    response = clerk.post(url("settings", event), form)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Voor iedereen" in response.text
    assert stored(event).version == 1


def test_the_second_of_two_tabs_is_told_and_loses_nothing(clerk):
    event = a_draft(organisation=clerk.organisation, title="Toer")
    first, second = form_of(clerk, event), form_of(clerk, event)
    clerk.post(url("settings", event), first | {"title": "Toer West", "start_min": "08:00"})
    response = clerk.post(url("settings", event), second | {"title": "Toer Zuid"})
    assert response.status_code == 422
    assert all(text in response.text for text in ("Toer West", "Toer Zuid", "8.00"))
    assert stored(event).title == "Toer West"
    again = second | {"title": "Toer Zuid", "version": response.context["form"]["version"].value()}
    assert clerk.post(url("settings", event), again).status_code == 302
    assert stored(event).title == "Toer Zuid"


def test_days_and_moments_that_clash_are_said_as_people_say_them(clerk):
    event = a_draft(organisation=clerk.organisation)
    first, second = form_of(clerk, event), form_of(clerk, event)
    clerk.post(
        url("settings", event),
        first | {"date": "2027-02-11", "registration_closes_at": "2027-02-09T12:00"},
    )
    clashes = clerk.post(url("settings", event), second | {"date": ""}).context["form"].clashes
    assert [each.stored for each in clashes] == [
        "donderdag 11 februari 2027",
        "dinsdag 9 februari 2027, 12.00",
    ]


def test_what_was_not_chosen_is_said_in_words(clerk):
    page = clerk.get(url("settings", a_draft(organisation=clerk.organisation))).text
    assert all(words in page for words in ("Nog niet bekend", "Nergens op"))
    assert "-----" not in page


def test_a_tour_is_not_asked_about_a_council_meeting(clerk):
    tour, meeting = (a_draft(organisation=clerk.organisation, kind=kind) for kind in ("tour", "meeting"))
    assert "alderman" not in clerk.get(url("settings", tour)).context["form"].fields
    assert "alderman" in clerk.get(url("settings", meeting)).context["form"].fields


def test_places_and_events_of_others_are_not_offered(clerk):
    event = a_draft(organisation=clerk.organisation)
    foreign_place, foreign_event = a_venue(an_organisation()), a_draft()
    form = form_of(clerk, event)
    for field, value in (
        ("meeting_point", foreign_place.pk),
        ("follows", foreign_event.pk),
        ("follows", event.pk),
    ):
        assert clerk.post(url("settings", event), form | {field: value}).status_code == 422
    assert Venue.objects.count() == 1


def test_a_published_event_cannot_lose_its_date(clerk):
    event = an_event(organisation=clerk.organisation)
    response = clerk.post(url("settings", event), form_of(clerk, event) | {"date": ""})
    assert "date" in response.context["form"].errors


def test_copying_leads_to_the_copy(clerk):
    event = an_event(organisation=clerk.organisation, title="Toer")
    response = clerk.post(url("copy", event), {"title": "Toer", "date": "2026-11-06"})
    assert response.url == reverse("lifecycle:event", args=["toer-2026-11-06"])


def test_deleting_asks_first(clerk, settings):
    event = a_draft(organisation=clerk.organisation)
    assert clerk.get(url("delete", event)).status_code == 200
    assert Event.objects.exists()
    assert clerk.post(url("delete", event)).status_code == 302
    assert not Event.objects.exists()


def test_what_people_know_of_is_not_deleted_and_the_page_says_why(clerk):
    event = a_draft(organisation=clerk.organisation)
    a_speaker(event, state="invited", name="Noor Bakker")
    response = clerk.post(url("delete", event), follow=True)
    assert "Noor Bakker" in response.text
    assert Event.objects.exists()


def test_closing_and_reopening_after_the_day(clerk):
    event = an_event(organisation=clerk.organisation, date=in_days(1))
    assert "voorbij" in clerk.post(url("close", event), follow=True).text
    with time_machine.travel(in_days(2), tick=False):
        clerk.force_login(clerk.user)
        clerk.post(url("close", event))
        assert stored(event).state == "closed"
        clerk.post(url("reopen", event))
    assert stored(event).state == "published"


@pytest.mark.parametrize(("state", "said"), [("draft", True), ("published", False)])
def test_closing_says_that_the_mail_waits_for_a_report_in_the_making(clerk, state, said):
    event = an_event(organisation=clerk.organisation)
    Report.objects.create(event=event, body="Het was goed.", state=state)
    assert ("De mail wacht tot u het publiceert" in clerk.get(url("close", event)).text) is said


def test_the_export_is_a_file_for_planners(clerk):
    event = a_draft(organisation=clerk.organisation, slug="toer")
    response = clerk.get(url("export", event))
    assert 'filename="toer.yaml"' in response["Content-Disposition"]
    assert "slug: toer" in response.text


def steps_of(client, event):
    return [step.title for step in client.get(url("event", event)).context["steps"]]


def test_the_overview_says_what_to_do_next_from_title_to_report(clerk):
    event = a_draft(organisation=clerk.organisation, date=None, seats=None)
    assert steps_of(clerk, event)[:3] == [
        "Kies een datum",
        "Of vraag eerst wie wanneer kan",
        "Kies een verzamelpunt",
    ]
    Event.objects.update(date=in_days(9), meeting_point=a_venue(event))
    assert steps_of(clerk, event)[:2] == ["U kunt publiceren", "Zet de haltes in het programma"]
    a_speaker(event, talk=a_talk(a_stop(event)))
    assert "Vul de tijden in" in steps_of(clerk, event)
    assert "Eén spreker is nog niet gevraagd" in steps_of(clerk, event)


def test_the_overview_warns_when_a_speaker_declined_and_when_drafts_differ(clerk):
    event = an_event(organisation=clerk.organisation, programme_complete=True)
    a_speaker(event, talk=a_talk(a_stop(event, at=600)), state="declined")
    assert steps_of(clerk, event)[:2] == [
        "Eén spreker kan niet komen",
        "Uw wijzigingen staan nog niet op de website",
    ]


def test_after_the_day_the_overview_asks_for_what_came_of_it(clerk):
    event = an_event(organisation=clerk.organisation, date=in_days(-2))
    assert steps_of(clerk, event) == ["Schrijf op wat eruit kwam", "Sluit de bijeenkomst af"]


@pytest.mark.parametrize("size", [1, 3])
def test_the_overview_costs_the_same_for_any_size(clerk, django_assert_num_queries, size):
    event = an_event(organisation=clerk.organisation, programme_complete=True)
    for number in range(size):
        a_speaker(event, talk=a_talk(a_stop(event, at=600 + 60 * number, venue=a_venue(event))))
        a_registration(event)
        event.cohosts.add(an_organisation())
    with django_assert_num_queries(23):
        clerk.get(url("event", event))


def test_what_was_chosen_stays_for_a_cohost_who_cannot_see_it(clerk):
    """The event that this follows is of the owner alone; the place is of an organisation that left."""
    owner = an_organisation()
    place, before = a_venue(an_organisation()), an_event(organisation=owner)
    event = a_draft(organisation=owner, follows=before, meeting_point=place)
    event.cohosts.add(clerk.organisation)
    fields = clerk.get(url("settings", event)).context["form"].fields
    assert list(fields["follows"].queryset) == [before]
    assert list(fields["meeting_point"].queryset) == [place]


@pytest.mark.parametrize("day", ["0001-01-01", "0206-05-01", "9999-12-31"])
def test_a_day_that_nobody_can_count_from_is_refused(clerk, day):
    event = a_draft(organisation=clerk.organisation)
    for name in ("date", "registration_opens_at", "registration_closes_at"):
        form = clerk.post(url("settings", event), {name: day}).context["form"]
        assert name in form.errors
    assert "date" in clerk.post(url("copy", event), {"title": "Nog eens", "date": day}).context["form"].errors
    assert (
        clerk.post(reverse("lifecycle:new"), {"kind": "tour", "title": "T", "date": day}).status_code == 422
    )


def test_a_follow_up_begins_as_the_follow_up_of_what_led_to_it(clerk):
    tour = an_event(organisation=clerk.organisation, title="Toer langs Oost")
    begin = f"{reverse('lifecycle:new')}?vervolg={tour.slug}"
    page = clerk.get(begin)
    assert page.context["form"]["kind"].value() == "meeting"
    assert "Dit wordt het vervolg op ‘Toer langs Oost’." in page.text
    clerk.post(begin, {"kind": "meeting", "title": "Avond", "date": str(in_days(60))})
    assert Event.objects.get(title="Avond").follows == tour


def test_nothing_follows_from_an_event_that_one_cannot_see(clerk):
    begin = f"{reverse('lifecycle:new')}?vervolg={an_event().slug}"
    assert clerk.get(begin).status_code == 404
    assert clerk.post(begin, {"kind": "tour", "title": "Avond", "date": ""}).status_code == 404
    assert not Event.objects.filter(title="Avond").exists()
