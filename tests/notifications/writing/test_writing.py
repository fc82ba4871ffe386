import re

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.letters import compose
from notifications.models import Suppression
from notifications.outbox.delivery import deliver_due
from notifications.outbox.look import Refusal, look_again
from notifications.writing.actions import write_to
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_registration, a_speaker, a_user, an_event
from tests.notifications.told import posted
from tours.models import Speaker

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Neem een regenjas mee", "text": "Het gaat regenen.\nTot morgen!"}


@pytest.fixture
def event():
    return an_event()


@pytest.fixture
def page(event, client):
    client.force_login(a_user(role="desk", organisation=event.organisation))
    return reverse("writing:write", args=[event.slug])


def ticked(html):
    return [int(pk) for pk in re.findall(r'name="id" value="(\d+)" checked', html)]


def key_of(response):
    return re.search(r'name="key" value="([0-9a-f]{32})"', response.content.decode())[1]


def test_the_people_that_were_looked_for_are_ticked(event, client, page):
    coming, waiting = a_registration(event), a_registration(event, state="waiting")
    a_registration(event, state="cancelled")
    a_registration(event, email="")
    assert set(ticked(client.get(page).content.decode())) == {coming.pk, waiting.pk}
    assert ticked(client.get(page, {"stand": "waiting"}).content.decode()) == [waiting.pk]


def test_the_mail_is_shown_with_how_many_get_it_before_anything_leaves(event, client, page):
    people = [a_registration(event, name=name) for name in ("Ab Vos", "Bo Vos")]
    shown = client.post(page, WORDS | {"id": [one.pk for one in people]}).content.decode()
    assert "2 mensen krijgen dit bericht" in shown
    assert "Beste Ab Vos," in shown
    assert posted() == []


@pytest.mark.parametrize("held", [True, False])
def test_who_writes_while_no_mail_goes_reads_that_it_follows(event, client, page, settings, held):
    settings.OUTBOX_HOLD = held
    asked = WORDS | {"id": [a_registration(event).pk]}
    key = key_of(client.post(page, asked))
    said = client.post(page, asked | {"key": key, "send": "1"}, follow=True).content.decode()
    assert "Het bericht gaat naar één persoon." in said
    assert ("De mail volgt zodra dat weer kan." in said) == held


def test_whom_no_mail_reaches_is_said_before_and_after(event, client, page):
    people = [a_registration(event, email="Sam@x.example"), a_registration(event)]
    Suppression.objects.create(email="sam@x.example", reason="550 5.1.1")
    asked = WORDS | {"id": [one.pk for one in people]}
    shown = client.post(page, asked)
    sent = client.post(page, asked | {"key": key_of(shown), "send": "1"}, follow=True).content.decode()
    assert "Naar sam@x.example gaat geen mail" in shown.content.decode()
    assert "Verstuur één mail" in shown.content.decode()
    assert "Naar sam@x.example gaat geen mail" in sent
    assert "Het bericht gaat naar één persoon." in sent


def test_where_it_reaches_nobody_there_is_nothing_to_send(event, client, page):
    Suppression.objects.create(email="sam@x.example", reason="550 5.1.1")
    person = a_registration(event, email="sam@x.example")
    shown = client.post(page, WORDS | {"id": [person.pk]}).content.decode()
    assert "Naar sam@x.example gaat geen mail" in shown
    assert 'name="send"' not in shown


def test_nothing_is_said_where_every_address_works(event, client, page):
    Suppression.objects.create(email="iemand@anders.example", reason="550 5.1.1")
    shown = client.post(page, WORDS | {"id": [a_registration(event).pk]}).content.decode()
    assert "gaat geen mail" not in shown


def test_pressing_send_twice_is_one_mail_each(event, client, page):
    people = [a_registration(event), a_registration(event)]
    asked = WORDS | {"id": [one.pk for one in people]}
    key = key_of(client.post(page, asked))
    for _ in range(2):
        assert client.post(page, asked | {"key": key, "send": "1"}).status_code == 302
    assert sorted(mail.registration_id for mail in posted(kind="written")) == [one.pk for one in people]


