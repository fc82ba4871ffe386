import re
from pathlib import Path

import pytest
from django.conf import settings

from tours.lifecycle.importing.records import ListOf, Record
from tours.lifecycle.importing.schema import EVENT
from tours.lifecycle.importing.values import Choice

TEXT = Path(settings.BASE_DIR, "docs", "event-file.md").read_text()
WORDS = set(re.findall(r"`([^`\n]+)`", TEXT)) | set(re.findall(r"[\w-]+", TEXT))


def fields_of(record):
    for field in record.fields.values():
        yield field
        inner = field.type.type if isinstance(field.type, ListOf) else field.type
        if isinstance(inner, Record):
            yield from fields_of(inner)


@pytest.mark.parametrize("name", sorted({field.key for field in fields_of(EVENT)}))
def test_every_field_of_the_event_file_is_explained(name):
    assert f"`{name}`" in TEXT


def test_every_word_that_may_be_chosen_is_named():
    words = {
        word for field in fields_of(EVENT) if isinstance(field.type, Choice) for word in field.type.values
    }
    assert words <= WORDS
