"""What breaks while a file is on its way: the check, the upload, the storage."""

import subprocess
import sys
import tempfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.tours.materials import files
from tests.tours.materials.conftest import a_material
from tours.materials import actions, store
from tours.materials.errors import StorageUnavailable
from tours.materials.models import Material, MaterialVersion
from tours.materials.workplace import a_folder

pytestmark = pytest.mark.django_db


def test_a_check_that_dies_is_tried_three_times_and_then_refused(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    version = a_material(checked=False).versions.get()
    moment = timezone.now()
    for attempt in (1, 2, 3):
        assert actions.check_due(moment + timedelta(hours=attempt)) == 1
        MaterialVersion.objects.update(lease_until=None)
    version.refresh_from_db()
    assert (version.state, version.attempts) == ("rejected", 3)
    assert "kon niet worden gecontroleerd" in version.refused_because


def test_a_check_whose_worker_was_killed_goes_back_in_line():
    version = a_material(checked=False).versions.get()
    past = timezone.now() - timedelta(minutes=1)
    MaterialVersion.objects.update(state="checking", attempts=1, lease_until=past)
    actions.check_due(timezone.now())
    version.refresh_from_db()
    assert (version.state, version.attempts) == ("published", 2)


def test_what_a_killed_check_copied_goes_and_what_is_in_use_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f"dialoogtoer-check-{gone.pid}-x"
    left.mkdir()
    (left / "source").write_bytes(b"slides")
    with a_folder() as in_use:
        actions.check_due(timezone.now())
        assert [str(each) for each in tmp_path.iterdir()] == [in_use]


def test_an_upload_that_broke_off_says_so():
    version = a_material(checked=False).versions.get()
    MaterialVersion.objects.update(state="uploading", lease_until=timezone.now() - timedelta(minutes=1))
    assert actions.check_due(timezone.now()) == 1
    version.refresh_from_db()
    assert version.state == "rejected"
    assert "afgebroken" in version.refused_because


def test_an_upload_that_changed_in_the_storage_is_not_published():
    version = a_material(checked=False).versions.get()
    store.delete(version.storage_name)
    store.save(version.storage_name, ContentFile(files.a_pptx()))
    actions.check(version.pk)
    version.refresh_from_db()
    assert version.state == "quarantined"


def test_a_storage_that_is_away_keeps_nothing(settings, tmp_path):
    (tmp_path / "a-file").write_text("not a folder")
    options = {"location": str(tmp_path / "a-file" / "x"), "base_url": None}
    settings.STORAGES = settings.STORAGES | {
        "materials": settings.STORAGES["materials"] | {"OPTIONS": options}
    }
    with pytest.raises(StorageUnavailable):
        a_material()
    assert not Material.objects.exists()
