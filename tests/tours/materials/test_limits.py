"""What is not taken: kinds and names of files, too large, too many."""

import pytest
from django.core.files.base import ContentFile

from tests.builders import a_stop, an_event
from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, an_upload, stored_files
from tours.materials import actions
from tours.materials.errors import BelongsElsewhere, FileRefused, FileTooLarge, TooManyFiles
from tours.materials.models import Material

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["pagina.html", "virus.exe", "logo.svg", "alles.zip", "zonder"])
def test_what_we_do_not_take_leaves_nothing_behind(settings, name):
    with pytest.raises(FileRefused):
        a_material(name=name, data=b"x")
    assert not Material.objects.exists()
    assert stored_files(settings) == []


@pytest.mark.parametrize("name", ["../../etc/dia.pdf", "C:\\dia.pdf", "map/dia.pdf"])
def test_a_path_in_a_name_is_refused(name):
    file = ContentFile(files.a_pdf())
    file.name = name
    with pytest.raises(FileRefused, match="map"):
        actions.add_material(an_event(), title="Dia", file=file)
    assert not Material.objects.exists()


def test_an_empty_file_is_refused():
    with pytest.raises(FileRefused, match="leeg"):
        a_material(data=b"")


def test_a_file_larger_than_the_event_allows_is_refused(settings):
    event = an_event()
    actions.set_limits(event, megabytes=1, files=5)
    with pytest.raises(FileTooLarge, match="1 MB"):
        a_material(event, data=bytes(1024 * 1024 + 1))
    assert stored_files(settings) == []


def test_an_event_takes_so_many_files_and_no_more():
    event = an_event()
    actions.set_limits(event, megabytes=1, files=2)
    material = a_material(event)
    actions.add_version(material, an_upload())
    with pytest.raises(TooManyFiles):
        a_material(event)


def test_no_event_may_allow_more_than_the_site(settings):
    settings.MATERIAL_MAX_BYTES = 2 * 1024 * 1024
    event = an_event()
    actions.set_limits(event, megabytes=50, files=5)
    assert actions.limits_of(event).megabytes == 2


def test_a_stop_of_another_event_is_refused():
    with pytest.raises(BelongsElsewhere):
        a_material(an_event(), stop=a_stop(an_event()))
