"""The pictures of the README and the guide, of the example as it is now: `make screenshots`."""

import io
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import CLERK, QUIET, chromium, log_in_by_code  # noqa: E402 - the folder is known only now
from tests.browser.visitor import PHONE, WIDE, Visitor  # noqa: E402
from tests.journeys.house import House  # noqa: E402
from tests.journeys.tour import link_in  # noqa: E402

IMAGES = ROOT / "docs" / "images"
TALLEST = {WIDE: 1600, PHONE: 844}  # pixels
COLOURS = 192
MOST_BYTES = 2_500_000  # of all pictures together
PUBLIC = {
    "toer": "/agenda/{slug}/",
    "aanmelden": "/agenda/{slug}/aanmelden/",
    "verslag": "/agenda/utrecht-2018-06-29/",
}
WORKSPACE = {
    "nu-doen": "/beheer/",
    "overzicht": "/beheer/{slug}/",
    "programma": "/beheer/{slug}/programma/",
    "mensen": "/beheer/{slug}/mensen/",
    "sprekers": "/beheer/{slug}/sprekers/",
    "materiaal": "/beheer/{slug}/materiaal/",
    "publiceren": "/beheer/{slug}/publiceren/",
    "vervolg": "/beheer/utrecht-2018-06-29/vervolg/",
}


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, House(folder) as house, sync_playwright() as playwright:
        slug = house.example_tour()
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[*QUIET, "--lang=nl"],
            env={**os.environ, "LANGUAGE": "nl", "LANG": "nl_NL.UTF-8"},
        )
        visitor = Visitor(browser, house.url, WIDE)
        for name, path in PUBLIC.items():
            shoot(visitor, name, path.format(slug=slug))
        shoot(visitor, "spreker", link_in(house.mail(to="sem.jansen", subject="Wilt u spreken"), "/spreker/"))
        visitor.resize(PHONE)
        shoot(
            visitor,
            "mijn-telefoon",
            link_in(house.mail(to="anna.smit", subject="U hebt een plaats"), "/mijn/"),
        )
        visitor.resize(WIDE)
        log_in_by_code(visitor, house, CLERK)
        change_something(visitor, slug)
        for name, path in WORKSPACE.items():
            shoot(visitor, name, path.format(slug=slug))
        visitor.close()
        browser.close()
    total = sum(path.stat().st_size for path in IMAGES.glob("*.png"))
    print(f"{len(list(IMAGES.glob('*.png')))} pictures, {total / 1e6:.1f} MB")
    sys.exit(total > MOST_BYTES and "That is too much: fewer colours, or lower pictures.")


def change_something(visitor: Visitor, slug: str) -> None:
    """So that the page to publish has a difference to show."""
    page = visitor.page
    page.goto(f"{visitor.base}/beheer/{slug}/programma/?groep=A")
    page.locator("summary").filter(has_text="Tijd aanpassen").last.click()
    with page.expect_navigation():
        page.get_by_role("button", name="5 min later").filter(visible=True).click()


def shoot(visitor: Visitor, name: str, path: str) -> None:
    """One page from its top, as high as it is or as a picture may be."""
    page = visitor.page
    page.goto(visitor.base + path if path.startswith("/") else path)
    page.wait_for_load_state("networkidle")
    high = min(TALLEST[visitor.width], page.evaluate("document.documentElement.scrollHeight"))
    taken = page.screenshot(
        full_page=True, clip={"x": 0, "y": 0, "width": visitor.width, "height": high}, animations="disabled"
    )
    picture = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
