"""Somebody at a screen of a given width, who looks at every page as axe does."""

import io
from functools import cache
from urllib.parse import urljoin

from PIL import Image

from tests.journeys.house import ROOT

WIDE, PHONE = 1280, 390  # pixels
PATIENCE = 90_000  # milliseconds; a loaded machine is slow, a wrong page never comes
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Pins of a map stand where places are, however close: Understanding SC 2.5.8 (Target Size) names them as essential.
AXE = """async tags => {
  const found = await axe.run(document, {
    runOnly: tags, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"], iframes: false,
  });
  return found.violations.flatMap(({id, help, nodes}) =>
    nodes.filter(({target}) => id !== "target-size" || !document.querySelector(target[0]).closest(".leaflet-marker-pane"))
      .map(({target, failureSummary}) => `${id} (${help}) at ${target}: ${failureSummary}`));
}"""
WIDTH = "document.documentElement.scrollWidth"
TOO_WIDE = """width => [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > width + 1)
  .slice(0, 5).map(one => one.outerHTML.slice(0, 160))"""
CLOSED = "() => document.querySelectorAll('details:not([open])').forEach(fold => (fold.open = true))"


@cache
def axe():
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@cache
def tile():
    """A piece of map without anything on it, for nobody asks the map's server while testing."""
    piece = io.BytesIO()
    Image.new("RGB", (256, 256), "#e9efe9").save(piece, "PNG")
    return piece.getvalue()


class Visitor:
    """`complaints` are errors of scripts and of the console, `strangers` requests to anybody but the house."""

    def __init__(self, browser, base, width, **options):
        self.base, self.width = base, width
        self.complaints, self.strangers, self.expected = [], [], {422}
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="nl-NL", **options
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.route("**/*", self._let_through)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._listen)

    def close(self):
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()

    def open(self, path):
        """Go there and look around."""
        self.page.goto(urljoin(self.base, path))
        self.look()
        return self.page

    def resize(self, width):
        self.width = width
        self.page.set_viewport_size({"width": width, "height": 900})

    def look(self):
        """What is wrong with this page as it stands now: nothing."""
        assert (problems := self.problems()) == [], f"{self.page.url} at {self.width}: " + "\n".join(problems)

    def problems(self, *, unfold=False):
        """Violations that axe finds, and what sticks out sideways."""
        self.page.wait_for_load_state("load")
        if unfold:
            self.page.evaluate(CLOSED)
        self.page.evaluate(axe())
        found = self.page.evaluate(AXE, TAGS)
        if (wide := self.page.evaluate(WIDTH)) > self.width:
            found.append(f"{wide} px wide, because of {self.page.evaluate(TOO_WIDE, self.width)}")
        return found

    def press(self, name, *, heading):
        """Press a button or follow a link, arrive at the page of that heading, and look around."""
        button = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        button.first.click()
        self.page.get_by_role("heading", name=heading).first.wait_for()
        self.look()

    def tick(self, label):
        """By its label, as most people do."""
        self.page.locator("label").filter(has_text=label).first.click()

    def paste(self, field, text):
        """As from a clipboard: all of it at once."""
        field.focus()
        self.page.keyboard.insert_text(text)

    def is_at(self, target):
        """Wait until that has the focus."""
        self.page.wait_for_function("one => one === document.activeElement", arg=target.element_handle())

    def tab_to(self, target):
        """Walk there with the Tab key, as people without a mouse do."""
        for _ in range(200):
            self.page.keyboard.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"the Tab key never reaches {target}")

    def _let_through(self, route):
        url = route.request.url
        if url.startswith(self.base):
            route.continue_()
        elif url.endswith(".png") and "EPSG:3857" in url:
            route.fulfill(body=tile(), content_type="image/png")
        else:
            self.strangers.append(url)
            route.abort()

    def _listen(self, message):
        refused = any(f"status of {status}" in message.text for status in self.expected)
        if message.type == "error" and not refused:
            self.complaints.append(f"{self.page.url}: {message.text}")
