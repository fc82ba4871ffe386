import os

import pytest

from tests.browser.conftest import CLERK, log_in_by_code

pytestmark = pytest.mark.browser
PASSWORD = "een lange zin om in te komen"


@pytest.mark.both_databases
def test_a_pasted_code_from_the_mail_opens_the_workspace(visit, house, width):
    visitor = visit(width)
    log_in_by_code(visitor, house, CLERK)
    visitor.look()
    assert visitor.page.get_by_role("button", name="Uitloggen").count() == 1


@pytest.mark.skipif("TEST_REDIS_URL" in os.environ, reason="passwords are of the one-process mode")
def test_a_password_opens_the_workspace(visit, house, width):
    address = f"wachtwoord-{width}@dialoogtoer.example"
    house.manage("create_organiser", address, "--organisation", "Griffie (voorbeeld)", "--password", PASSWORD)
    visitor = visit(width)
    page = visitor.open("/beheer/")
    page.get_by_text("Inloggen met een wachtwoord").click()
    visitor.look()
    page.get_by_label("E-mailadres").last.fill(address)
    page.get_by_label("Wachtwoord").fill("dit is het niet")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.locator(".dt-summary").wait_for()
    visitor.look()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url("**/beheer/")
    visitor.look()
