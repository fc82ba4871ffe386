"""The people of one tour and what they do, page by page."""

import re
from datetime import datetime, timedelta

import icalendar

from tests.journeys.browser import Browser

DAY = datetime.now().astimezone().date() + timedelta(days=40)
CLERK = "griffier@stad.example"
SPEAKER = "mariska@jutter.example"
PROGRAMME = """Halte\tLocatie\tDuur\tSprekers
Inloop in het Stadhuis\tStadhuis\t15\t
Ouderensoos De Nieuwe Jutter\tDe Nieuwe Jutter\t45\tMariska van Keulen
Gesprek en lunch\tPodium Oost\t40\t
"""
TALE = b"Een buurt waar niemand bang is om oud te worden.\n"


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def link_in(mail, part):
    """The link with this in it, out of the text of a mail."""
    return next(link for link in re.findall(r"https?://\S+", text_of(mail)) if part in link)


def invitation(mail):
    """The calendar part of a mail: its METHOD and its one VEVENT."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.events
    return str(calendar["METHOD"]), event


class Tour:
    def __init__(self, house):
        self.house = house
        self.clerk = Browser(house.url)
        self.base = self.slug = ""

    # --- the clerk ---------------------------------------------------------------------------

    def log_in(self):
        self.house.manage("create_organiser", CLERK, "--organisation", "Griffie")
        page = self.clerk.get("/beheer/")
        page = self.clerk.send(page, page.form(having="email"), email=CLERK)
        mail = self.house.mail(to=CLERK, subject="code")
        code = re.search(r"^\w{4}-\w{4}\s*$", text_of(mail), re.MULTILINE)[0].strip()
        page = self.clerk.send(page, page.form(having="code"), code=code)
        assert page.url.endswith("/beheer/")

    def announce(self, *, seats):
        """A title, a date, a place and a number of seats: a save-the-date."""
        page = self.clerk.get("/beheer/nieuw/")
        page = self.clerk.send(page, page.form(having="title"), title="Toer door Oost", date=DAY.isoformat())
        self.base, self.slug = page.url, page.url.rstrip("/").rsplit("/", 1)[1]
        page = self.clerk.get("/beheer/locaties/nieuw/")
        self._send(page, having="name", name="Stadhuis", address="Stadhuisbrug 1")
        page = self.clerk.get(self.base + "gegevens/")
        place = re.search(r'<option value="(\d+)"[^>]*>\s*Stadhuis', page.text)[1]
        self._send(page, having="meeting_point", meeting_point=place)
        page = self.clerk.get(self.base + "mensen/plaatsen/")
        form = next(form for form in page.forms if "capacity" in form.names)
        assert self.clerk.send(page, form, capacity=seats).status == 200
        self.publish()

    def publish(self):
        page = self.clerk.get(self.base + "publiceren/")
        self._send(page, having="seen")

    def plan(self):
        """Paste the day, let the times be filled in, and say that the programme is ready."""
        page = self.clerk.get(self.base + "programma/plakken/")
        page = self._send(page, having="text", text=PROGRAMME)
        page = self._send(page, having="text", button="Zet in het programma")
        page = self.clerk.get(self.base + "programma/")
        page = self._send(page, having="start_min", start_min="09:15", programme_complete="on")
        page = self._send(page, button="Tijden invullen")
        assert "Ouderensoos De Nieuwe Jutter" in page.words

    def ask_the_speaker(self):
        page = self.clerk.get(self.base + "sprekers/")
        page = self.clerk.get(next(link for link in page.links if re.search(r"/sprekers/\d+/$", link)))
        self._send(page, having="affiliation", email=SPEAKER, affiliation="De Nieuwe Jutter")
        page = self.clerk.get(self.base + "sprekers/")
        form = next(form for form in page.forms if re.search(r"/sprekers/\d+/uitnodigen/", form.action))
        assert self.clerk.send(page, form).status == 200

    def report(self):
        page = self.clerk.get(self.base + "vervolg/")
        page = self._send(
            page, action="/vervolg/verslag/", body="## Wat we zagen\n\nEen buurt die *zelf* doet."
        )
        page = self._send(
            page, action="/vervolg/gezegd/", kind="need", side="residents", text="Een portal in de wijk"
        )
        page = self._send(
            page,
            action="/vervolg/afspraken/",
            text="Bondgenoten zoeken",
            owner_name="Dwarsverband",
            owner_is_organisation="on",
        )
        self._send(page, button="Publiceer het verslag")

    def _send(self, page, *, having="", action="", button="", **fields):
        answer = self.clerk.send(
            page, page.form(having=having, action=action, button=button), button=button, **fields
        )
        assert answer.status == 200, answer.words
        return answer

    # --- the others --------------------------------------------------------------------------

    def sign_up(self, name, address):
        visitor = Browser(self.house.url)
        page = visitor.get(f"/agenda/{self.slug}/aanmelden/")
        page = visitor.send(
            page, page.form(having="consent"), name=name, email=address, role="resident", consent="on"
        )
        assert page.status == 200, page.words
        return page.words

    def press(self, link, button, **fields):
        """Open a personal link, as a mail scanner does too; then press a button on the page."""
        visitor = Browser(self.house.url)
        page = visitor.get(link)
        assert page.status == 200, page.words
        page = visitor.send(page, page.form(button=button), button=button, **fields)
        assert page.status == 200, page.words
        return page

    def hand_in(self, link):
        """The speaker uploads a text from their own page."""
        visitor = Browser(self.house.url)
        page = visitor.get(link)
        form = next(form for form in page.forms if "file" in form.names)
        page = visitor.send(
            page,
            form,
            files={"file": ("verhaal.txt", TALE)},
            **({"public": "on"} if "public" in form.names else {}),
        )
        assert page.status == 200, page.words
        return page
