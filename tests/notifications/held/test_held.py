"""What speakers and owners of commitments can see, take along and have erased, behind their own link."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from core.tokens import make_token
from notifications.models import Message, OptOut, Suppression
from tests.builders import a_message, a_registration, a_speaker, an_event
from tests.tours.materials.conftest import a_material
from tours.models import Commitment, Speaker

pytestmark = pytest.mark.django_db


def of_speaker(speaker, name="personal:speaker"):
    return reverse(name, args=[make_token("spreker", speaker.pk, speaker.link_version)])


def of_owner(promise, name="personal:commitment"):
    return reverse(name, args=[make_token("afspraak", promise.pk, promise.link_version)])


def held(url):
    response = Client().get(url)
    assert "attachment" in response["Content-Disposition"]
    return json.loads(response.content)


def promised(event):
    about = {"text": "Terugkomen", "owner_name": "Bo", "owner_email": "bo@x.example", "ref": "terug"}
    return Commitment.objects.create(event=event, **about)


def test_mail_is_in_what_a_participant_takes_along():
    registration = a_registration(an_event())
    a_message(registration, subject="Tot vrijdag", body_text="Beste Sam", state="sent")
    url = reverse("held:registration", args=[make_token("mijn", registration.pk, 1)])
    [mail] = held(url)["mail"]
    assert (mail["subject"], mail["body_text"], mail["recipient"]) == (
        "Tot vrijdag", "Beste Sam", registration.email,
    )  # fmt: skip


def test_every_field_about_a_speaker_is_in_what_can_be_taken_along():
    inner = {"id", "event", "ref", "link_version", "version", "erased_at"}
    fields = {field.name for field in Speaker._meta.concrete_fields} - inner
    assert fields == held(of_speaker(a_speaker(an_event()), "held:speaker"))["speaker"].keys()


def test_files_are_in_it_too():
    speaker = a_speaker(an_event())
    a_material(speaker.event, speaker=speaker)
    [file] = held(of_speaker(speaker, "held:speaker"))["files"]
    assert (file["filename"], file["state"]) == ("dia.pdf", "published")


def test_a_speaker_sees_until_when_and_has_it_erased_after_being_asked_once():
    speaker = a_speaker(an_event(), state="confirmed")
    assert "Zo lang bewaren wij het" in Client().get(of_speaker(speaker)).content.decode()
    assert (
        "Dit kan niet terug" in Client().get(of_speaker(speaker, "personal:speaker_erase")).content.decode()
    )
    assert Speaker.objects.get().email
    page = Client().post(of_speaker(speaker, "personal:speaker_erase"), follow=True)
    assert "Uw gegevens zijn gewist" in page.content.decode()
    assert Speaker.objects.get().email == ""
    assert Client().get(of_speaker(speaker)).status_code == 410


def test_who_promised_something_sees_takes_along_and_erases():
    promise = promised(an_event())
    assert held(of_owner(promise, "held:owner"))["commitment"]["owner_email"] == "bo@x.example"
    assert "Wis mijn gegevens" in Client().get(of_owner(promise)).content.decode()
    Client().get(of_owner(promise, "personal:commitment_erase"))
    assert Commitment.objects.get().owner_name == "Bo"
    Client().post(of_owner(promise, "personal:commitment_erase"))
    assert (Commitment.objects.get().owner_name, Commitment.objects.get().owner_email) == ("—", "")
    assert Client().get(of_owner(promise)).status_code == 410


def test_the_mail_about_a_promise_is_in_it_and_no_other():
    promise = promised(an_event())
    a_message(a_registration(promise.event), kind="commitment_made", recipient="bo@x.example")
    a_message(a_registration(promise.event), kind="commitment_made", recipient="an@x.example")
    Message.objects.update(registration=None)
    assert [mail["recipient"] for mail in held(of_owner(promise, "held:owner"))["mail"]] == ["bo@x.example"]


def test_what_an_address_does_not_get_any_more_is_in_it():
    event = an_event()
    sam, ada = a_registration(event, email="sam@x.example"), a_speaker(event, email="Sam@x.example")
    promise = promised(event)
    OptOut.objects.create(email="sam@x.example", organisation=event.organisation)
    OptOut.objects.create(email="sam@x.example", organisation=an_event().organisation)
    Suppression.objects.create(email="bo@x.example", reason="550 5.1.1")
    mine = reverse("held:registration", args=[make_token("mijn", sam.pk, 1)])
    for url in (mine, of_speaker(ada, "held:speaker")):
        assert [(each["what"], each["why"]) for each in held(url)["no_mail"]] == [("optional", "")]
    assert [(each["what"], each["why"]) for each in held(of_owner(promise, "held:owner"))["no_mail"]] == [
        ("all", "550 5.1.1")
    ]
