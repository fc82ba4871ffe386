import pytest

from tests.browser.visitor import WIDE
from tests.journeys.tour import link_in

pytestmark = pytest.mark.browser


@pytest.mark.both_databases
def test_signing_up_from_the_agenda_to_the_route(visit, house, tour, width):
    visitor, address = visit(width), f"sanne-{width}@buurt.example"
    page = visitor.open("/agenda/")
    page.locator(f"a[href='/agenda/{tour}/']").first.click()
    visitor.press("Aanmelden", heading="Aanmelden")
    _forget_the_name(visitor, address)
    page.get_by_label("Naam", exact=True).fill("Sanne de Wit")
    visitor.press("Aanmelden", heading="Uw plaats is vastgehouden")
    visitor.open(link_in(house.mail(to=address, subject="Bevestig"), "/mijn/"))
    visitor.press("Ja, ik kom", heading="U komt")
    page.get_by_role("link", name="Uw route, om te delen").click()
    page.wait_for_url("**/route/**")
    visitor.look()
    assert house.mail(to=address, subject="U hebt een plaats")


def _forget_the_name(visitor, address):
    """The page says what is missing, there the reading starts, and what was typed is kept."""
    page = visitor.page
    page.get_by_label("E-mailadres").fill(address)
    page.get_by_label("U komt als").select_option("resident")
    visitor.tick("mag mijn gegevens gebruiken")
    visitor.press("Aanmelden", heading="Eén veld klopt nog niet")
    assert page.title().startswith("Fout:")
    visitor.is_at(page.locator(".dt-summary"))
    assert page.get_by_label("E-mailadres").input_value() == address
    page.get_by_role("link", name="Naam: Vul uw naam in.").click()
    name = page.get_by_label("Naam", exact=True)
    visitor.is_at(name)
    assert name.get_attribute("aria-invalid") == "true"


def test_signing_up_without_javascript(visit, house, tour):
    visitor, address = visit(WIDE, java_script_enabled=False), "zonder@buurt.example"
    page = visitor.page
    page.goto(f"{house.url}/agenda/{tour}/")
    page.get_by_role("link", name="Aanmelden", exact=True).first.click()
    page.get_by_label("E-mailadres").fill(address)
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("heading", name="velden kloppen nog niet").wait_for()
    page.get_by_label("Naam", exact=True).fill("Joris van Zonder")
    page.get_by_label("U komt als").select_option("resident")
    visitor.tick("mag mijn gegevens gebruiken")
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("heading", name="Uw plaats is vastgehouden").wait_for()
    page.goto(link_in(house.mail(to=address, subject="Bevestig"), "/mijn/"))
    page.get_by_role("button", name="Ja, ik kom").click()
    page.get_by_role("heading", name="U komt", exact=True).wait_for()
