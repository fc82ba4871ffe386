from datetime import date

import pytest

from core import facts as core_facts
from core.states import MoveRefused
from tests.builders import a_draft, a_speaker, an_event, in_days
from tours.facts import SpeakerAnswered, SpeakerInvited
from tours.models import Speaker
from tours.programme.actions import add_speaker, answer, change_speaker, invite, invite_all
from tours.programme.errors import ChangedMeanwhile, NoDateYet, NoSpeakerAddress, NotAskedAnyMore

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What was announced about speakers, in place of the mails."""
    heard = []
    monkeypatch.setitem(core_facts._listeners, SpeakerInvited, heard.append)
    monkeypatch.setitem(core_facts._listeners, SpeakerAnswered, heard.append)
    return heard


def fresh(speaker):
    return Speaker.objects.select_related("event").get(pk=speaker.pk)


def test_asking_a_speaker_is_announced_once_and_once_more_as_a_reminder(told):
    speaker = fresh(a_speaker(a_draft()))
    invite(speaker)
    first = speaker.invited_at
    invite(fresh(speaker))
    assert [fact.again for fact in told] == [False, True]
    assert fresh(speaker).state == "invited"
    assert fresh(speaker).invited_at > first


def test_a_speaker_who_said_no_can_be_asked_again(told):
    speaker = fresh(a_speaker(a_draft(), state="declined"))
    invite(speaker)
    assert (fresh(speaker).state, told[0].again) == ("invited", False)


@pytest.mark.parametrize(
    ("event", "speaker", "refusal"),
    [
        ({"date": None}, {}, NoDateYet),
        ({}, {"email": ""}, NoSpeakerAddress),
        ({"state": "cancelled"}, {}, NotAskedAnyMore),
        ({"date": date(2018, 6, 29)}, {}, NotAskedAnyMore),
    ],
)
def test_nobody_is_asked_without_an_address_a_date_or_an_event_that_goes_on(told, event, speaker, refusal):
    someone = fresh(a_speaker(a_draft(**event), **speaker))
    with pytest.raises(refusal):
        invite(someone)
    assert fresh(someone).state == "listed"
    assert told == []


def test_asking_all_leaves_out_who_was_asked_and_who_has_no_address(told):
    event = a_draft()
    wanted = a_speaker(event, name="Wel")
    a_speaker(event, state="invited")
    a_speaker(event, state="declined")
    a_speaker(event, email="")
    assert invite_all(event) == [wanted]
    assert [fact.speaker for fact in told] == [wanted]


def test_an_answer_is_announced_once_however_often_it_is_given(told):
    speaker = fresh(a_speaker(an_event(), state="invited"))
    answer(speaker, confirmed=True, needs="Beamer")
    answer(fresh(speaker), confirmed=True, needs="Beamer")
    assert len(told) == 1
    stored = fresh(speaker)
    assert (stored.state, stored.needs, stored.answered_at is None) == ("confirmed", "Beamer", False)


def test_a_yes_with_something_new_is_announced_again(told):
    speaker = fresh(a_speaker(an_event(), state="confirmed"))
    answer(speaker, confirmed=True, proposal="Liever om elf uur")
    assert len(told) == 1
    assert fresh(speaker).proposal == "Liever om elf uur"


def test_of_two_answers_at_once_the_second_is_told(told):
    speaker = a_speaker(an_event(), state="invited")
    one, other = fresh(speaker), fresh(speaker)
    answer(one, confirmed=True)
    with pytest.raises(MoveRefused):
        answer(other, confirmed=False)
    assert fresh(speaker).state == "confirmed"


def test_an_answer_raises_the_version_that_an_open_form_carries(told):
    speaker = fresh(a_speaker(an_event(), state="invited"))
    answer(speaker, confirmed=False)
    with pytest.raises(ChangedMeanwhile):
        change_speaker(fresh(speaker), version=1, name="Anders")


def test_another_address_makes_the_old_link_useless_and_is_kept_in_lower_case():
    speaker = a_speaker(a_draft(date=in_days(3)), email="oud@voorbeeld.example")
    speaker.email = "typed@form.example"  # as a form leaves it
    change_speaker(speaker, version=1, email="Nieuw@Voorbeeld.example")
    assert (speaker.email, speaker.link_version) == ("nieuw@voorbeeld.example", 2)
    change_speaker(speaker, version=2, name="Zelfde adres")
    assert speaker.link_version == 2


def test_two_speakers_of_one_name_have_their_own_reference():
    event = a_draft()
    assert [add_speaker(event, name="Jan de Vries").ref for _ in range(2)] == [
        "jan-de-vries",
        "jan-de-vries-2",
    ]
