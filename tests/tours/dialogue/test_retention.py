from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import a_draft, a_speaker, a_stop, an_event, an_organisation
from tests.tours.materials.conftest import a_material
from tours.dialogue.retention import erase_due, forget_owner, forget_speaker
from tours.models import Commitment, Event, Group, Material, Report, ReportReview, Stop

pytestmark = pytest.mark.django_db
DAY = date(2018, 6, 29)
KNOWN = {"phone": "0612345678", "needs": "beamer", "proposal": "liever later", "diet": "vegan"}


def days_after(days):
    return datetime(2018, 6, 29, 12, tzinfo=ZoneInfo("Europe/Amsterdam")) + timedelta(days=days)


def promised(event, **fields):
    about = {"text": "Terugkomen", "owner_name": "Bo", "owner_email": "bo@x.example", "ref": "terug"}
    return Commitment.objects.create(event=event, **about | fields)


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def contact_of(speaker):
    stored = fresh(speaker)
    return [stored.email, stored.phone, stored.needs, stored.proposal, stored.diet]


def test_after_ninety_days_a_speaker_is_a_name_in_the_programme():
    speaker = a_speaker(an_event(date=DAY), affiliation="Podium Oost", **KNOWN)
    assert erase_due(at=days_after(89)) == 0
    assert erase_due(at=days_after(90)) == 1
    assert contact_of(speaker) == [""] * 5
    stored = fresh(speaker)
    assert (stored.name, stored.affiliation) == (speaker.name, "Podium Oost")
    assert stored.link_version == speaker.link_version + 1
    assert erase_due(at=days_after(90)) == 0


def test_the_term_begins_after_the_last_event_that_follows_or_the_report():
    event = an_event(date=DAY)
    speaker = a_speaker(event)
    Report.objects.create(event=event, state="published", published_at=days_after(20))
    assert erase_due(at=days_after(109)) == 0
    an_event(date=DAY + timedelta(days=30), follows=event)
    assert erase_due(at=days_after(119)) == 0
    erase_due(at=days_after(120))
    assert contact_of(speaker) == [""] * 5


def test_the_organisation_sets_the_term():
    a_speaker(an_event(date=DAY, organisation=an_organisation(keep_contributors_days=10)))
    assert erase_due(at=days_after(9)) == 0
    assert erase_due(at=days_after(10)) == 1


def test_of_an_event_that_was_never_published_the_name_goes_too():
    speaker = a_speaker(a_draft(date=DAY), affiliation="Podium Oost")
    erase_due(at=days_after(90))
    stored = fresh(speaker)
    assert (stored.name, stored.affiliation, stored.email) == ("—", "", "")
    assert erase_due(at=days_after(90)) == 0


def test_a_draft_without_a_date_is_over_a_year_after_it_was_made():
    event = a_draft(date=None)
    Event.objects.update(created_at=days_after(0))
    speaker = a_speaker(event)
    assert erase_due(at=days_after(365 + 89)) == 0
    erase_due(at=days_after(365 + 90))
    assert fresh(speaker).name == "—"


def test_contact_persons_and_guides_are_forgotten():
    event = an_event(date=DAY)
    stop = a_stop(event, contact_name="Ans", contact_phone="0612345678", contact_email="ans@x.example")
    Group.objects.filter(event=event).update(guide_name="Gijs", guide_phone="0612345678")
    erase_due(at=days_after(90))
    stop, group = Stop.objects.get(pk=stop.pk), Group.objects.get(event=event)
    assert [stop.contact_name, stop.contact_phone, stop.contact_email] == [""] * 3
    assert [group.guide_name, group.guide_phone] == ["", ""]


def test_who_promised_something_is_known_until_after_the_day_that_was_promised():
    promise = promised(an_event(date=DAY), due_date=DAY + timedelta(days=60))
    assert erase_due(at=days_after(149)) == 0
    assert erase_due(at=days_after(150)) == 1
    stored = fresh(promise)
    assert (stored.text, stored.owner_name, stored.owner_email) == ("Terugkomen", "—", "")
    assert stored.link_version == promise.link_version + 1
    assert erase_due(at=days_after(150)) == 0


@pytest.mark.parametrize("public", [{"owner_agreed_at": days_after(1)}, {"owner_is_organisation": True}])
def test_a_name_that_may_be_public_stays_with_what_was_promised(public):
    promise = promised(an_event(date=DAY), **public)
    erase_due(at=days_after(90))
    stored = fresh(promise)
    assert (stored.owner_name, stored.owner_email, stored.name_is_public) == ("Bo", "", True)
    assert erase_due(at=days_after(90)) == 0


def test_what_a_speaker_said_of_the_draft_report_goes_with_them():
    event = an_event(date=DAY)
    report = Report.objects.create(event=event)
    ReportReview.objects.create(report=report, speaker=a_speaker(event), state="remarks", remarks="Bel mij")
    erase_due(at=days_after(90))
    assert ReportReview.objects.get().remarks == ""


def test_an_event_with_an_absurd_date_keeps_nobody_else_longer(caplog):
    absurd = an_event(date=DAY)
    a_speaker(absurd)
    an_event(date=date(9999, 12, 1), follows=absurd)
    other = a_speaker(an_event(date=DAY))
    assert erase_due(at=days_after(90)) == 1
    assert contact_of(other) == [""] * 5
    assert absurd.slug in caplog.text


@pytest.mark.parametrize("events", [1, 3])
def test_as_many_statements_for_one_event_as_for_three(events, django_assert_num_queries):
    for _ in range(events):
        event = an_event(date=DAY)
        a_speaker(event)
        promised(event)
    with django_assert_num_queries(12):
        assert erase_due(at=days_after(90)) == 2 * events


def test_a_speaker_who_wants_to_be_forgotten_does_not_come_and_takes_the_files_along():
    speaker = a_speaker(an_event(), state="confirmed", **KNOWN)
    a_material(speaker.event, speaker=speaker)
    forget_speaker(speaker)
    assert contact_of(speaker) == [""] * 5
    assert fresh(speaker).state == "declined"
    assert not Material.objects.exists()


def test_of_who_promised_something_and_wants_to_be_forgotten_only_the_promise_stays():
    promise = promised(an_event(), owner_agreed_at=days_after(1))
    forget_owner(promise)
    stored = fresh(promise)
    assert (stored.text, stored.owner_name, stored.owner_email) == ("Terugkomen", "—", "")
    assert not stored.name_is_public
