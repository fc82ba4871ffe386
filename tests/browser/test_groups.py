"""The groups page with the keyboard only: propose, move one by hand, keep that, divide the rest anew, freeze and thaw."""

import re

import pytest

from tests.browser.days import made

pytestmark = pytest.mark.browser
PEOPLE = """
event = a_day(0, 1, groups=2, end_min=1080, organisation=organisation, date=in_days({days}))
for number in range(1, 9):
    a_registration(event, name=f"Persoon {{number}}", email=f"p{{number}}@voorbeeld.example",
        role="councillor" if number % 2 else "resident", party="Partij X" if number % 2 else "")
"""
PUBLISHED = "event = publish_quietly(event)"


@pytest.fixture
def groups(clerk, house, tour):
    """Opens the groups page of a day with eight people."""

    def opened(days=30):
        code = PEOPLE.format(days=days) + (PUBLISHED if days < 3 else "")
        clerk.open(f"/beheer/{made(house, tour, code)}/groepen/")
        return clerk

    return opened


def press(clerk, role, name):
    """Walk to it with the Tab key and press Enter; the page that comes is looked at."""
    clerk.tab_to(clerk.page.get_by_role(role, name=name))
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.look()


def people_in(page, group):
    return page.get_by_role("region", name=re.compile(group)).locator("li b").all_inner_texts()


def choose(clerk, name, group):
    """Tick somebody and choose a group, with the space bar and the arrows."""
    page = clerk.page
    clerk.page.evaluate("document.activeElement.blur()")
    clerk.tab_to(page.get_by_label("Aangekruiste mensen naar"))
    page.keyboard.press("Home")
    for _ in range(ord(group) - ord("A")):
        page.keyboard.press("ArrowDown")
    clerk.tab_to(page.get_by_role("checkbox", name=re.compile(rf"{name}\b")))
    page.keyboard.press("Space")


def test_groups_are_proposed_one_is_moved_and_stays_when_the_rest_is_divided_anew(groups):
    clerk = groups()
    page = clerk.page
    press(clerk, "button", "Stel groepen voor")
    assert page.get_by_role("heading", name="Voorstel voor de groepen").count() == 1
    assert page.locator(".dt-grouplist small", has_text="gemengd").count() == 8  # each with why
    press(clerk, "button", "Neem deze groepen over")
    assert [len(people_in(page, group)) for group in ("Groep A", "Groep B")] == [4, 4]

    name = people_in(page, "Groep A")[0]
    choose(clerk, name, "B")
    press_back(clerk, "Verplaats")
    assert name in people_in(page, "Groep B")
    assert "door u geplaatst" in page.get_by_role("region", name=re.compile("Groep B")).inner_text()

    press(clerk, "button", "Stel groepen voor")
    assert name in people_in(page, "Groep B")
    press(clerk, "link", "Ander voorstel")
    assert name in people_in(page, "Groep B")
    take_over = page.get_by_role("button", name="Neem deze groepen over")
    if take_over.count():
        press(clerk, "button", "Neem deze groepen over")
    assert name in people_in(page, "Groep B")
    assert sorted(len(people_in(page, group)) for group in ("Groep A", "Groep B")) == [4, 4]


def test_who_has_no_group_yet_is_divided_and_the_others_stay(groups):
    clerk = groups()
    page = clerk.page
    for name, group in (("Persoon 1", "A"), ("Persoon 2", "B")):
        choose(clerk, name, group)
        press_back(clerk, "Verplaats")
    press(clerk, "button", "Verdeel wie nog geen groep heeft")
    press(clerk, "button", "Neem deze groepen over")
    assert "Persoon 1" in people_in(page, "Groep A")
    assert "Persoon 2" in people_in(page, "Groep B")
    assert [len(people_in(page, group)) for group in ("Groep A", "Groep B")] == [4, 4]


def press_back(clerk, name):
    """The button stands before the people: back to it with Shift and Tab."""
    button = clerk.page.get_by_role("button", name=name, exact=True)
    for _ in range(60):
        clerk.page.keyboard.press("Shift+Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    else:
        raise AssertionError(f"no way back to {name}")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.look()


def test_groups_that_stand_fast_are_let_go_and_held_again(groups):
    clerk = groups(days=2)
    page = clerk.page
    for name, group in (("Persoon 1", "A"), ("Persoon 2", "B")):  # who has no group can be given one
        choose(clerk, name, group)
        press_back(clerk, "Verplaats")
    choose(clerk, "Persoon 1", "B")
    press_back(clerk, "Verplaats")
    assert "Persoon 1" in people_in(page, "Groep A")
    assert "Maak de groepen eerst los" in page.locator(".dt-messages").inner_text()
    press(clerk, "button", "Maak de groepen los")
    choose(clerk, "Persoon 1", "B")
    press_back(clerk, "Verplaats")
    assert "Persoon 1" in people_in(page, "Groep B")
    press(clerk, "button", "Zet de groepen weer vast")
    assert page.get_by_role("button", name="Maak de groepen los").count() == 1


def test_who_should_stay_together_does(groups):
    clerk = groups()
    page = clerk.page
    for name in ("Persoon 1", "Persoon 3"):
        clerk.tab_to(page.get_by_role("checkbox", name=re.compile(rf"{name}\b")))
        page.keyboard.press("Space")
    press_back(clerk, "Houd bij elkaar")
    press(clerk, "button", "Stel groepen voor")
    press(clerk, "button", "Neem deze groepen over")
    together = [{"Persoon 1", "Persoon 3"} <= set(people_in(page, group)) for group in ("Groep A", "Groep B")]
    assert sorted(together) == [False, True]
