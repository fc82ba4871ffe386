"""Files that are on this machine already: beside an event file, or out of an export."""

import pytest

from tests.builders import an_event
from tests.tours.materials import files
from tests.tours.materials.conftest import stored, stored_files
from tours.materials import actions
from tours.materials.errors import FileRefused
from tours.materials.models import Material

pytestmark = pytest.mark.django_db


def add(event, path, **fields):
    return actions.add_checked(event, **{"ref": "dia", "title": "Dia", "path": path} | fields)


def test_a_file_at_hand_is_checked_and_published_at_once(tmp_path):
    path = tmp_path / "dia.pdf"
    path.write_bytes(files.a_pdf(files.everything_active))
    event = an_event()
    version = add(event, path).newest
    assert version.filename == "dia.pdf"
    assert b"JavaScript" not in stored(version)
    assert add(event, path, title="Dia van de raad").newest == version
    assert Material.objects.get().title == "Dia van de raad"


def test_a_file_that_came_out_of_an_export_is_the_same_file(tmp_path):
    path = tmp_path / "dia.jpg"
    path.write_bytes(files.a_photo_with_place())
    event = an_event()
    exported = stored(add(event, path).newest)
    path.write_bytes(exported)
    assert add(event, path).newest.number == 1


def test_another_file_at_hand_is_a_new_version(tmp_path):
    path = tmp_path / "dia.pptx"
    path.write_bytes(files.a_pptx())
    event = an_event()
    add(event, path)
    path.write_bytes(files.a_pptx({"ppt/slides/slide2.xml": "<sld/>"}))
    assert add(event, path).newest.number == 2


def test_a_hostile_file_at_hand_changes_nothing(tmp_path, settings):
    path = tmp_path / "dia.pptx"
    path.write_bytes(files.a_pptx(main_type=files.PPTM))
    with pytest.raises(FileRefused, match="macro"):
        add(an_event(), path)
    assert not Material.objects.exists()
    assert stored_files(settings) == []
