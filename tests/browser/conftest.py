"""One house with the example for all journeys, one Chromium, and a context of its own for every visitor."""

import os
import re
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.visitor import PATIENCE, PHONE, WIDE, Visitor
from tests.journeys.house import House
from tests.journeys.tour import text_of

CLERK = "griffie@dialoogtoer.example"
MORE_SEATS = """
from tours.lifecycle.actions import set_pools
from tours.programme.models import Event
set_pools(Event.objects.get(slug="{slug}"), capacities={{"": 300, "councillor": 10}})
"""
TODAY = """
from datetime import timedelta
from django.utils import timezone
from scheduling.live.access import guide_path
from tours.lifecycle.actions import copy_event, publish
from tours.programme.models import Event, Visit
from tours.programme.actions import write_visits
original = Event.objects.select_related("organisation", "meeting_point").get(slug="{slug}")
now = timezone.now()
east = next(hours for hours in range(-11, 13) if (now + timedelta(hours=hours)).hour == 11)
today = (now + timedelta(hours=east)).date()
event = copy_event(original, date=today, title="Vandaag", by=None)
Event.objects.filter(pk=event.pk).update(timezone=f"Etc/GMT{{-east:+d}}", start_min=0, end_min=1439, programme_complete=True)
event.refresh_from_db()
visits = list(Visit.objects.filter(group__event=event, group__letter="A").order_by("position"))
second = 11 * 60 + now.minute - 5  # the second visit has just begun
write_visits(event, {{v.pk: (second + 50 * i, second + 50 * i + 40) for i, v in enumerate(visits, start=-1)}})
Visit.objects.filter(group__event=event).exclude(group__letter="A").update(start_min=None, end_min=None)
publish(Event.objects.get(pk=event.pk), by=None, silent=True)
print(guide_path(event.groups.get(letter="A")), f"/beheer/{{event.slug}}/vandaag/")
"""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium():
    """The path of a Chromium that is installed: $CHROMIUM, else by its usual names."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "No Chromium: install it (Debian: apt-get install chromium) or say where with CHROMIUM=path"
    return found


LONG_FORM_ONLY = {"test_proposals.py", "test_mail.py"}
BOTH_WIDTHS = {"test_sign_up.py", "test_plan.py", "test_upload.py", "test_log_in.py"}


def pytest_collection_modifyitems(config, items):
    """BROWSER=short leaves out what takes longest, and the wide screen where it is not one of the ways that everybody goes."""
    if os.environ.get("BROWSER") == "short":
        left_out = [item for item in items if item.path.parent.name == "browser" and _is_left_out(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_left_out(item):
    name = item.path.name
    return name in LONG_FORM_ONLY or (name not in BOTH_WIDTHS and item.name.endswith("[wide]"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """With what went wrong stands what the service wrote meanwhile."""
    report = yield
    if report.failed and "house" in getattr(item, "funcargs", {}):
        report.sections.append(("Log of the house", item.funcargs["house"].logs()))
    return report


@pytest.fixture(scope="session")
def house_and_tour(tmp_path_factory):
    with House(tmp_path_factory.mktemp("house")) as house:
        slug = house.example_tour()
        house.manage("shell", "-c", MORE_SEATS.format(slug=slug))
        yield house, slug


@pytest.fixture(scope="session")
def house(house_and_tour):
    return house_and_tour[0]


@pytest.fixture(scope="session")
def tour(house_and_tour):
    """The slug of the example that is still to come."""
    return house_and_tour[1]


@pytest.fixture(scope="session")
def pages(house, tour):
    """The guide's and the organisers' page of a tour that is today, in a zone where it is between eleven and noon."""
    return re.findall(r"/\S+/", house.manage("shell", "-c", TODAY.format(slug=tour)))[-2:]


@pytest.fixture(scope="session")
def chrome():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def width(request):
    return request.param


@pytest.fixture
def visit(chrome, house):
    """Makes visitors; afterwards each is asked whether anything went wrong behind the page."""
    visitors = []

    def make(width, **options):
        visitors.append(Visitor(chrome, house.url, width, **options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.close()
    for visitor in visitors:
        assert not visitor.complaints
        assert not visitor.strangers


@pytest.fixture(scope="session")
def clerks_cookies(chrome, house):
    """Logged in once, by mailed code: the way that both shapes have."""
    visitor = Visitor(chrome, house.url, WIDE)
    log_in_by_code(visitor, house, CLERK)
    state = visitor.page.context.storage_state()
    visitor.close()
    return state


@pytest.fixture
def clerk(visit, width, clerks_cookies):
    return visit(width, storage_state=clerks_cookies)


def log_in_by_code(visitor, house, address):
    """From the door of the workspace to its home, with the code from the newest mail pasted."""
    known = len(house.mails(to=address, subject="code"))
    page = visitor.open("/beheer/")
    page.get_by_label("E-mailadres").first.fill(address)
    page.get_by_role("button", name="Stuur mij een code").click()
    page.get_by_role("heading", name="Vul uw code in").wait_for()
    visitor.look()
    mail = house.mail(to=address, subject="code", number=known + 1)
    code = re.search(r"^\w{4}-\w{4}\s*$", text_of(mail), re.MULTILINE)[0].strip()
    visitor.paste(page.get_by_role("textbox"), code)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/beheer/")
