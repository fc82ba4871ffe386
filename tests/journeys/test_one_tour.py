"""One tour from plan to report, as people live it: over HTTP, with the real processes of this shape."""

import re
import time
from datetime import datetime, timedelta

from tests.journeys.browser import Browser
from tests.journeys.house import House
from tests.journeys.tour import DAY, SPEAKER, TALE, Tour, invitation, link_in, text_of

SAM, NOOR = "sam@buurt.example", "noor@buurt.example"


def test_one_tour_from_plan_to_report(tmp_path):
    with House(tmp_path) as house:
        tour = Tour(house)
        tour.log_in()
        tour.announce(seats=1)
        uid = _sign_up(tour)
        _plan_and_tell(tour, uid)
        _speaker(tour)
        _reminder(tour)
        _change_of_heart(tour, uid)
        _afterwards(tour)
        house.manage("check_outbox")  # exits with 1 when somebody was not told


def _sign_up(tour):
    """Two sign up for one seat; opening the link confirms nothing, pressing the button does."""
    tour.sign_up("Sam Bakker", SAM)
    mail = tour.house.mail(to=SAM, subject="Bevestig")
    link = link_in(mail, "/mijn/")
    for _ in range(2):
        Browser(tour.house.url).get(link)
    assert len(tour.house.mails(to=SAM)) == 1
    tour.press(link, "Ja, ik kom")
    method, entry = invitation(tour.house.mail(to=SAM, subject="U hebt een plaats"))
    assert (method, entry["SEQUENCE"], entry.start) == ("REQUEST", 0, DAY)
    assert "/route/" in entry["URL"]
    assert "achtlijst" in tour.sign_up("Noor Smit", NOOR)
    tour.press(link_in(tour.house.mail(to=NOOR, subject="wachtlijst"), "/mijn/"), "Dit adres klopt")
    return entry["UID"]


def _plan_and_tell(tour, uid):
    """Nothing is told before publishing; then one update of the same entry."""
    before = len(tour.house.mails(to=SAM))
    tour.plan()
    assert len(tour.house.mails(to=SAM)) == before
    tour.publish()
    method, entry = invitation(tour.house.mail(to=SAM, subject="Het programma is bekend"))
    assert (method, entry["UID"], entry["SEQUENCE"]) == ("REQUEST", uid, 1)
    assert "Ouderensoos De Nieuwe Jutter" in entry["DESCRIPTION"]


def _speaker(tour):
    """Asked, said yes, handed in; checked by the worker and found on the public page."""
    tour.ask_the_speaker()
    link = link_in(tour.house.mail(to=SPEAKER, subject="Wilt u spreken"), "/spreker/")
    tour.press(link, "Ja, ik kom")
    assert invitation(tour.house.mail(to=SPEAKER, subject="Fijn dat u komt"))[0] == "REQUEST"
    tour.hand_in(link)
    page = _wait_for(
        lambda: Browser(tour.house.url).get(f"/agenda/{tour.slug}/"), lambda page: "/materiaal/" in page.text
    )
    assert Browser(tour.house.url).get(page.link("/materiaal/")).body == TALE


def _reminder(tour):
    """A day before at ten; swept twice, sent once."""
    moment = (
        datetime.combine(DAY - timedelta(days=1), datetime.min.time())
        .replace(hour=11)
        .astimezone()
        .isoformat()
    )
    for _ in range(2):
        tour.house.manage("sweep", "--at", moment)
    assert "Ouderensoos" in text_of(tour.house.mail(to=SAM, subject="Morgen"))
    assert len(tour.house.mails(to=SAM, subject="Morgen")) == 1


def _change_of_heart(tour, uid):
    """Sam cancels: the entry goes, and Noor has the seat."""
    visitor = Browser(tour.house.url)
    page = visitor.get(link_in(tour.house.mail(to=SAM, subject="U hebt een plaats"), "/mijn/"))
    page = visitor.get(page.link("afmelden"))
    page = visitor.send(page, page.form(button="Ja, meld mij af"))
    assert page.status == 200, page.words
    method, entry = invitation(tour.house.mail(to=SAM, subject="U bent afgemeld"))
    assert (method, entry["UID"]) == ("CANCEL", uid)
    assert invitation(tour.house.mail(to=NOOR, subject="U hebt toch een plaats"))[0] == "REQUEST"


def _afterwards(tour):
    tour.report()
    page = _wait_for(
        lambda: Browser(tour.house.url).get(f"/agenda/{tour.slug}/"),
        lambda page: "Een portal in de wijk" in page.words,
    )
    assert re.search("Wat we zagen.*Dwarsverband", page.words)


def _wait_for(look, good, seconds=120):
    ends = time.monotonic() + seconds
    while not good(found := look()):
        assert time.monotonic() < ends, found.words[:3000]
        time.sleep(0.3)
    return found
