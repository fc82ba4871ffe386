import pytest

from tests.builders import a_draft, a_speaker, a_stop, a_talk
from tours.models import Material, Speaker, Talk
from tours.programme.actions import add_talk, change_talk, delete_talk, move_talk, reorder_talks
from tours.programme.errors import ChangedMeanwhile

pytestmark = pytest.mark.django_db


def test_a_typed_name_that_is_known_is_that_speaker_and_another_is_added():
    stop = a_stop(a_draft())
    known = a_speaker(stop.event, name="Hans Elsendoorn")
    talk = add_talk(stop, title="Vijf jaar", new_speakers=["hans  elsendoorn", "Kees Fortuin", " "])
    assert {speaker.name for speaker in talk.speakers.all()} == {"Hans Elsendoorn", "Kees Fortuin"}
    assert known in talk.speakers.all()
    assert Speaker.objects.count() == 2


def test_a_chosen_speaker_whose_name_is_typed_as_well_stands_there_once():
    stop = a_stop(a_draft())
    known = a_speaker(stop.event, name="Hans")
    talk = add_talk(stop, title="Vijf jaar", speakers=[known], new_speakers=["Hans"])
    assert list(talk.speakers.all()) == [known]


def test_changing_a_talk_replaces_who_speaks():
    talk = a_talk(a_stop(a_draft()))
    a_speaker(talk.stop.event, talk=talk)
    other = a_speaker(talk.stop.event)
    change_talk(talk, version=1, title="Nieuw", speakers=[other])
    assert (talk.title, list(talk.speakers.all())) == ("Nieuw", [other])


def test_who_saves_a_talk_second_is_told_and_changes_no_speaker():
    talk = a_talk(a_stop(a_draft()))
    speaker = a_speaker(talk.stop.event, talk=talk)
    change_talk(talk, version=1, title="Van de eerste", speakers=[speaker])
    with pytest.raises(ChangedMeanwhile):
        change_talk(talk, version=1, title="Van de tweede", new_speakers=["Nieuw"])
    assert Talk.objects.get().title == "Van de eerste"
    assert list(Talk.objects.get().speakers.all()) == [speaker]


def test_a_talk_can_move_to_another_stop():
    event = a_draft()
    here, there = a_stop(event), a_stop(event)
    first, second = a_talk(here), a_talk(here)
    a_talk(there)
    change_talk(first, version=1, stop=there)
    assert list(there.talks.all())[-1] == first
    second.refresh_from_db()
    assert second.position == 1


def test_a_deleted_talk_leaves_its_speakers_on_the_list_and_its_material_at_the_stop():
    talk = a_talk(a_stop(a_draft()))
    speaker = a_speaker(talk.stop.event, talk=talk)
    Material.objects.create(event=talk.stop.event, talk=talk, ref="slides", title="Dia's")
    delete_talk(talk)
    assert list(Speaker.objects.all()) == [speaker]
    assert Material.objects.get().stop == talk.stop


def test_talks_can_be_put_in_order():
    stop = a_stop(a_draft())
    one, two, three = (a_talk(stop) for _ in range(3))
    reorder_talks(stop, [three.pk, one.pk, two.pk])
    assert list(stop.talks.all()) == [three, one, two]
    move_talk(Talk.objects.get(pk=two.pk), by=-1)
    assert list(stop.talks.all()) == [three, two, one]