def test_the_same_words_looked_at_again_are_another_message(event, client, page):
    asked = WORDS | {"id": [a_registration(event).pk]}
    for _ in range(2):
        client.post(page, asked | {"key": key_of(client.post(page, asked)), "send": "1"})
    assert len(posted(kind="written")) == 2


def test_the_mail_says_what_was_typed_as_text_and_is_answered_to_the_organiser(event, client, page):
    asked = {"subject": "Regen & <wind>", "text": "Lees <b>dit</b> & dat", "id": [a_registration(event).pk]}
    client.post(page, asked | {"key": key_of(client.post(page, asked)), "send": "1"})
    mail = compose(posted(kind="written")[0])
    assert (mail.subject, mail.reply_to) == ("Regen & <wind>", [mail.from_email])
    assert "Lees <b>dit</b> & dat" in mail.body
    assert "Lees &lt;b&gt;dit&lt;/b&gt; &amp; dat" in mail.alternatives[0][0]


def test_what_was_not_filled_in_is_said_and_the_ticks_stay(event, client, page):
    one, _other = a_registration(event), a_registration(event)
    response = client.post(page, {"subject": "", "text": "Hallo", "id": [one.pk]})
    assert response.status_code == 422
    assert ticked(response.content.decode()) == [one.pk]


def test_changing_goes_back_with_everything_in_place(event, client, page):
    response = client.post(page, WORDS | {"id": [a_registration(event).pk], "change": "1"})
    assert response.status_code == 200
    assert "Neem een regenjas mee" in response.content.decode()


def test_speakers_can_be_written_to_and_who_also_takes_part_gets_it_once(event, client, page, mailoutbox):
    sam = a_registration(event, name="Sam", email="sam@x.example")
    ada = a_speaker(event, name="Ada", email="ada@x.example", language="en")
    both = a_speaker(event, name="SAM", email="Sam@x.example")
    a_speaker(event, name="Nee", state="declined"), a_speaker(event, name="Geen", email="")
    shown = client.get(page).content.decode()
    assert re.findall(r'name="speaker" value="(\d+)"(?: checked)?', shown) == [str(ada.pk), str(both.pk)]
    asked = WORDS | {"id": [sam.pk], "speaker": [ada.pk, both.pk]}
    looked = client.post(page, asked)
    assert f'name="speaker" value="{ada.pk}"' in looked.content.decode()
    for _twice in range(2):
        client.post(page, asked | {"key": key_of(looked), "send": "1"})
    deliver_due(at=timezone.now())
    assert sorted(each.to[0] for each in mailoutbox) == ["Ada <ada@x.example>", "Sam <sam@x.example>"]
    assert [mail.speaker for mail in posted(kind="written", language="en")] == [ada]


def test_what_waits_for_a_speaker_who_is_gone_or_moved_is_not_sent(event):
    ada = a_speaker(event, name="Ada")
    write_to(event, [ada], **WORDS, key="a")
    (message,) = posted()
    assert look_again([message], at=timezone.now()) == {}
    Speaker.objects.update(email="elders@x.example")
    assert look_again([message], at=timezone.now()) == {message.pk: Refusal.OTHER_ADDRESS}
    ada.delete()
    assert look_again([message], at=timezone.now()) == {message.pk: Refusal.PERSON_GONE}


def test_the_mail_to_a_speaker_alone_is_shown_first(event, client, page):
    ada = a_speaker(event, name="Ada")
    assert "Beste Ada," in client.post(page, WORDS | {"speaker": [ada.pk]}).content.decode()


def test_nobody_of_another_event_is_written_to(client, page):
    stranger = a_registration(an_event())
    assert client.post(page, WORDS | {"id": [stranger.pk]}).status_code == 422


def test_the_number_of_statements_does_not_depend_on_the_people(
    event, client, page, django_assert_max_num_queries
):
    asked = WORDS | {"id": [a_registration(event).pk for _ in range(20)]}
    key = key_of(client.post(page, asked))
    with django_assert_max_num_queries(20):
        client.post(page, asked | {"key": key, "send": "1"})


@pytest.mark.parametrize(("method", "allowed"), [("get", 200), ("post", 422)])
def test_who_may_write(event, method, allowed):
    url = reverse("writing:write", args=[event.slug])
    assert_access(url, method, only(May.HANDLE_PEOPLE, allowed=allowed), visitors=visitors_of(event))
