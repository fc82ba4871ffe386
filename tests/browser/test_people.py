import pytest

pytestmark = pytest.mark.browser


def test_finding_somebody_and_changing_them_in_place(clerk, tour):
    page = clerk.open(f"/beheer/{tour}/mensen/")
    page.get_by_role("searchbox").fill("xandra")
    page.get_by_text("Eén persoon gevonden").wait_for()
    clerk.look()
    page.get_by_role("link", name="Wijzig Xandra Blom").click()
    page.get_by_role("form", name="Wijzig Xandra Blom").wait_for()
    clerk.look()
    page.get_by_label("Naam", exact=True).fill("")
    page.get_by_role("button", name="Opslaan").click()
    page.locator(".dt-summary").wait_for()
    clerk.look()
    page.get_by_label("Naam", exact=True).fill("Xandra Blom")
    page.get_by_label("Dieet").select_option("vegan")
    page.get_by_role("button", name="Opslaan").click()
    page.locator(".dt-row--saved").wait_for()
    clerk.look()
    assert "Xandra Blom" in page.locator(".dt-row--saved").text_content()
    assert page.url.endswith("?q=xandra") or "q=xandra" in page.url


def test_a_walk_in_by_keyboard_alone(clerk, tour, width):
    page = clerk.open(f"/beheer/{tour}/mensen/aan-de-deur/")
    for name in (f"Eerste Gast {width}", f"Tweede Gast {width}"):
        clerk.is_at(page.get_by_label("Naam", exact=True))
        page.keyboard.type(name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_role("listitem").filter(has_text=name).wait_for()
        clerk.is_at(page.get_by_label("Naam", exact=True))
    clerk.look()
