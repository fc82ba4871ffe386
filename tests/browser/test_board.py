"""The planning board: by mouse, by finger, with the keyboard only, quickly, and put back step by step."""

import pytest

from tests.browser.days import made
from tests.browser.visitor import PHONE, WIDE

pytestmark = pytest.mark.browser
THREE = "event = a_day(0, 1, 3, groups={groups}, end_min=1320, organisation=organisation)"
LOOSE = """
add_stop(event, title="Halte 4", venue=a_place(event, km=2), duration_min=15)
Visit.objects.filter(group__event=event, stop__title="Halte 4").exclude(group__letter="A").update(
    start_min=780, end_min=795)
"""


@pytest.fixture
def board(visit, width, clerks_cookies, house, tour):
    """Opens the board of a day that is made so."""

    def opened(code=THREE, groups=2, **options):
        clerk = visit(width, storage_state=clerks_cookies, **options)
        clerk.open(f"/beheer/{made(house, tour, code.format(groups=groups))}/planning/")
        return clerk

    return opened


def card(page, title="Halte 3"):
    """The visit of group A on the board."""
    return page.locator("[data-visit][data-group=a]", has_text=title)


def start_of(page, pk):
    return int(page.locator(f"[data-visit='{pk}']").get_attribute("data-start"))


def moved(page, pk, start):
    page.wait_for_function(
        "([pk, start]) => document.querySelector(`[data-visit='${pk}']`)?.dataset.start == start",
        arg=[pk, str(start)],
    )


def row(page):
    return page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.dt-board__grid')).gridAutoRows)"
    )


def settled(page):
    """Everything that was pressed is done."""
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def drag_by_mouse(page, begin, end):
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def drag_by_finger(page, begin, end):
    """Touches as a screen sends them: the browser makes pointers of them, or scrolls."""
    screen = page.context.new_cdp_session(page)
    x, y = begin
    say = lambda kind, points: screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
    say("touchStart", [{"x": x, "y": y}])
    for n in range(1, 7):
        say("touchMove", [{"x": x + (end[0] - x) * n / 6, "y": y + (end[1] - y) * n / 6}])
    say("touchEnd", [])


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_visit_is_moved_with_the_keyboard_only_and_put_back(board):
    clerk = board()
    page = clerk.page
    pk = card(page).get_attribute("data-visit")
    begins = start_of(page, pk)
    clerk.tab_to(page.locator(f"#later-{pk}"))
    for key, start in (("Enter", begins + 5), ("ArrowDown", begins + 10), ("ArrowUp", begins + 5)):
        page.keyboard.press(key)
        moved(page, pk, start)
        page.wait_for_function("id => document.activeElement.id === id", arg=f"later-{pk}")
    assert "begint nu om" in page.locator("#meldingen").inner_text()
    clerk.look()
    for start in (begins + 10, begins + 5, begins):
        page.locator("#terug").click()
        moved(page, pk, start)
    clerk.look()


def test_five_quick_keys_are_five_steps_and_five_quick_undos_take_them_back(board):
    page = board().page
    pk = card(page).get_attribute("data-visit")
    begins = start_of(page, pk)
    page.locator(f"#later-{pk}").focus()
    page.evaluate(
        """id => { for (let n = 0; n < 5; n += 1) document.getElementById(id)
          .dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, cancelable: true})); }""",
        f"later-{pk}",
    )
    moved(page, pk, begins + 25)
    settled(page)
    assert start_of(page, pk) == begins + 25
    page.wait_for_function("id => document.activeElement.id === id", arg=f"later-{pk}")
    page.evaluate("for (let n = 0; n < 5; n += 1) document.getElementById('terug').click()")
    moved(page, pk, begins)
    settled(page)
    assert page.locator("#terug").count() == 0


def test_times_that_are_filled_in_twice_behind_a_quick_key_wait_for_it(board):
    page = board().page
    pk = card(page).get_attribute("data-visit")
    begins = start_of(page, pk)
    filled = []
    page.on("response", lambda answer: filled.append(answer.url) if "/tijden/" in answer.url else None)
    page.evaluate(
        """id => { document.getElementById(id).click();
          const fill = document.querySelector("#planbord form[action*='/tijden/'] button");
          fill.click(); fill.click(); }""",
        f"later-{pk}",
    )
    page.wait_for_function("() => !!document.querySelector('#terug')")
    moved(page, pk, begins)
    settled(page)
    assert start_of(page, pk) == begins
    assert len(filled) == 2


def test_what_waits_is_not_done_after_a_no(board):
    clerk = board()
    page = clerk.page
    pk = card(page).get_attribute("data-visit")
    begins = start_of(page, pk)
    with page.expect_response("**/verzetten/"):
        page.evaluate(
            """id => { document.querySelectorAll("[name=seen]").forEach((field) => (field.value = "otherwise"));
              for (let n = 0; n < 3; n += 1) document.getElementById(id).click(); }""",
            f"later-{pk}",
        )
    page.get_by_text("Het programma is intussen veranderd").wait_for()
    settled(page)
    assert start_of(page, pk) == begins


