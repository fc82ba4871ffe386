"""Material that goes, comes back or is changed."""

import pytest
from django.utils import timezone

from tests.builders import a_draft, a_stop, a_talk, an_event
from tests.tours.materials.conftest import a_material, an_upload, check_all, committing, stored_files
from tours.materials import actions
from tours.materials.errors import NothingToRestore, NothingToWithdraw
from tours.materials.models import Material
from tours.programme.errors import ChangedMeanwhile

pytestmark = pytest.mark.django_db


def test_withdrawn_material_cannot_be_fetched_until_it_is_put_back():
    material = a_material()
    actions.withdraw(material)
    assert not Material.objects.public_now(at=timezone.now()).exists()
    with pytest.raises(NothingToWithdraw):
        actions.withdraw(material)
    actions.restore(material)
    assert Material.objects.public_now(at=timezone.now()).exists()
    with pytest.raises(NothingToRestore):
        actions.restore(material)


def test_withdrawing_the_newest_version_serves_the_one_before():
    material = a_material(name="eerst.pdf")
    newer = actions.add_version(material, an_upload("later.pdf"))
    check_all()
    newer.refresh_from_db()
    actions.withdraw_version(newer)
    assert Material.objects.get().newest.filename == "eerst.pdf"


def test_a_link_can_be_withdrawn_and_put_back():
    link = actions.add_link(an_event(), title="Film", link="https://film.example/1", visibility="public")
    actions.withdraw(link)
    assert not Material.objects.public_now(at=timezone.now()).exists()
    actions.restore(link)
    assert Material.objects.public_now(at=timezone.now()).get() == link


@committing
@pytest.mark.parametrize("gone", ["material", "talk", "event"])
def test_however_material_goes_its_files_go_too(settings, gone):
    event = a_draft()
    talk = a_talk(a_stop(event))
    material = a_material(event, talk=talk)
    assert len(stored_files(settings)) == 1
    {"material": lambda: actions.delete(material), "talk": talk.delete, "event": event.delete}[gone]()
    assert stored_files(settings) == []


def test_two_tabs_change_one_material_and_the_second_is_told():
    material = a_material()
    actions.change(material, version=1, title="Eerst", visibility="public")
    with pytest.raises(ChangedMeanwhile):
        actions.change(material, version=1, title="Tweede", visibility="public")
    assert Material.objects.get().title == "Eerst"
