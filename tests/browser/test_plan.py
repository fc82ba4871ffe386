from datetime import datetime, timedelta

import pytest

from tests.journeys.tour import PROGRAMME

pytestmark = pytest.mark.browser
SOON = datetime.now().astimezone().date()
ORDER = [
    "Inloop in het Stadhuis",
    "Gesprek en lunch",
    "Ouderensoos De Nieuwe Jutter",
    "Afsluiting in de tuin",
]


def test_planning_a_day_and_publishing_it(clerk, width):
    title = f"Toer langs tuinen {width}"
    base = _begin(clerk, title, SOON + timedelta(days=width))  # one place is never taken twice on a day
    _paste_stops(clerk, base)
    _add_a_stop(clerk, base)
    _reorder_by_keyboard(clerk)
    _fill_in_times(clerk)
    _publish(clerk, base, title)


def test_picking_a_place_on_the_map(clerk, width):
    page = clerk.open("/beheer/locaties/nieuw/")
    clerk.look()
    page.get_by_label("Naam", exact=True).fill(f"Buurttuin {width}")
    ground = page.get_by_role("region", name="Kies de plek op de kaart")
    ground.click(position={"x": 60, "y": 60})
    clicked = page.get_by_label("Breedtegraad").input_value()
    page.get_by_role("button", name="Zet de speld in het midden van de kaart").click()
    assert float(page.get_by_label("Breedtegraad").input_value()) < float(
        clicked
    )  # south of where was clicked
    page.get_by_label("Breedtegraad").fill("52,0907")
    page.get_by_label("Lengtegraad").fill("5,1214")
    page.keyboard.press("Tab")
    clerk.look()
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name=f"Buurttuin {width}").click()
    assert page.get_by_label("Breedtegraad").input_value() == "52.0907"
    page.locator(".dt-picker .dt-pin").wait_for()


def _begin(clerk, title, day):
    page = clerk.open("/beheer/nieuw/")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Datum").fill(day.isoformat())
    clerk.press("Begin", heading=title)
    return page.url


def _paste_stops(clerk, base):
    page = clerk.open(base + "programma/plakken/")
    clerk.paste(page.locator("textarea[name=text]"), PROGRAMME)
    clerk.press("Bekijk wat er gaat gebeuren", heading="Deze 3 regels komen erbij")
    page.get_by_role("button", name="Zet in het programma").click()
    page.locator("[data-id]").first.wait_for()
    clerk.look()


def _add_a_stop(clerk, base):
    page = clerk.open(base + "programma/halte/nieuw/")
    page.locator("input[name=title]").fill(ORDER[3])
    page.locator("input[name=duration_min]").fill("20")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("heading", name=ORDER[3]).first.wait_for()
    clerk.open(base + "programma/")


def _reorder_by_keyboard(clerk):
    """No mouse: with the Tab key to the button, and Enter."""
    button = clerk.page.get_by_role("button", name="Gesprek en lunch omhoog")
    clerk.tab_to(button)
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert [name.strip() for name in clerk.page.locator("[data-id] h3").all_text_contents()] == ORDER


def _fill_in_times(clerk):
    page = clerk.page
    page.locator("input[name=start_min]").fill("09:15")
    clerk.tick("Het programma is klaar")
    with page.expect_navigation():
        page.get_by_role("button", name="Bewaar de dag").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Tijden invullen").first.click()
    clerk.look()
    times = page.locator(".dt-stoplist__when b").all_text_contents()
    assert len(times) == len(ORDER)
    assert times[:2] == ["9.15 – 9.30", "9.40 – 10.20"]  # with ten minutes between two stops


def _publish(clerk, base, title):
    page = clerk.open(base + "publiceren/")
    page.get_by_role("heading", name="Dit komt op de website").wait_for()
    page.get_by_role("button", name="Publiceer zonder mail").click()
    page.get_by_text("Gepubliceerd").or_(page.get_by_text("staat op de website")).first.wait_for()
    clerk.look()
    slug = base.rstrip("/").rsplit("/", 1)[1]
    clerk.open(f"/agenda/{slug}/").get_by_role("heading", name=title).first.wait_for()
