import pytest

from tests.browser.visitor import PHONE

pytestmark = pytest.mark.browser
KEPT_WITH_KIM = """async path => navigator.serviceWorker.controller
  && (await (await caches.match(path))?.text())?.includes("Kim is er")"""


def test_a_guide_on_a_phone_looks_what_being_late_does_by_keyboard(visit, pages):
    guide = visit(PHONE)
    page = guide.open(pages[0])
    page.get_by_role("button", name="+15").press("Enter")
    page.get_by_role("button", name="+15", pressed=True).wait_for()
    guide.look()
    folds = page.locator("details.dt-onward > summary")
    assert folds.count() >= 2
    folds.nth(1).press("Enter")
    page.locator("details.dt-onward").nth(1).get_by_role("button", name="Geef dit door").wait_for()
    guide.look()
    page.locator("details.dt-onward").nth(0).get_by_role("button", name="Geef dit door").press("Enter")
    page.get_by_text("De nieuwe tijden staan vast.").wait_for()


def test_what_a_guide_notes_without_network_shows_and_is_sent_when_it_comes_back(visit, pages):
    guide = visit(PHONE)
    page = guide.open(pages[0])
    page.get_by_text("Iemand erbij").press("Enter")
    page.get_by_label("Naam").fill("Kim")
    page.get_by_label("Naam").press("Enter")
    page.get_by_role("button", name="Kim is er", pressed=True).wait_for()
    guide.look()
    page.wait_for_function(KEPT_WITH_KIM, arg=pages[0])
    guide.context.set_offline(True)
    guide.complaints, before = [], guide.complaints
    page.get_by_role("button", name="Kim is er").press("Enter")
    page.get_by_text("Eén ding wacht om verstuurd te worden.").wait_for()
    page.goto(guide.base + pages[0])
    page.get_by_text("Geen netwerk").wait_for()
    page.get_by_role("button", name="Kim is er", pressed=False).wait_for()
    page.get_by_text("Iemand erbij").press("Enter")
    page.get_by_label("Naam").fill("Noa")
    page.get_by_label("Naam").press("Enter")
    page.get_by_text("2 dingen wachten om verstuurd te worden.").wait_for()
    page.get_by_role("button", name="+15").press("Enter")
    page.get_by_text("kan pas als er weer netwerk is").wait_for()
    guide.look()
    guide.context.set_offline(False)
    page.get_by_role("button", name="Noa is er", pressed=True).wait_for()
    page.get_by_role("button", name="Kim is er", pressed=False).wait_for()
    page.locator("[data-queue]").wait_for(state="hidden")
    guide.complaints = before


def test_the_organisers_page_of_the_day(visit, pages, clerks_cookies):
    clerk = visit(PHONE, storage_state=clerks_cookies)
    page = clerk.open(pages[1])
    assert page.get_by_role("link", name="Gidspagina van groep A").is_visible()
    page.get_by_role("link", name="valt uit").first.press("Enter")
    page.locator("summary", has_text="Sla deze halte over").press("Enter")
    page.get_by_role("button", name="Geef dit door").wait_for()
    clerk.look()


def test_a_plan_b_is_prepared_checked_and_published_by_keyboard(visit, pages, clerks_cookies):
    clerk = visit(PHONE, storage_state=clerks_cookies)
    page = clerk.open(pages[1].removesuffix("vandaag/") + "plan-b/")
    page.get_by_role("button", name="Neem voor elke fietsroute de bus").press("Enter")
    page.get_by_text("Plan B is bewaard en nagekeken.").wait_for()
    clerk.look()
    page.get_by_role("button", name="Geef dit door").press("Enter")
    page.get_by_text("Plan B geldt nu.").wait_for()
    page.get_by_role("button", name="Geef dit door").press("Enter")
    page.get_by_role("button", name="Bewaar en kijk na").wait_for()
