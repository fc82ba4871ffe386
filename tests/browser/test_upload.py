import re

import pytest

from tests.browser.visitor import PHONE, WIDE
from tests.journeys.tour import link_in

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]
SPEAKERS = {WIDE: ("Sem Jansen", "Wilt u spreken"), PHONE: ("Noor Bakker", "Fijn dat u komt")}
TALE = b"Een buurt waar niemand bang is om oud te worden.\n" * 20_000


def test_a_speaker_hands_in_and_the_organiser_sees_it(visit, clerk, house, tour, width):
    name, subject = SPEAKERS[width]
    mail = house.mail(to=name.lower().replace(" ", "."), subject=subject)
    filename = f"verhaal-{width}.txt"
    _hand_in(visit(width), link_in(mail, "/spreker/"), filename)
    page = clerk.open(f"/beheer/{tour}/materiaal/")
    page.get_by_role("row").filter(has_text=name).filter(has_text="txt").first.wait_for()


def _hand_in(speaker, link, filename):
    page = speaker.open(link)
    if (fold := page.get_by_text("Een bestand toevoegen")).count():
        fold.first.click()
    chosen = page.locator("form[data-upload]").filter(visible=True).first
    _refused(speaker, chosen)
    chosen.locator("input[type=file]").set_input_files(
        {"name": filename, "mimeType": "text/plain", "buffer": TALE}
    )
    _watch_progress(page)
    chosen.get_by_role("button", name=re.compile("Verstuur")).click()
    page.locator(".dt-card", has_text=filename).get_by_role("link", name=filename).wait_for()
    assert page.evaluate("window.progress") >= 1
    speaker.look()


def _refused(speaker, form):
    """A type that is not allowed: said at the field, with the rest of the page intact."""
    form.locator("input[type=file]").set_input_files(
        {"name": "spel.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    )
    form.get_by_role("button", name=re.compile("Verstuur")).click()
    speaker.page.locator(".dt-summary", has_text=".exe").wait_for()
    speaker.look()


def _watch_progress(page):
    """Count the bars of progress that appear."""
    page.evaluate("""() => {
      window.progress = 0;
      new MutationObserver(() => (window.progress += document.querySelectorAll("progress").length))
        .observe(document.documentElement, {childList: true, subtree: true});
    }""")
