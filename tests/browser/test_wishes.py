"""Wishes, numbers per group and a date poll, on a phone and with the keyboard only: nothing is clicked or focused."""

import re

import pytest

from tests.browser.days import made
from tests.browser.test_date_poll import EVENT
from tests.browser.test_groups import PEOPLE
from tests.browser.visitor import PHONE
from tests.builders import in_days

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(visit, clerks_cookies):
    return visit(PHONE, storage_state=clerks_cookies)


@pytest.fixture
def day(house, tour):
    return made(house, tour, PEOPLE.format(days=30))


def type_in(clerk, field, text):
    clerk.tab_to(field)
    clerk.page.keyboard.press("Control+A")
    clerk.page.keyboard.type(text)


def type_day(clerk, field, day):
    """Part by part, in the order in which this browser has them."""
    clerk.tab_to(field)
    clerk.page.keyboard.type(f"{day:%d%m%Y}")
    if field.input_value() != day.isoformat():
        for _part in range(2):
            clerk.page.keyboard.press("ArrowLeft")
        clerk.page.keyboard.type(f"{day:%m%d%Y}")
    assert field.input_value() == day.isoformat()


def press(clerk, role, name):
    """Walk to it with the Tab key and press Enter; the page that comes is looked at."""
    clerk.tab_to(clerk.page.get_by_role(role, name=name))
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.look()


def choose(clerk, field, downs):
    clerk.tab_to(field)
    clerk.page.keyboard.press("Home")
    for _ in range(downs):
        clerk.page.keyboard.press("ArrowDown")


def test_wishes_are_typed_corrected_and_let_go(phone, day):
    page = phone.open(f"/beheer/{day}/planning/wensen/")
    stop = page.get_by_role("group", name="Halte 1")
    phone.tab_to(page.locator("summary").filter(has_text="Halte 1"))
    page.keyboard.press("Enter")
    type_in(phone, stop.get_by_label("Open vanaf"), "11.00")
    type_in(phone, stop.get_by_label("Open tot"), "10.00")
    choose(phone, stop.get_by_label("Wanneer op de dag"), 2)
    press(phone, "button", "Bewaar de wensen")
    assert stop.get_by_label("Open vanaf").input_value() == "11.00"
    type_in(phone, stop.get_by_label("Open tot"), "15.00")
    press(phone, "button", "Bewaar de wensen")
    page.get_by_text("De wensen zijn bewaard.").wait_for()


def test_numbers_per_group_are_typed_corrected_and_kept(phone, day):
    page = phone.open(f"/beheer/{day}/groepen/")
    press(phone, "link", re.compile("Aantallen"))
    first = page.get_by_role("group").filter(has=page.get_by_role("heading", name=re.compile("Raadslid")))
    least, most = first.get_by_role("spinbutton").nth(0), first.get_by_role("spinbutton").nth(1)
    type_in(phone, least, "3")
    type_in(phone, most, "2")
    press(phone, "button", "Bewaar")
    type_in(phone, most, "4")
    press(phone, "button", "Bewaar")
    page.get_by_role("heading", name="Groepen").first.wait_for()


def test_a_poll_is_prepared_and_asked(phone, house):
    slug = re.search(r"SLUG (\S+)", house.manage("shell", "-c", EVENT))[1]
    page = phone.open(f"/beheer/{slug}/datum/")
    press(phone, "button", "Begin een datumprikker")
    for days in (20, 21):
        type_day(phone, page.get_by_label("Dag", exact=True), in_days(days))
        press(phone, "button", "Stel deze dag voor")
    press(phone, "link", "Iemand toevoegen")
    type_in(phone, page.get_by_label("Naam", exact=True), "Esra")
    press(phone, "button", re.compile("^Voeg toe$"))
    type_day(phone, page.get_by_label("Antwoord graag vóór"), in_days(5))
    press(phone, "button", re.compile("^Bewaar$"))
    press(phone, "button", re.compile("^Vraag het$"))
    press(phone, "button", "Vraag het nu")
    page.get_by_role("heading", name="Datumprikker").first.wait_for()
    assert page.get_by_role("link", name="Esra").is_visible()
