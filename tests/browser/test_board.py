"""The planning board of the example: by mouse, with the keyboard only, and put back step by step."""

import pytest

from tests.browser.visitor import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def board(clerk, tour):
    """The board with times on it."""
    page = clerk.open(f"/beheer/{tour}/planning/")
    fill = page.get_by_role("button", name="Vul de tijden in")
    if fill.count():
        fill.click()
    page.locator("[data-visit]").first.wait_for()
    clerk.look()
    return clerk


def card(page):
    """The last visit on the board that can be seen: what comes after it is nothing."""
    return page.locator("article.dt-visit[data-visit]:visible").last


def start_of(page, pk):
    return int(page.locator(f"[data-visit='{pk}']").get_attribute("data-start"))


def moved(page, pk, start):
    page.wait_for_function(
        "([pk, start]) => document.querySelector(`[data-visit='${pk}']`)?.dataset.start == start",
        arg=[pk, str(start)],
    )


def test_a_visit_is_moved_with_the_keyboard_only_and_put_back(board):
    page = board.page
    pk = card(page).get_attribute("data-visit")
    begins = start_of(page, pk)
    board.tab_to(page.locator(f"#later-{pk}"))
    for key, start in (("Enter", begins + 5), ("ArrowDown", begins + 10), ("ArrowUp", begins + 5)):
        page.keyboard.press(key)
        moved(page, pk, start)
        page.wait_for_function("id => document.activeElement.id === id", arg=f"later-{pk}")
    assert "begint nu om" in page.locator("#meldingen").inner_text()
    board.look()
    for start in (begins + 10, begins + 5, begins):
        page.locator("#terug").click()
        moved(page, pk, start)
    board.look()


def test_a_visit_is_dragged_by_five_minutes_a_row(board):
    page = board.page
    if board.width == PHONE:
        pytest.skip("a finger drags at the grip; the buttons are tried above")
    held = card(page)
    pk = held.get_attribute("data-visit")
    begins = start_of(page, pk)
    held.scroll_into_view_if_needed()
    row = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.dt-board__grid')).gridAutoRows)"
    )
    place = held.bounding_box()
    x, y = place["x"] + 40, place["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 3 * row, steps=6)
    page.mouse.up()
    moved(page, pk, begins + 15)
    page.locator("#terug").click()
    moved(page, pk, begins)
