"""The pages around a publication: the mail beforehand, who gets it, a line, and how far it is."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Batch, LeftOut, Message
from tests.builders import a_registration
from tests.notifications.batches.some import (
    LATER,
    everything_left,
    organiser,
    people_who_were_told,
    posted,
)
from tours.models import Event

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def event():
    """Two people were told, and it begins later by now."""
    event, _people = people_who_were_told(2)
    mail.outbox.clear()
    return draft_later(event)


@pytest.fixture
def browser(client, event):
    client.force_login(organiser(event))
    return client


def draft_later(event, start=LATER):
    Event.objects.filter(pk=event.pk).update(start_min=start)
    return Event.objects.get(pk=event.pk)


def url(event, page=""):
    return f"/beheer/{event.slug}/publiceren/{page}"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(browser, event, page=""):
    return dict(
        re.findall(
            r'type="hidden" name="(\w+)" value="([^"]*)"', browser.get(url(event, page)).content.decode()
        )
    )


def press(browser, event, **more):
    fields = hidden(browser, event)
    return browser.post(url(event), {"seen": fields["seen"], "wishes": fields["wishes"], **more}, follow=True)


def key(person):
    return f"r{person.pk}"


def leave_out(browser, event, *people):
    everybody = [key(one) for one in event.registrations.all()]
    sent = {
        "version": hidden(browser, event, "wie/")["version"],
        "id": everybody,
        "weg": [key(one) for one in people],
    }
    return browser.post(url(event, "wie/"), sent, follow=True)


def test_the_publish_page_counts_per_kind_and_shows_the_mail_with_what_was_marked(browser, event):
    page = browser.get(url(event))
    assert "Bekijk de mail" in text_of(page)
    html = browser.get(url(event, "mail/html/?soort=changed"))
    assert re.search(
        r"<ins[^>]*>[^<]*10\.00 – [^<]*</ins><br><del[^>]*>\(was: [^<]*9\.20 – ", html.content.decode()
    )
    assert "sandbox" in html["Content-Security-Policy"]
    letter = browser.get(url(event, "mail/?soort=changed"))
    assert "Voor 2 mensen" in text_of(letter)
    assert not re.search(r"/(mijn|route)/\d", letter.content.decode()), "nobody's own link"


def test_the_page_of_a_mail_does_not_name_who_was_left_out(browser, event):
    sam, bo = event.registrations.order_by("pk")
    leave_out(browser, event, sam)
    letter = text_of(browser.get(url(event, "mail/?soort=changed")))
    assert ("Voor één persoon" in letter, "Eén persoon krijgt geen mail" in letter) == (True, True)
    assert (sam.name in letter, bo.name in letter) == (False, True)
    leave_out(browser, event, sam, bo)
    assert "Voor niemand" in text_of(browser.get(url(event, "mail/?soort=changed")))


def test_leafing_through_what_is_told(browser, event):
    a_registration(event, email="nieuw@voorbeeld.example")
    first = text_of(browser.get(url(event, "mail/")))
    assert "Mail 1 van 2" in first
    for odd in ("?n=99", "?n=-1", "?n=²", "?soort=onzin", "?n=" + "9" * 50):
        assert browser.get(url(event, f"mail/{odd}")).status_code == 200
    assert "U hebt een plaats" in text_of(browser.get(url(event, "mail/?n=2")))


def test_who_is_ticked_gets_no_mail(browser, event):
    sam, bo = event.registrations.order_by("pk")
    assert "Eén persoon krijgt geen mail" in text_of(leave_out(browser, event, sam))
    assert "Publiceer en mail één persoon" in text_of(browser.get(url(event)))
    press(browser, event)
    assert [message.registration_id for message in posted(state="pending")] == [bo.pk]
    page = text_of(browser.get(url(event, "mails/")))
    assert "Niet verteld" in page
    assert sam.name in page
    assert "weet niet wat er veranderde" in text_of(browser.get("/beheer/"))
    assert "Niet verteld wat er veranderde" in text_of(browser.get(f"/beheer/{event.slug}/mensen/"))
    browser.post(url(event, "niet-verteld/"))
    assert {message.registration_id for message in posted(state="pending")} == {sam.pk, bo.pk}


def test_a_tick_is_taken_away_again_and_people_on_other_pages_keep_theirs(browser, event):
    sam, bo = event.registrations.order_by("pk")
    leave_out(browser, event, sam, bo)
    version = hidden(browser, event, "wie/")["version"]
    browser.post(url(event, "wie/"), {"version": version, "id": [key(sam)], "weg": []})
    assert [left.registration_id for left in LeftOut.objects.all()] == [bo.pk]


@pytest.mark.parametrize("forged", ["r0", "s1", "x", "", "r²", "r99999999999999999999"])
def test_who_is_not_concerned_cannot_be_left_out(browser, event, forged):
    other, _people = people_who_were_told(1)
    keys = [forged, key(other.registrations.get())]
    assert browser.post(url(event, "wie/"), {"version": "0", "id": keys, "weg": keys}).status_code == 302
    assert not LeftOut.objects.exists()


@pytest.mark.parametrize("version", ["x", "-1", "7", "9" * 40])
def test_an_old_page_loses_no_tick(browser, event, version):
    sam, bo = event.registrations.order_by("pk")
    leave_out(browser, event, bo)
    answer = browser.post(url(event, "wie/"), {"version": version, "id": [key(sam)], "weg": [key(sam)]})
    assert answer.status_code == 422
    assert f'value="{key(sam)}" checked' in answer.content.decode()
    assert [left.registration_id for left in LeftOut.objects.all()] == [bo.pk]


def test_somebody_who_was_left_out_since_the_page_was_shown_stops_the_publication(browser, event):
    fields, published = hidden(browser, event), event.revisions.count()
    leave_out(browser, event, event.registrations.first())
    answer = browser.post(url(event), {"seen": fields["seen"], "wishes": fields["wishes"]})
    assert answer.status_code == 422
    assert event.revisions.count() == published


def test_a_line_is_saved_shown_and_sent(browser, event):
    version = hidden(browser, event, "regel/")["version"]
    answer = browser.post(url(event, "regel/"), {"version": version, "regel": "Tot <dan>!"}, follow=True)
    assert "Tot &lt;dan&gt;!" in answer.content.decode()
    assert "Tot &lt;dan&gt;!" in browser.get(url(event, "mail/html/")).content.decode()
    press(browser, event)
    everything_left()
    assert "Tot <dan>!" in mail.outbox[0].body


@pytest.mark.parametrize("line", ["x" * 301, "een\ntwee", "kop\u202eom"])
def test_a_line_that_cannot_be_is_said_at_its_field_and_stays(browser, event, line):
    answer = browser.post(url(event, "regel/"), {"version": "0", "regel": line})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert line.strip()[:3] in answer.content.decode()
    assert not Batch.objects.filter(state="draft").exists()


def test_a_line_typed_while_somebody_else_saved_stays_and_can_be_saved_then(browser, event):
    leave_out(browser, event, event.registrations.first())
    answer = browser.post(url(event, "regel/"), {"version": "0", "regel": "Tot dan"})
    assert answer.status_code == 422
    assert "Iemand anders heeft intussen iets veranderd" in text_of(answer)
    fields = dict(re.findall(r'name="(version|regel)" value="([^"]*)"', answer.content.decode()))
    assert fields["regel"] == "Tot dan"
    assert browser.post(url(event, "regel/"), fields).status_code == 302


def test_published_and_held_stopped_and_withdrawn(browser, event):
    answer = press(browser, event, hold="1")
    assert "Gepubliceerd. 2 mails worden vastgehouden." in text_of(answer)
    everything_left()
    assert not mail.outbox
    batch = Batch.objects.get(state="held")
    mails = url(event, f"mails/{batch.pk}/")
    browser.post(f"{mails}verder/")
    browser.post(f"{mails}stilzetten/")
    assert "2 tegengehouden" in text_of(browser.get(url(event, "mails/")))
    answer = browser.post(f"{mails}intrekken/", follow=True)
    assert "2 mensen weten niet wat er veranderde" in text_of(answer)
    assert "0 verstuurd, 2 ingetrokken." in text_of(answer)
    answer = browser.post(f"{mails}verder/", follow=True)
    assert "Dat kan niet meer" in text_of(answer)
    assert not posted(state="pending")


def test_what_a_worker_had_in_hand_is_said_to_be_under_way_when_the_rest_is_stopped(browser, event):
    press(browser, event)
    taken = Message.objects.filter(state="pending").first()
    Message.objects.filter(pk=taken.pk).update(state="sending")
    batch = Batch.objects.latest("pk")
    browser.post(url(event, f"mails/{batch.pk}/stilzetten/"))
    page = text_of(browser.get(url(event, "mails/")))
    assert "1 tegengehouden" in page
    assert "één was al onderweg" in page


def test_it_asks_again_while_it_is_under_way_and_stops_then(browser, event):
    press(browser, event)
    assert 'hx-trigger="every 2s"' in browser.get(url(event, "mails/"), headers=HX).content.decode()
    Message.objects.filter(state="pending").update(state="sent")
    answer = browser.get(url(event, "mails/"), headers=HX).content.decode()
    assert "hx-get" not in answer
    assert "2 van 2 verstuurd" in text_of(browser.get(url(event, "mails/")))


def test_one_message_of_a_batch_that_is_taken_back_leaves_its_reader_not_told(browser, event):
    press(browser, event, hold="1")
    message = Message.objects.filter(state="held").first()
    browser.post(f"/beheer/berichten/{message.pk}/intrekken/")
    assert LeftOut.objects.get().registration_id == message.registration_id
    answer = browser.post(f"/beheer/berichten/{message.pk}/vrijgeven/", follow=True)
    assert posted(state="pending") == [], text_of(answer)


@pytest.mark.parametrize("people", [1, 7])
def test_the_pages_cost_the_same_for_any_number(browser, event, people):
    for number in range(people):
        a_registration(event, email=f"nieuw{number}@voorbeeld.example")
    for page, statements in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url(event, page)).status_code == 200
        assert (page, len(queries)) == (page, statements)


PAGES = {"mails/": 9, "wie/": 24, "mail/": 25, "regel/": 22}
