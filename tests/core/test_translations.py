"""Dutch stands in the source; English must be complete."""

import os
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

CATALOGUE = Path("en/LC_MESSAGES/django.po")


def test_every_sentence_has_its_english(tmp_path, settings, monkeypatch):
    if shutil.which("xgettext") is None and os.environ.get("CI") != "true":
        pytest.skip("GNU gettext is not installed")
    for folder in ("config", "core", "notifications", "scheduling", "templates", "tours"):
        (tmp_path / folder).symlink_to(settings.BASE_DIR / folder)
    catalogue = tmp_path / "locale" / CATALOGUE
    catalogue.parent.mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "locale" / CATALOGUE, catalogue)
    monkeypatch.chdir(tmp_path)  # makemessages writes in the folder it runs in: not in the project
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    call_command("makemessages", locale=["en"], symlinks=True, no_location=True, verbosity=0)
    with catalogue.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    missing = [message.id for message in messages if message.fuzzy or not _complete(message)]
    assert messages
    assert missing == []


def _complete(message):
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


@pytest.mark.django_db
def test_a_page_in_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/agenda/").content.decode()
    assert '<html lang="en"' in page
    assert "Tours and meetings" in page


def test_the_compiled_catalogue_is_not_older_than_its_source():
    source = settings.BASE_DIR / "locale" / CATALOGUE
    assert source.with_suffix(".mo").stat().st_mtime >= source.stat().st_mtime
