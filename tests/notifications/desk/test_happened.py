"""What happened since yesterday, in sentences."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.desk.happened import by_event, happened, since_yesterday
from tests.builders import a_message, a_registration, a_speaker, in_days
from tests.notifications.desk.desk import a_plan, a_published_plan, organiser_of
from tours.dialogue.models import Report, ReportReview
from tours.materials.models import Material, MaterialVersion
from tours.models import Event, Registration

pytestmark = pytest.mark.django_db


def news(event):
    return [one.sentence for one in happened(organiser_of(event), at=timezone.now())]


def test_sign_ups_are_counted_by_role():
    event = a_published_plan()
    a_registration(event, role="councillor")
    a_registration(event, role="councillor")
    a_registration(event)
    assert news(event) == ["3 aanmeldingen: 2 raadsleden, 1 bewoner"]


def test_one_sign_up_is_one_sentence():
    event = a_published_plan()
    a_registration(event, role="press")
    assert news(event) == ["Eén aanmelding: pers"]


def test_the_day_before_yesterday_is_over():
    event = a_published_plan()
    a_registration(event)
    Registration.objects.update(created_at=since_yesterday(timezone.now()) - timedelta(seconds=1))
    assert news(event) == []


def test_who_cancels_is_named_unless_the_organiser_did_it():
    event = a_published_plan()
    went, removed = a_registration(event, name="Dirk"), a_registration(event, name="Eva")
    Registration.objects.update(created_at=timezone.now() - timedelta(days=5))
    a_message(went, kind="cancelled", facts={"by": "self"})
    a_message(removed, kind="cancelled", facts={"by": "desk"})
    assert news(event) == ["Dirk komt niet meer"]


def test_what_speakers_answered_is_told_with_their_words():
    event = a_published_plan()
    a_speaker(event, name="Hans", state="declined", answered_at=timezone.now(), proposal="Wel\nop dinsdag")
    assert news(event) == ["Hans komt niet: ‘Wel op dinsdag’"]


def test_who_simply_comes_is_told_together():
    event = a_published_plan()
    for name in ("Anja", "Bram", "Cora", "Dirk"):
        a_speaker(event, name=name, state="confirmed", answered_at=timezone.now())
    assert news(event) == ["Dirk, Cora, Bram en één ander komen spreken"]


def test_what_happened_is_told_per_event_the_nearest_first():
    far = a_published_plan(days=30)
    near = a_published_plan(days=3, organisation=far.organisation)
    for event in (far, near, far):
        a_registration(event)
    told = by_event(happened(organiser_of(far), at=timezone.now()), today=timezone.localdate())
    assert [(event, len(sentences)) for event, sentences in told] == [(near, 1), (far, 1)]


def test_the_nearest_is_so_by_the_day_that_was_published():
    far = a_published_plan(days=30)
    near = a_published_plan(days=3, organisation=far.organisation)
    draft = a_plan(days=6, organisation=far.organisation)
    undated = a_plan(organisation=far.organisation)
    Event.objects.filter(pk=far.pk).update(date=in_days(1))
    Event.objects.filter(pk=near.pk).update(date=in_days(60))
    Event.objects.filter(pk=undated.pk).update(date=None)
    for event in (undated, far, near, draft):
        a_registration(event)
    told = by_event(happened(organiser_of(far), at=timezone.now()), today=timezone.localdate())
    assert [event for event, _sentences in told] == [near, draft, far, undated]


def test_material_that_was_handed_in_names_the_speaker():
    event = a_published_plan()
    material = Material.objects.create(
        event=event, ref="a", title="Slides", speaker=a_speaker(event, name="Mo")
    )
    MaterialVersion.objects.create(material=material, number=1, state="published", filename="a.pdf")
    MaterialVersion.objects.create(material=material, number=2, state="rejected", filename="b.pdf")
    assert news(event) == ["Mo heeft een presentatie ingeleverd"]


def test_what_a_speaker_thinks_of_the_report_is_told():
    event = a_published_plan()
    report = Report.objects.create(event=event, body="x", state="review")
    speaker = a_speaker(event, name="Anja")
    ReportReview.objects.create(report=report, speaker=speaker, state="remarks", answered_at=timezone.now())
    assert news(event) == ["Anja heeft opmerkingen bij het verslag"]


def test_other_peoples_events_are_not_told():
    a_registration(a_published_plan())
    assert news(a_published_plan()) == []
