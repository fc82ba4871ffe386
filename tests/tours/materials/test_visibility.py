"""Who sees material, and from when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import a_draft, a_speaker, a_stop, a_talk, an_event
from tests.tours.materials.conftest import a_material
from tours.materials import actions
from tours.materials.models import Material

pytestmark = pytest.mark.django_db


def seen_by_the_public(at=None):
    return Material.objects.public_now(at=at or timezone.now()).exists()


def seen_by_participants(at=None):
    return Material.objects.for_participants(at=at or timezone.now()).exists()


def test_participants_see_it_first_and_the_public_after_the_speakers_yes():
    event = an_event()
    material = a_material(event, speaker=a_speaker(event))
    assert (seen_by_participants(), seen_by_the_public()) == (True, False)
    actions.agree_to_public(material)
    assert seen_by_the_public()
    actions.agree_to_public(material, yes=False)
    assert not seen_by_the_public()


def test_a_speaker_who_is_deleted_did_not_say_yes():
    event = an_event()
    speaker = a_speaker(event)
    a_material(event, speaker=speaker)
    speaker.delete()
    assert (seen_by_participants(), seen_by_the_public()) == (True, False)


def test_material_of_a_talk_waits_for_the_speaker_of_that_talk():
    event = an_event()
    talk = a_talk(a_stop(event))
    speaker = a_speaker(event, talk=talk)
    assert a_material(event, talk=talk).speaker == speaker
    assert not seen_by_the_public()


def test_what_is_for_the_organisation_is_seen_by_nobody_else():
    a_material(visibility="organisers")
    assert not seen_by_participants()
    assert Material.objects.for_organisers().exists()


def test_it_may_show_only_after_the_event():
    event = an_event()
    a_material(event, shown="after")
    assert not seen_by_the_public()
    assert seen_by_the_public(at=event.current.ends_at)


def test_it_may_show_from_a_moment():
    moment = timezone.now() + timedelta(days=1)
    a_material(shown="moment", visible_from=moment)
    assert not seen_by_participants()
    assert seen_by_the_public(at=moment)


def test_nothing_of_a_draft_is_seen():
    a_material(a_draft())
    assert not seen_by_participants()


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_list_of_material_costs_the_same_whatever_its_length(django_assert_num_queries, how_many):
    event = an_event()
    for _ in range(how_many):
        a_material(event)
    with django_assert_num_queries(2):
        assert [each.newest.number for each in Material.objects.public_now(at=timezone.now())] == [
            1
        ] * how_many
