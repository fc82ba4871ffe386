from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.builders import an_event
from tests.tours.materials import files
from tours.materials import actions, store
from tours.materials.models import MaterialVersion

committing = pytest.mark.django_db(transaction=True)  # files go when the transaction is over


def an_upload(name="dia.pdf", data=None):
    return SimpleUploadedFile(name, files.a_pdf() if data is None else data)


def a_material(event=None, *, name="dia.pdf", data=None, checked=True, **fields):
    """Material of an event, uploaded, checked and published."""
    about = {"title": "Presentatie", "visibility": "public"} | fields
    material = actions.add_material(event or an_event(), file=an_upload(name, data), **about)
    if checked:
        check_all()
    return material


def check_all():
    for version in MaterialVersion.objects.filter(state="quarantined"):
        actions.check(version.pk)


def stored(version):
    return b"".join(store.read(version.storage_name))


def stored_files(settings):
    """Every file in the storage, whatever the rows say."""
    folder = Path(settings.STORAGES["materials"]["OPTIONS"]["location"])
    return [each for each in folder.rglob("*") if each.is_file()]
