"""What comes in, what came back, whether the mail is right, and one's own calendar: at a desk and on a phone."""

import re

import pytest

pytestmark = pytest.mark.browser

COMES_IN = """
from django.utils import timezone
from notifications.inbound.actions import store, work_off
from tests.builders import a_message, a_registration, a_told
from tests.notifications.inbound import clients
from tests.notifications.inbound.test_odd_forms import in_tnef
from tours.models import Event, Registration
event = Event.objects.select_related("current").get(slug="{slug}")
def somebody(name):
    person = a_registration(event, name=name, email=name.lower().replace(" ", ".") + "@voorbeeld.example")
    told = a_told(person, uid=name + "@voorbeeld")
    return person, told
person, told = somebody("Antwoord {width}")
store(clients.outlook(told, "DECLINED", attendee="jo@elders.example", sender="jo@elders.example",
    comment="Ik ben er niet", dmarc=""), source="raw")
store(clients.within(clients.apple(told, "DECLINED"), "METHOD:REPLY", "METHOD:PUBLISH"), source="raw")
store(in_tnef().replace(b"sam@voorbeeld.example", person.email.encode()).replace(b"<tnef", b"<tnef{width}"), source="raw")
person, told = somebody("Terug {width}")
mail = a_message(person, kind="seat_confirmed", method="REQUEST", told=told, dtstamp=told.dtstamp, key="terug:{width}",
    message_id="<terug.{width}@voorbeeld>", state="sent", sent_at=timezone.now())
store(clients.bounce(mail), source="raw")
work_off(at=timezone.now())
"""


@pytest.fixture(scope="session")
def prepared():
    return set()


@pytest.fixture
def come_in(house, tour, width, prepared):
    """At each width once: three mails to look at and one that came back."""
    if width not in prepared:
        house.manage("shell", "-c", COMES_IN.format(slug=tour, width=width))
        prepared.add(width)


def test_what_waits_for_a_look_is_read_and_taken_over_by_keyboard(clerk, come_in, width):
    page = clerk.open("/beheer/berichten/binnen/")
    answer = page.get_by_role("article").filter(has_text=f"Neem over: Antwoord {width}")
    answer.get_by_text("Iemand anders dan de genodigde antwoordde.").wait_for()
    sealed = page.get_by_role("article").filter(has_text="winmail.dat").filter(has_text=f"Antwoord {width}")
    sealed.get_by_role("button", name="Klaar").wait_for()
    clerk.tab_to(answer.get_by_role("button", name="Neem over"))
    page.keyboard.press("Enter")
    page.get_by_text(f"Overgenomen bij Antwoord {width}.").wait_for()
    clerk.look()
    page.get_by_role("link", name="Alles van de laatste maand").click()
    page.get_by_role("link", name=f"Antwoord {width}").first.wait_for()
    clerk.look()


def test_a_mail_that_came_back_stands_at_the_person_with_what_to_do(clerk, come_in, house, tour, width):
    page = clerk.open(f"/beheer/{tour}/mensen/?q=terug+{width}")
    page.get_by_text("Onze mail kwam niet aan").wait_for()
    page.get_by_text("Verbeter het bij deze persoon").wait_for()
    clerk.tab_to(page.get_by_role("button", name=f"Het adres klopt: verstuur nog eens Terug {width}"))
    page.keyboard.press("Enter")
    page.get_by_text("mag weer mail. Eén bericht gaat nog eens.").wait_for()
    assert page.get_by_text("Onze mail kwam niet aan").count() == 0
    clerk.look()
    house.mail(to=f"terug.{width}@voorbeeld.example", subject="")


def test_the_mail_is_tried(clerk, house, width):
    slug = _organisation(clerk)
    page = clerk.open(f"/beheer/organisatie/{slug}/mail/")
    page.get_by_text("Mail gaat naar bestanden en niet naar mensen.").wait_for()
    field = page.get_by_label("Naar welk adres")
    field.fill("geen adres")
    page.get_by_role("button", name="Verstuur de proef").click()
    page.locator(".dt-summary").wait_for()
    assert field.input_value() == "geen adres"
    clerk.look()
    field.fill(f"proef{width}@voorbeeld.example")
    field.press("Enter")
    page.get_by_text(f"De proef gaat naar proef{width}@voorbeeld.example.").wait_for()
    clerk.look()
    mail = house.mail(to=f"proef{width}@voorbeeld.example", subject="")
    assert "text/calendar" in [part.get_content_type() for part in mail.walk()]
    page.reload()
    page.get_by_text("De proef is verstuurd. Kijk over een paar minuten weer.").wait_for()
    clerk.look()


def test_ones_own_calendar_gets_a_new_link_and_the_old_one_says_how(clerk, visit, width):
    slug = _organisation(clerk)
    page = clerk.open(f"/beheer/organisatie/{slug}/agenda/")
    old = page.get_by_role("textbox", name="Uw eigen link").input_value()
    assert page.request.get(old).status == 200
    clerk.tab_to(page.get_by_role("button", name="Maak een nieuwe link"))
    page.keyboard.press("Enter")
    page.get_by_text("U hebt een nieuwe link.").wait_for()
    clerk.look()
    assert page.get_by_role("textbox", name="Uw eigen link").input_value() != old
    stranger = visit(width)
    stranger.expected.add(410)
    stranger.open(old).get_by_role("heading", name="Zo krijgt u een nieuwe").wait_for()


def _organisation(clerk):
    """The slug of whom the clerk works for, from the button on the list of events."""
    page = clerk.open("/beheer/bijeenkomsten/")
    link = page.get_by_role("link", name="Volg in uw agenda").first.get_attribute("href")
    return re.search(r"/organisatie/([\w-]+)/", link)[1]
