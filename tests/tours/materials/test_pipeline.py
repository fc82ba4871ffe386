"""From upload to published, or refused: nothing is lost and nothing unchecked gets out."""

import hashlib
import io

import pytest
from django.utils import timezone
from PIL import Image

from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, an_upload, check_all, committing, stored, stored_files
from tours.materials import actions
from tours.materials.models import Material

pytestmark = pytest.mark.django_db


def test_an_upload_waits_in_quarantine_and_cannot_be_fetched():
    material = a_material(checked=False)
    assert material.versions.get().state == "quarantined"
    assert material.newest is None
    assert not Material.objects.public_now(at=timezone.now()).exists()


@committing
def test_a_checked_upload_is_published_under_the_sum_that_was_checked(settings):
    version = a_material(data=files.a_pdf(files.everything_active)).versions.get()
    assert version.state == "published"
    assert hashlib.sha256(stored(version)).hexdigest() == version.sha256 != version.source_sha256
    assert b"JavaScript" not in stored(version)
    assert len(stored(version)) == version.size_bytes
    assert len(stored_files(settings)) == 1


def test_the_name_in_the_storage_is_never_the_users(settings):
    version = a_material(name="Dag raad, één & twee.pdf").versions.get()
    assert version.filename == "Dag raad, één & twee.pdf"
    assert all("raad" not in str(each) for each in stored_files(settings))


@committing
def test_a_hostile_upload_is_refused_and_thrown_away(settings):
    material = a_material(name="dia.pptx", data=files.a_pptx(main_type=files.PPTM))
    version = material.versions.get()
    assert version.state == "rejected"
    assert "macro" in version.refused_because
    assert version.storage_name == ""
    assert stored_files(settings) == []


def test_linked_media_is_kept_for_the_organiser_who_may_help(settings):
    linked = files.a_pptx(links=[("video", "file:///C:/Film.mp4", "External")])
    version = a_material(name="dia.pptx", data=linked).versions.get()
    assert version.state == "rejected"
    assert "Film.mp4" in version.refused_because
    assert stored(version) == linked


def test_an_old_powerpoint_is_kept_and_says_what_to_do():
    version = a_material(name="dia.ppt", data=b"\xd0\xcf\x11\xe0").versions.get()
    assert version.state == "rejected"
    assert ".pptx of als pdf" in version.refused_because
    assert stored(version) == b"\xd0\xcf\x11\xe0"


def test_a_photo_is_stored_without_its_place():
    version = a_material(name="foto.JPEG", data=files.a_photo_with_place()).versions.get()
    assert version.filename == "foto.jpg"
    with Image.open(io.BytesIO(stored(version))) as image:
        assert not image.getexif()


def test_a_newer_version_takes_over_when_it_is_checked():
    material = a_material(name="eerst.pdf")
    actions.add_version(material, an_upload("later.pptx", files.a_pptx()))
    assert Material.objects.get().newest.filename == "eerst.pdf"
    check_all()
    assert Material.objects.get().newest.filename == "later.pptx"


def test_a_refused_newer_version_leaves_the_old_one_standing():
    material = a_material(name="eerst.pdf")
    actions.add_version(material, an_upload("later.pdf", b"<html>"))
    check_all()
    assert Material.objects.get().newest.filename == "eerst.pdf"


def test_of_two_uploads_the_later_one_is_served_whichever_is_checked_first():
    material = a_material(checked=False, name="een.pdf")
    second = actions.add_version(material, an_upload("twee.pdf"))
    actions.check(second.pk)
    check_all()
    assert Material.objects.get().newest.filename == "twee.pdf"
