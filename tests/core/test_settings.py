"""What settings read from the environment stands in .env.example, and the other way round."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Read by a library, not by our settings.
OF_OTHERS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def names_in_settings():
    source = (ROOT / "config" / "settings.py").read_text()
    return set(re.findall(r"""\benv\.\w+\(\s*["']([A-Z_]+)["']""", source))


def lines_of_example():
    lines = (ROOT / ".env.example").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_example_names_every_variable_that_settings_read():
    assert names_in_settings() == {line.split("=")[0] for line in lines_of_example()} - OF_OTHERS


def test_compose_names_only_variables_of_the_example():
    wanted = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    told = set(re.findall(r"\b[A-Z][A-Z_]+\b", (ROOT / ".env.example").read_text()))
    assert wanted - told == set()


def test_a_copied_example_starts_with_the_key_of_the_data_folder(tmp_path):
    (tmp_path / "secret-key").write_text("kept-from-before")
    copied = dict(line.split("=", 1) for line in lines_of_example()) | {"DATA_DIR": str(tmp_path)}
    paths = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    script = "from config.settings import *; print(SECRET_KEY, DATABASES['default']['NAME'], STORAGES['materials']['OPTIONS']['location'])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=paths | copied,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        "kept-from-before",
        str(tmp_path / "dialoogtoer.sqlite3"),
        str(tmp_path / "materials"),
    ]
