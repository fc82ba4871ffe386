"""What the guide's page weighs on a slow network, and what of it is left after the app was renewed."""

import time

import pytest

from tests.browser.renewed import RENEWED, in_front_of
from tests.browser.visitor import PATIENCE, PHONE

pytestmark = pytest.mark.browser
HTML_BYTES, WITHOUT_FONTS_BYTES, ALL_BYTES = 6_000, 50_000, 80_000


@pytest.fixture
def weighed(chrome, house, pages):
    """What came over the network at the first visit, with what is kept for later: bytes by sort.

    Not by way of a Visitor: who looks at requests has no cache.
    """
    context = chrome.new_context(viewport={"width": PHONE, "height": 900}, service_workers="block")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    sorts, found = {}, {}

    def count(one):
        sort = sorts.get(one["requestId"], "Other")
        found[sort] = found.get(sort, 0) + int(one["encodedDataLength"])

    line.on("Network.responseReceived", lambda one: sorts.update({one["requestId"]: one["type"]}))
    line.on("Network.loadingFinished", count)
    page.goto(house.url + pages[0])
    page.wait_for_load_state("networkidle")
    yield found
    context.close()


def test_the_guides_page_is_light_on_its_first_visit(weighed):
    assert {"Document", "Stylesheet", "Script"} <= weighed.keys()
    assert weighed["Document"] < HTML_BYTES, weighed
    assert sum(size for sort, size in weighed.items() if sort != "Font") < WITHOUT_FONTS_BYTES, weighed
    assert sum(weighed.values()) < ALL_BYTES, weighed


KEPT = """async () => (await (await caches.open("dag-1")).keys()).map((one) => new URL(one.url).pathname)"""
WHO = """() => new Promise((answered) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => answered(data);
  setTimeout(() => answered("as before"), 300);
  navigator.serviceWorker.controller.postMessage("who", [port2]);
})"""
GROUND = "() => getComputedStyle(document.querySelector('.dt-guidebar')).backgroundColor"


def until(there):
    ends = time.monotonic() + PATIENCE / 1000
    while not there():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_after_the_app_was_renewed_the_new_worker_takes_over_old_parts_go_and_the_last_state_stays(
    chrome,
    house,
    pages,
):
    with in_front_of(house.url) as (server, url):
        context = chrome.new_context(viewport={"width": PHONE, "height": 900})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(url + pages[0])
        page.wait_for_function("() => navigator.serviceWorker.controller")
        until(lambda: any("overlay." in one for one in page.evaluate(KEPT)))
        page.reload()  # by way of the worker, which keeps the fonts as well
        page.wait_for_load_state("networkidle")
        ground = page.evaluate(GROUND)
        assert page.evaluate(WHO) == "as before"
        assert any("noto-sans" in one for one in page.evaluate(KEPT))

        server.renewed = True
        page.goto(url + pages[0])
        until(lambda: page.evaluate(WHO) == "renewed")
        until(lambda: not any(server.real_name in one for one in page.evaluate(KEPT)))
        kept = page.evaluate(KEPT)
        assert any(RENEWED in one for one in kept)
        assert any("noto-sans" in one for one in kept)
        assert pages[0] in kept

        context.set_offline(True)
        page.goto(url + pages[0])
        page.get_by_text("Geen netwerk").wait_for()
        page.get_by_role("heading", name="Uw route").wait_for()
        assert page.evaluate(GROUND) == ground
        context.close()
