from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message, Suppression
from notifications.outbox.actions import suppress_address
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_message, a_registration, a_told, a_user, an_event

pytestmark = pytest.mark.django_db
TOKEN = "12.1." + "0123456789abcdef" * 2 + "01234567"
WORDS = {
    "subject": "Wij zien u graag",
    "body_text": f"Beste Sam, http://localhost/mijn/{TOKEN}/",
    "body_html": f'<style>p {{ color: red }}</style><a href="/mijn/{TOKEN}/">Mijn aanmelding</a>',
    "body_sha256": "a" * 64,
}
PAGES = [
    ("outbox:message", "get", only(May.SEE)),
    ("outbox:message_html", "get", only(May.SEE)),
    ("outbox:again", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("outbox:release", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("outbox:withdraw", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("outbox:allow", "post", only(May.HANDLE_PEOPLE, allowed=302)),
]


@pytest.fixture
def desk(client):
    """Somebody at the desk, logged in."""
    user = a_user(role="desk")
    client.force_login(user)
    return user


def an_event_of(user, **fields):
    return an_event(organisation=user.memberships.get().organisation, **fields)


def a_sent(registration, **fields):
    return a_message(registration, **{"state": "sent", "sent_at": timezone.now()} | WORDS | fields)


def page(client, name, *args, **query):
    return client.get(reverse(f"outbox:{name}", args=args), query)


def act(client, name, message):
    return client.post(reverse(f"outbox:{name}", args=[message.pk]), follow=True).content.decode()


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may(name, method, expected):
    event = an_event()
    message = a_sent(a_registration(event))
    assert_access(reverse(name, args=[message.pk]), method, expected, visitors=visitors_of(event))


def test_who_may_see_the_messages_of_an_event():
    event = an_event()
    url = reverse("outbox:event_log", args=[event.slug])
    assert_access(url, "get", only(May.SEE), visitors=visitors_of(event))


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_takes_seven_statements_however_long_it_is(client, desk, number, django_assert_num_queries):
    event = an_event_of(desk)
    for _ in range(number):
        a_sent(a_registration(event))
    with django_assert_num_queries(7):
        response = page(client, "log")
    assert response.content.decode().count("Wij zien u graag") == number


def test_the_log_shows_mine_and_nobody_elses(client, desk):
    mine, others = a_sent(a_registration(an_event_of(desk))), a_sent(a_registration(an_event()))
    shown = page(client, "log").content.decode()
    assert mine.recipient in shown
    assert others.recipient not in shown


def test_states_search_and_event_narrow_it_down(client, desk):
    event, other = an_event_of(desk), an_event_of(desk)
    sent, failed = a_sent(a_registration(event)), a_sent(a_registration(event), state="failed")
    elsewhere = a_sent(a_registration(other))

    def shown(**query):
        text = page(client, "log", **query).content.decode()
        return {message for message in (sent, failed, elsewhere) if message.recipient in text}

    assert shown() == {sent, failed, elsewhere}
    assert shown(status="failed") == {failed}
    assert shown(q=sent.recipient.upper()) == {sent}
    assert shown(q="graag", bijeenkomst=other.slug) == {elsewhere}
    assert shown(status="nonsense", bijeenkomst="nonsense") == {sent, failed, elsewhere}
    assert shown(q="niemand") == set()


def test_a_list_is_paged_and_keeps_the_search(client, desk):
    event = an_event_of(desk, seats=60)
    registration = a_registration(event)
    for _ in range(51):
        a_sent(registration)
    first = page(client, "event_log", event.slug, q="graag").content.decode()
    assert "Pagina 1 van 2" in first
    assert "?q=graag&amp;page=2" in first
    assert page(client, "event_log", event.slug, page="2").content.decode().count("Wij zien u graag") == 1


def test_typing_fetches_the_list_alone(client, desk):
    a_sent(a_registration(an_event_of(desk)))
    response = client.get(reverse("outbox:log"), headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()


def test_a_message_is_shown_as_it_went_out_without_the_links_that_only_its_reader_has(client, desk):
    message = a_sent(a_registration(an_event_of(desk)))
    shown = page(client, "message", message.pk)
    framed = page(client, "message_html", message.pk)
    assert "Zo is het verstuurd" in shown.content.decode()
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    for response in (shown, framed):
        assert "/mijn/…/" in response.content.decode()
        assert TOKEN not in response.content.decode()


def test_a_mail_can_do_nothing_in_its_frame(client, desk):
    message = a_sent(a_registration(an_event_of(desk)), body_html="<script>alert(1)</script>")
    response = page(client, "message_html", message.pk)
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script>alert" not in page(client, "message", message.pk).content.decode()


def test_a_message_that_is_still_to_go_is_shown_as_it_would_be_written(client, desk):
    message = a_message(a_registration(an_event_of(desk)))
    shown = page(client, "message", message.pk).content.decode()
    assert "Zo zou het nu verstuurd worden" in shown
    assert "Beste Sam" in shown


def test_a_message_that_cannot_be_written_has_a_page_all_the_same(client, desk):
    message = a_message(a_registration(an_event_of(desk)), kind="digest", facts={"events": [{"title": "x"}]})
    shown = page(client, "message", message.pk)
    assert (shown.status_code, "kan nu niet geschreven" in shown.content.decode()) == (200, True)


def test_why_something_was_not_sent_is_said_in_words(client, desk):
    event = an_event_of(desk)
    late = a_message(a_registration(event), state="expired", reason="late", last_error="451 later")
    refused = a_message(a_registration(event), state="failed", last_error="550 5.7.1 <b>policy</b>")
    shown = page(client, "message", late.pk).content.decode()
    assert "De tijd waarop dit bericht nog nut had" in shown
    assert "451 later" in shown
    assert "550 5.7.1 &lt;b&gt;policy" in page(client, "message", refused.pk).content.decode()


def test_sending_again_is_a_row_of_its_own_with_the_same_calendar_part(client, desk):
    registration = a_registration(an_event_of(desk))
    told = a_told(registration, sequence=2)
    first = a_sent(
        registration, kind="changed", method="REQUEST", told=told, sequence=2, dtstamp=told.dtstamp
    )
    assert "gaat nog eens naar" in act(client, "again", first)
    again = Message.objects.exclude(pk=first.pk).get()
    assert (again.state, again.key, again.attempts) == ("pending", f"{first.key}#1", 0)
    assert again.message_id != first.message_id
    for field in ("recipient", "told", "method", "sequence", "dtstamp", "facts", "kind"):
        assert getattr(again, field) == getattr(first, field)
    assert (again.body_text, again.sent_at) == ("", None)


def test_sending_again_twice_is_sending_again_once(client, desk):
    first = a_sent(a_registration(an_event_of(desk)))
    act(client, "again", first)
    assert "staat al klaar" in act(client, "again", first)
    assert Message.objects.count() == 2
    Message.objects.filter(state="pending").update(state="sent")
    act(client, "again", Message.objects.get(key__endswith="#1"))
    assert Message.objects.filter(key=f"{first.key}#2").exists()


def test_a_long_key_leaves_room_for_a_number(client, desk):
    first = a_sent(a_registration(an_event_of(desk)), key="x" * 200)
    assert "gaat nog eens naar" in act(client, "again", first)
    assert len(Message.objects.exclude(pk=first.pk).get().key) < 100


def test_what_is_no_longer_true_is_not_sent_again(client, desk):
    registration = a_registration(an_event_of(desk), state="cancelled")
    first = a_sent(registration, kind="seat_confirmed")
    assert "Dit klopt niet meer voor deze persoon" in act(client, "again", first)
    assert Message.objects.count() == 1


def test_what_is_still_to_go_is_not_sent_again(client, desk):
    assert "verstuurd of mislukt" in act(client, "again", a_message(a_registration(an_event_of(desk))))


def test_an_address_can_be_allowed_again(client, desk):
    message = a_sent(a_registration(an_event_of(desk)), state="failed", reason="suppressed")
    Suppression.objects.create(email=message.recipient, reason="550 5.1.1")
    assert "Dit adres bestaat niet" in act(client, "again", message)
    act(client, "allow", message)
    assert not Suppression.objects.exists()
    assert "gaat nog eens naar" in act(client, "again", message)


def test_who_complained_gets_mail_again_only_where_they_asked_for_it(client, desk):
    message = a_sent(a_registration(an_event_of(desk)))
    suppress_address(message.recipient, reason="550 5.1.1")
    suppress_address(message.recipient.upper(), reason="complaint", complained=True)
    shown = page(client, "message", message.pk).content.decode()
    assert "zei geen mail van ons te willen" in shown
    assert 'name="asked"' in shown
    assert "zei geen mail van ons te willen" in act(client, "allow", message)
    assert Suppression.objects.get().complained
    client.post(reverse("outbox:allow", args=[message.pk]), {"asked": "1"})
    assert not Suppression.objects.exists()


def test_what_is_held_goes_when_it_is_released(client, desk, server):
    long_ago = timezone.now() - timedelta(days=3)
    message = a_message(
        a_registration(an_event_of(desk)), state="held", due_at=long_ago, next_attempt_at=long_ago
    )
    act(client, "release", message)
    message.refresh_from_db()
    assert message.state == "pending"
    assert message.due_at > timezone.now() - timedelta(minutes=1)


def test_all_that_is_held_is_released_at_once_and_only_what_is_mine(client, desk):
    mine, others = an_event_of(desk), an_event()
    for event in (mine, mine, others):
        a_message(a_registration(event), state="held")
    shown = client.post(reverse("outbox:release_all"), follow=True).content.decode()
    assert "2 berichten worden nu verstuurd" in shown
    assert list(Message.objects.filter(state="held").values_list("event", flat=True)) == [others.pk]


def test_of_what_is_held_one_reads_why_and_how_many(client, desk):
    event = an_event_of(desk)
    for reason in ("held_hour", "held_hour", "held_address"):
        a_message(a_registration(event), state="held", reason=reason)
    page = client.get(reverse("outbox:event_log", args=[event.slug])).content.decode()
    assert "Van 2 berichten: Er ging in één uur al heel veel mail uit." in page
    assert "Van één bericht: Dit adres kreeg in één uur al heel veel mail." in page
    alone = client.get(reverse("outbox:event_log", args=[event.slug]), {"q": "niemand"}).content.decode()
    assert "Van 2 berichten" not in alone


def test_what_is_held_of_one_event_is_released_alone(client, desk):
    one, other = an_event_of(desk), an_event_of(desk)
    for event in (one, other):
        a_message(a_registration(event), state="held")
    client.post(reverse("outbox:release_all"), {"bijeenkomst": one.slug})
    assert Message.objects.get(state="held").event == other


def test_a_viewer_releases_nothing(client):
    viewer = a_user(role="viewer")
    client.force_login(viewer)
    event = an_event_of(viewer)
    a_message(a_registration(event), state="held")
    client.post(reverse("outbox:release_all"))
    assert client.post(reverse("outbox:release_all"), {"bijeenkomst": event.slug}).status_code == 404
    assert Message.objects.get().state == "held"


def test_while_mail_is_held_nothing_is_released(client, desk, settings):
    settings.OUTBOX_HOLD = True
    message = a_message(a_registration(an_event_of(desk)), state="held")
    assert "tegenhouden staat aan" in act(client, "release", message)
    assert "Er gaat nu geen mail de deur uit" in page(client, "log").content.decode()
    text = page(client, "message", message.pk).content.decode()
    assert "wacht tot de beheerder van deze dienst dat uitzet" in text
    assert ("Geef vrij" in text, "Trek in" in text) == (False, True)


def test_what_was_not_sent_can_be_withdrawn(client, desk):
    message = a_message(a_registration(an_event_of(desk)))
    assert "is ingetrokken" in act(client, "withdraw", message)
    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert "intussen al veranderd" in act(client, "withdraw", message)


@pytest.mark.parametrize("name", ["again", "release", "withdraw", "allow"])
def test_looking_changes_nothing(client, desk, name):
    message = a_message(a_registration(an_event_of(desk)))
    assert page(client, name, message.pk)["Location"] == reverse("outbox:message", args=[message.pk])


def test_a_digest_is_seen_by_its_reader_alone(client, desk):
    a_message(
        a_registration(an_event_of(desk)),
        kind="digest",
        event=None,
        user=desk,
        state="sent",
        subject="Mijn dag",
    )
    a_message(
        a_registration(an_event_of(desk)),
        kind="digest",
        event=None,
        user=a_user(),
        state="sent",
        subject="Uw dag",
    )
    shown = page(client, "log").content.decode()
    assert ("Mijn dag" in shown, "Uw dag" in shown) == (True, False)


@pytest.mark.parametrize(("waits", "said"), [({}, 0), ({"attempts": 1}, 1), ({"last_error": "no answer"}, 1)])
def test_what_is_tried_again_says_when_also_where_nobody_answered(client, desk, waits, said):
    a_message(a_registration(an_event_of(desk)), state="pending", **waits)
    assert page(client, "log").content.decode().count("Weer om") == said
