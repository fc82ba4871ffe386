import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

from core import vendor

ROOT = Path(settings.BASE_DIR)
STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture(scope="module")
def collected(tmp_path_factory, django_db_blocker):
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": STORAGE}}
    with override_settings(STATIC_ROOT=str(folder), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_all_static_files_collect_under_names_with_a_hash(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert {"overlay.css", "board.css", "icons.svg", "vendor/theme.css", "vendor/htmx.min.js"} <= names.keys()
    assert re.fullmatch(r"overlay\.[0-9a-f]{12}\.css", names["overlay.css"])


@pytest.mark.parametrize("sheet", sorted((ROOT / "static").glob("*.css")), ids=lambda path: path.name)
def test_a_class_is_described_in_one_place(sheet):
    """Twice is two things under one name: the second changes how the first looks, on pages that nobody was looking at."""
    described = re.findall(r"^(\.[\w-]+) \{", sheet.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, times in Counter(described).items() if times > 1] == []


def test_fonts_are_found_under_their_new_names(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    overlay = (collected / names["overlay.css"]).read_text()
    fonts = re.findall(r'url\("?([^)"]+)"?\)', overlay)
    assert len(fonts) == 4
    assert all((collected / font).exists() for font in fonts)


def test_style_sheets_ask_nothing_from_elsewhere(collected):
    for sheet in collected.rglob("*.css"):
        elsewhere = re.findall(r"url\(\s*['\"]?(?:https?:)?//[^)]*", sheet.read_text())
        assert not elsewhere, sheet.name


def test_the_lockfile_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert lock["packages"]
    assert not [name for name, one in lock["packages"].items() if "resolved" in one]
    assert all("integrity" in one for name, one in lock["packages"].items() if name)


def test_every_part_is_pinned_exactly():
    package = json.loads((ROOT / "package.json").read_text())
    versions = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_fetching_again_runs_no_npm(monkeypatch):
    monkeypatch.setattr(vendor, "npm", lambda arguments: pytest.fail("npm was run"))
    assert vendor.main() == 0


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    sprite = (ROOT / "static" / "icons.svg").read_text()
    asked = {
        (path.name, name)
        for path in ROOT.glob("**/templates/**/*.html")
        if "node_modules" not in path.parts and ".venv" not in path.parts
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert asked
    assert not [(file, name) for file, name in asked if f'id="i-{name}"' not in sprite]


@pytest.mark.parametrize("name", ["404.html", "beheer.html", "private.html", "account/login.html"])
def test_frames_compile(name):
    assert get_template(name)


def test_every_class_of_ours_that_a_template_names_is_in_the_style_sheets():
    sheets = "".join(sheet.read_text() for sheet in (ROOT / "static").glob("*.css"))
    known = set(re.findall(r"\.(dt-[\w-]+)", sheets))
    named = set()
    for path in ROOT.glob("**/templates/**/*.html"):
        if not {"node_modules", ".venv"} & set(path.parts):
            plain = re.sub(r"{%.*?%}|{{.*?}}", "\N{BULLET}", path.read_text())
            named |= {
                (path.name, one) for two in re.findall(r'class="([^"]*)"', plain) for one in two.split()
            }
    ours = {(file, one) for file, one in named if re.fullmatch(r"dt-[\w-]+", one)}
    # a list needs any class at all to lose its bullets
    assert not sorted((file, one) for file, one in ours if one not in known and not one.endswith("__list"))


def test_every_class_of_a_component_that_a_template_names_is_in_the_part_that_is_served():
    known = set(re.findall(r"\.(utrecht-[\w-]+)", (ROOT / "static/vendor/components.css").read_text()))
    named = set()
    for path in ROOT.glob("**/templates/**/*.html"):
        if not {"node_modules", ".venv"} & set(path.parts):
            plain = re.sub(r"{%.*?%}|{{.*?}}", "\N{BULLET}", path.read_text())
            named |= {one for two in re.findall(r'class="([^"]*)"', plain) for one in two.split()}
    components = {one for one in named if re.fullmatch(r"utrecht-[a-z]+[\w-]*[a-z0-9]", one)}
    assert components
    assert sorted(one for one in components - known if "--" not in one) == []


def test_of_a_theme_only_the_tokens_that_are_read_are_served():
    theme = (
        ".t {\n  --a: var(--b);\n  --b: var( --c, red); /* so */\n  --c: 1px;\n  --d: var(--a); /* no */\n}\n"
    )
    served = vendor.only_what_is_read(theme, "p { margin: var(--a) }")
    assert served == ".t {\n  --a: var(--b);\n  --b: var( --c, red); /* so */\n  --c: 1px;\n}\n"


def test_no_token_that_the_sheets_read_was_left_out_of_the_theme():
    whole = (ROOT / "node_modules" / vendor.THEME).read_text()
    sheets = "".join(path.read_text() for path in [*vendor.SHEETS, ROOT / "static/vendor/components.css"])
    served = (ROOT / "static/vendor/theme.css").read_text()
    read = set(re.findall(r"var\(\s*(--[\w-]+)", sheets + served))
    defined = {name for name in read if f"\n  {name}:" in whole}
    assert len(defined) > 100
    assert [name for name in sorted(defined) if f"\n  {name}:" not in served] == []
