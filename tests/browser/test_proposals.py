"""Proposals in the browser, with the keyboard only: a wish is let go, a concession granted, a search that dies says so."""

import os
import signal
from pathlib import Path

import pytest

from tests.browser.conftest import CLERK
from tests.browser.days import made
from tests.browser.visitor import WIDE

pytestmark = pytest.mark.browser
TIGHT = """
event = a_day(0, 1, groups=2, filled=False, end_min=1080, organisation=organisation)
first = event.stops.first()
StopWish.objects.create(stop=first, open_from_min=540, open_until_min=550, setup_min=15)
"""
LARGE = """
event = a_day(*range(8), groups=8, filled=False, end_min=1320, duration_min=20, organisation=organisation)
"""


def open_planning(clerk, house, tour, code):
    return clerk.open(f"/beheer/{made(house, tour, code)}/planning/")


def press(clerk, button):
    clerk.tab_to(button)
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")


def searched(page):
    page.get_by_role("button", name="Zoek opnieuw", exact=True).wait_for(timeout=90_000)


def test_a_wish_is_let_go_and_a_concession_granted(clerk, house, tour):
    page = open_planning(clerk, house, tour, TIGHT)
    wish = page.locator("section", has=page.get_by_role("heading", name="Wensen")).locator(
        "li", has_text="klaar te zetten"
    )
    press(clerk, wish.get_by_role("button"))
    page.get_by_text("De wens telt niet meer mee.").wait_for()
    assert wish.count() == 0
    clerk.look()
    press(clerk, page.get_by_role("button", name="Stel een plan voor").first)
    page.get_by_text("Zo kan het wel").first.wait_for(timeout=90_000)
    searched(page)
    clerk.look()
    press(clerk, page.get_by_role("button", name="Sta toe en zoek opnieuw").first)
    page.get_by_role("columnheader", name="Kortste dag").wait_for(timeout=90_000)
    searched(page)
    clerk.look()


def searches(house):
    """The processes of this house that look for a plan."""
    above, found = {}, []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            above[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if "scheduling.planner" in (path / "cmdline").read_text().split("\0"):
                found.append(int(path.name))
        except OSError:
            continue  # it ended meanwhile
    return [pid for pid in found if set(ancestors(pid, above)) & {one.pid for one in house._processes}]


def ancestors(pid, above):
    while pid := above.get(pid):
        yield pid


def ask_for_a_code(visitor, house):
    """The code to log in with comes by mail, and soon."""
    known = len(house.mails(to=CLERK, subject="code"))
    page = visitor.open("/beheer/")
    page.get_by_label("E-mailadres").first.fill(CLERK)
    page.get_by_role("button", name="Stuur mij een code").click()
    house.mail(to=CLERK, subject="code", number=known + 1, seconds=6)


def test_mail_goes_out_while_a_plan_is_searched_and_a_search_that_dies_says_so(clerk, visit, house, tour):
    page = open_planning(clerk, house, tour, LARGE)
    press(clerk, page.get_by_role("button", name="Stel een plan voor").first)
    page.get_by_role("button", name="Stop met zoeken").wait_for()
    page.wait_for_function("() => !document.body.innerText.includes('het zoeken begint zo')", timeout=90_000)
    ask_for_a_code(visit(WIDE), house)
    (search,) = searches(house)  # that is still at it
    os.kill(search, signal.SIGKILL)
    page.get_by_text("Het zoeken is onverwacht gestopt").wait_for()
    assert page.get_by_text("Er zijn nog geen tijden").count() == 1
    clerk.look()