def test_a_visit_is_dragged_by_five_minutes_a_row(board, width):
    page = board().page
    held = card(page)
    pk = held.get_attribute("data-visit")
    begins = start_of(page, pk)
    held.scroll_into_view_if_needed()
    x, y = held.bounding_box()["x"] + 40, held.bounding_box()["y"] + 8
    drag_by_mouse(page, (x, y), (x, y + 3 * row(page)))
    moved(page, pk, begins + 15)
    page.locator("#terug").click()
    moved(page, pk, begins)


def test_a_finger_drags_at_the_grip_and_scrolls_anywhere_else(board):
    clerk = board(has_touch=True)
    page = clerk.page
    clerk.look()
    held = card(page, "Halte 2")
    pk = held.get_attribute("data-visit")
    begins = start_of(page, pk)
    held.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    x, y = middle(held.locator(".dt-grip"))
    drag_by_finger(page, (x, y), (x, y + 3 * row(page)))
    moved(page, pk, begins + 15)
    settled(page)
    scrolled = page.evaluate("scrollY")
    x, y = held.bounding_box()["x"] + 40, held.bounding_box()["y"] + 8
    drag_by_finger(page, (x, y), (x, y - 120))
    page.wait_for_function("before => scrollY > before + 60", arg=scrolled)
    assert start_of(page, pk) == begins + 15


def test_a_stop_without_a_time_is_dragged_onto_the_board(board, width):
    clerk = board(THREE + LOOSE)
    page = clerk.page
    loose = page.locator("[data-loose]")
    if width == WIDE:
        page.evaluate("scrollTo({top: 250, behavior: 'instant'})")
    else:  # the list is below the board: the page goes along
        loose.evaluate("one => one.scrollIntoView({block: 'end', behavior: 'instant'})")
    pk = loose.get_attribute("data-loose")
    column = page.locator(".dt-board__group[data-group=a]").bounding_box()
    x, y = middle(loose.locator(".dt-grip"))
    to_x = column["x"] + 30
    if width == WIDE:
        hour = page.locator(".dt-board__hour").first.bounding_box()["y"]
        begin = int(page.locator(".dt-board__grid").get_attribute("data-begin"))
        drag_by_mouse(page, (x, y), (to_x, hour + 20 * row(page) + 2))
        moved(page, pk, begin + 100)
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(to_x, 20, steps=6)
        page.wait_for_function(
            "/^[0-9]+[.][0-9]{2}$/.test(document.querySelector('.dt-loose__meta').textContent)"
        )
        page.mouse.up()
        page.locator(f"[data-visit='{pk}']").wait_for()
    settled(page)
    assert page.locator("[data-loose]").count() == 0
    clerk.look()
    page.locator("#terug").click()
    page.locator(f"[data-loose='{pk}']").wait_for()


def test_a_stop_that_is_dropped_beside_its_column_stays_without_a_time(board, width):
    if width == PHONE:
        pytest.skip("one column on a phone")
    page = board(THREE + LOOSE).page
    other = page.locator(".dt-board__group[data-group=b]").bounding_box()
    drag_by_mouse(page, middle(page.locator("[data-loose] .dt-grip")), (other["x"] + 30, other["y"] + 300))
    assert page.locator("[data-loose] .dt-loose__meta").inner_text() == "15 min"
    assert page.locator("#terug").count() == 0


def test_the_map_follows_the_order(board):
    page = board().page
    way = "() => [...document.querySelectorAll('#kaart path.dt-line--a:not(.dt-line--casing)')].map(one => one.getAttribute('d')).join()"
    page.wait_for_function(f"({way})() !== ''")
    before, seen = (
        page.evaluate(way),
        page.evaluate("document.querySelector('#kaart .leaflet-map-pane').style.transform"),
    )
    page.locator(f"#later-{card(page).get_attribute('data-visit')}").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_function(f"before => ({way})() !== before", arg=before)
    assert page.evaluate("document.querySelector('#kaart .leaflet-map-pane').style.transform") == seen
    page.locator("#terug").click()
    page.wait_for_function(f"before => ({way})() === before", arg=before)


def test_fourteen_groups_go_past_under_the_hours(board, width):
    clerk = board(groups=14)
    page = clerk.page
    if width == PHONE:
        pytest.skip("one column on a phone: the next test")
    scroll = page.locator(".dt-board__scroll")
    hour = page.locator(".dt-board__clock", has_text="10.00")
    at = hour.bounding_box()["x"]
    scroll.evaluate("one => (one.scrollLeft = one.scrollWidth)")
    last = page.locator(".dt-board__group[data-group=n]").bounding_box()
    assert hour.bounding_box()["x"] == at
    assert last["x"] + last["width"] <= scroll.bounding_box()["x"] + scroll.bounding_box()["width"]
    on_top = "([x, y]) => document.elementFromPoint(x, y).className"
    hour.scroll_into_view_if_needed()
    assert page.evaluate(on_top, list(middle(hour))) == "dt-board__clock"
    clerk.look()


def test_fourteen_groups_are_seen_one_by_one_on_a_phone(board, width):
    clerk = board(groups=14)
    clerk.press("Groep N", heading="Groep N")
    assert clerk.page.locator(".dt-board__group:visible").count() == 1
