"""Several at one material or event in the same moment."""

import pytest

from tests.builders import an_event
from tests.threads import all_at_once
from tests.tours.materials.conftest import a_material, an_upload, committing
from tours.materials import actions
from tours.materials.errors import TooManyFiles
from tours.materials.models import Material

pytestmark = [committing, pytest.mark.race]


def test_uploads_at_the_same_moment_get_a_number_each():
    material = a_material()
    all_at_once(*[lambda: actions.add_version(Material.objects.get(pk=material.pk), an_upload())] * 8)
    assert sorted(material.versions.values_list("number", flat=True)) == list(range(1, 10))


def test_uploads_at_the_same_moment_do_not_pass_the_limit():
    event = an_event()
    actions.set_limits(event, megabytes=1, files=3)
    outcomes = all_at_once(*[lambda: actions.add_material(event, title="Dia", file=an_upload())] * 8)
    assert sum(isinstance(each, TooManyFiles) for each in outcomes) == 5
    assert Material.objects.of(event).count() == 3


def test_two_workers_check_one_file_once():
    version = a_material(checked=False).versions.get()
    all_at_once(*[lambda: actions.check(version.pk)] * 4)
    version.refresh_from_db()
    assert (version.state, version.attempts) == ("published", 1)
