"""What a calendar server makes of our objects: Radicale, over CalDAV (RFC 4791), stores them and gives them back."""

import base64
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from notifications.calendar import objects
from tests.notifications.calendar.itineraries import GRIFFIE, SAM, an_entry
from tests.sink import free_port

CALENDAR = "/sam/agenda/"
HOSTILE = 'Komma, puntkomma; "aanhaling" \\ backslash\r\nBEGIN:VALARM\u2028é 😀 ' + "lang " * 60


class Server:
    """A CalDAV server and one person's calendar in it."""

    def __init__(self, url):
        self.url = url

    def ask(self, method, path, body=None, **headers):
        user = base64.b64encode(b"sam:sam").decode()
        asked = Request(
            self.url + path,
            data=body,
            method=method,
            headers={"Authorization": f"Basic {user}"}
            | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        with urlopen(asked, timeout=120) as answer:
            return answer.status, answer.read()

    def put(self, octets, name="toer.ics"):
        return self.ask("PUT", CALENDAR + name, stored(octets), Content_Type="text/calendar; charset=utf-8")[
            0
        ]

    def get(self, name="toer.ics"):
        return self.ask("GET", CALENDAR + name)[1]

    def between(self, start, end):
        """How many entries the server finds in that time, by its own reading of zones."""
        body = f"""<?xml version="1.0"?><C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{start}" end="{end}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""
        _status, answer = self.ask("REPORT", CALENDAR, body.encode(), Depth="1", Content_Type="text/xml")
        return answer.count(b"<getetag>")


def stored(octets):
    """As a client puts it into a calendar: RFC 4791 4.1 forbids METHOD there."""
    return re.sub(rb"METHOD:[A-Z]+\r\n", b"", octets)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    port = free_port()
    folder = tmp_path_factory.mktemp("caldav")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n[storage]\nfilesystem_folder = {folder}/kept\n"
    )
    command = [sys.executable, "-W", "ignore", "-m", "radicale", "--config", str(folder / "config")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={"PATH": os.environ["PATH"]}, **quiet)
    try:
        server = Server(f"http://127.0.0.1:{port}")
        make_calendar(server, until=time.monotonic() + 120)
        yield server
    finally:
        process.terminate()
        process.wait(60)


def make_calendar(server, *, until):
    while True:
        try:
            assert server.ask("MKCALENDAR", CALENDAR)[0] == 201
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(autouse=True)
def empty(request):
    yield
    if "server" in request.fixturenames:
        server = request.getfixturevalue("server")
        for name in re.findall(
            rb"<href>[^<]*/([^/<]+\.ics)</href>", server.ask("PROPFIND", CALENDAR, Depth="1")[1]
        ):
            server.ask("DELETE", CALENDAR + name.decode())


def an_invitation(**fields):
    return objects.request(an_entry(**fields), organizer=GRIFFIE, attendee=SAM)


def a_cancel(**fields):
    return objects.cancellation(an_entry(**fields), organizer=GRIFFIE, attendee=SAM, called_off=True)


def three_readings(octets):
    """Start, title and text, read by three libraries; only one of them wrote it."""
    ours = Calendar.from_ical(octets).walk("VEVENT")[0]
    yield ours["DTSTART"].dt, str(ours["SUMMARY"]), str(ours["DESCRIPTION"])
    theirs = vobject.readOne(octets.decode()).vevent
    yield theirs.dtstart.value, theirs.summary.value, theirs.description.value
    (last,) = IcsCalendarStream.calendar_from_ics(octets.decode()).events
    yield last.dtstart, last.summary, last.description


def test_an_invitation_comes_back_as_it_was_put(server):
    octets = an_invitation(title=HOSTILE, text=HOSTILE)
    assert server.put(octets) == 201
    kept = server.get()
    before, *others = [*three_readings(stored(octets)), *three_readings(kept)]
    assert all(
        other[0].astimezone(UTC) == datetime(2018, 6, 29, 7, 15, tzinfo=UTC) for other in (before, *others)
    )
    assert {other[1:] for other in others} == {before[1:]}
    assert "BEGIN:VALARM" in before[2]
    assert not Calendar.from_ical(kept).walk("VALARM")


def test_an_update_takes_the_place_of_what_it_updates(server):
    assert server.put(an_invitation()) == 201
    moved = an_invitation(sequence=1, start="2018-06-29T09:00:00Z", end="2018-06-29T12:00:00Z")
    assert server.put(moved) == 204
    (event,) = Calendar.from_ical(server.get()).walk("VEVENT")
    assert (event["SEQUENCE"], event["DTSTART"].dt.hour) == (1, 11)
    assert server.between("20180629T090000Z", "20180629T091000Z") == 1
    assert server.between("20180629T071500Z", "20180629T090000Z") == 0


def test_what_is_called_off_is_kept_as_called_off_and_comes_back_with_a_higher_sequence(server):
    server.put(an_invitation())
    server.put(a_cancel(sequence=1))
    assert Calendar.from_ical(server.get()).walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    server.put(an_invitation(sequence=2))
    (event,) = Calendar.from_ical(server.get()).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 2)


def test_an_entry_of_another_person_is_another_entry(server):
    server.put(an_invitation())
    with pytest.raises(HTTPError, match="409"):  # the UID of the one may not stand under the name of another
        server.put(an_invitation(), name="tweede.ics")
    assert server.put(an_invitation(uid="7.zzzz@toer.example"), name="tweede.ics") == 201


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z"),  # over the hour that is not there
        ("2026-10-25T00:30:00Z", "2026-10-25T00:45:00Z"),  # the first half past two
        ("2026-10-25T01:30:00Z", "2026-10-25T03:00:00Z"),  # the second one
        ("2026-12-15T08:00:00Z", "2026-12-15T09:00:00Z"),
        ("2037-07-01T08:00:00Z", "2037-07-01T09:00:00Z"),
    ],
)
def test_the_server_finds_it_at_the_moment_that_was_meant(server, start, end):
    server.put(an_invitation(start=start, end=end))
    first, last = (moment.replace("-", "").replace(":", "") for moment in (start, end))
    assert server.between(first, last) == 1
    assert server.between("20200101T000000Z", first) == 0
    assert server.between(last, "20400101T000000Z") == 0
    for begin, _title, _text in three_readings(server.get()):
        assert begin.astimezone(UTC) == datetime.fromisoformat(start)


def test_a_whole_day_stays_a_day(server):
    day = {"all_day": True, "complete": False, "steps": []}
    server.put(an_invitation(start="2018-06-28T22:00:00Z", end="2018-06-29T22:00:00Z", **day))
    assert b"DTSTART;VALUE=DATE:20180629" in server.get()
    assert server.between("20180629T100000Z", "20180629T110000Z") == 1


def test_a_subscription_can_be_taken_in_whole(server):
    entries = [an_entry(), an_entry(uid="8@toer.example", title=HOSTILE), an_entry(uid="9@toer.example")]
    called_off = [False, False, True]
    feed = objects.in_a_feed(
        [
            objects.public_component(entry, called_off=off)
            for entry, off in zip(entries, called_off, strict=True)
        ],
        name="Agenda",
        source="https://toer.example/agenda/kalender.ics",
        tzids=["Europe/Amsterdam"],
    )
    assert server.ask("PUT", "/sam/abonnement/", feed, Content_Type="text/calendar; charset=utf-8")[0] == 201
    back = server.ask("GET", "/sam/abonnement/")[1]
    assert {event["UID"] for event in Calendar.from_ical(back).walk("VEVENT")} == {
        entry.uid for entry in entries
    }
    assert len(IcsCalendarStream.calendar_from_ics(feed.decode()).events) == 3
    assert len(list(vobject.readOne(feed.decode()).vevent_list)) == 3
