"""A date poll from the first day to the choice, on a wide screen and on a phone; and an answer with the keyboard only."""

import re

import pytest

from tests.browser.visitor import PHONE
from tests.builders import in_days

pytestmark = pytest.mark.browser
EVENT = """
from tours.lifecycle.actions import create_event
from tours.models import Membership
print("SLUG", create_event(Membership.objects.first().organisation, kind="tour", title="Wijktoer", date=None, by=None).slug)
"""


def test_a_poll_from_the_first_day_to_the_choice(visit, house, clerks_cookies, width):
    slug = re.search(r"SLUG (\S+)", house.manage("shell", "-c", EVENT))[1]
    clerk = visit(width, storage_state=clerks_cookies)
    page = clerk.open(f"/beheer/{slug}/datum/")
    clerk.press("Begin een datumprikker", heading="Datumprikker")
    for days in (20, 21):
        page.get_by_label("Dag", exact=True).fill(in_days(days).isoformat())
        clerk.press("Stel deze dag voor", heading="Datumprikker")
    clerk.press("Iemand toevoegen", heading="Wie vraagt u nog?")
    page.get_by_label("Naam", exact=True).fill("Esra")
    page.get_by_role("button", name="Voeg toe", exact=True).click()
    page.get_by_label("Antwoord graag vóór").fill(in_days(5).isoformat())
    page.get_by_role("button", name="Bewaar", exact=True).click()
    clerk.press("Vraag het", heading="Vraag wanneer het kan")
    clerk.press("Vraag het nu", heading="Datumprikker")
    clerk.press("Esra", heading="Esra")
    _answer_by_keyboard(visit, page.locator("a[href*='/peiling/']").get_attribute("href"))
    clerk.open(f"/beheer/{slug}/datum/")
    for path in ("aantallen/", "stoppen/", "genodigden/contacten/", "genodigden/plakken/"):
        clerk.open(f"/beheer/{slug}/datum/{path}")
    clerk.open(f"/beheer/{slug}/datum/")
    page.get_by_role("link", name=re.compile("Kies deze dag")).first.click()
    clerk.look()
    page.get_by_role("button", name="Kies deze dag").click()
    page.get_by_text("De datum is").wait_for()


def _answer_by_keyboard(visit, path):
    invitee = visit(PHONE)
    page = invitee.open(path)
    for _day in range(2):
        page.locator("fieldset:not(:has(:checked)) input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Bewaar mijn antwoord").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Dank u wel").wait_for()
    invitee.look()
    assert page.locator("input[value=maybe]:checked").count() == 2


def test_the_calendar_of_an_organisation(visit, clerks_cookies, width):
    clerk = visit(width, storage_state=clerks_cookies)
    page = clerk.open("/beheer/contacten/")
    clerk.press("Kalender", heading="Kalender")
    page.get_by_label("Waarom").fill("Herfstreces")
    page.get_by_label("Eerste dag").fill(in_days(50).isoformat())
    clerk.press("Zet in de kalender", heading="Kalender")
    assert page.get_by_text("Herfstreces").first.is_visible()
