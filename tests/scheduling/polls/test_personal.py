"""`/peiling/<token>/`: what somebody sees who has only the link."""

import pytest
from django.test import Client
from django.urls import reverse

from scheduling.models import Answer, Invitee, Poll
from scheduling.polls.access import token_of
from scheduling.polls.actions import choose_date
from tests.builders import a_draft, a_poll, an_invitee

pytestmark = pytest.mark.django_db


def an_open_poll(**fields):
    return a_poll(a_draft(date=None, title="Toer langs de wijken"), state="open", **fields)


def url(invitee):
    return reverse("polls:answer", args=[token_of(invitee)])


def says(poll, *values):
    return {f"dag_{option.pk}": value for option, value in zip(poll.options.all(), values, strict=True)}


def test_the_link_opens_the_days_without_an_account(client):
    answer = client.get(url(an_open_poll().invitees.get()))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Toer langs de wijken" in text
    assert text.count('type="radio"') == 6
    assert 'method="post"' in text


def test_looking_says_nothing_and_the_page_is_for_nobody_else(client):
    who = an_open_poll().invitees.get()
    answer = client.get(url(who))
    assert Invitee.objects.get().answered_at is None
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


def test_an_answer_is_kept_shown_and_changed():
    poll = an_open_poll()
    browser, who = Client(enforce_csrf_checks=True), poll.invitees.get()
    saved = browser.post(url(who), says(poll, "yes", "maybe") | {"remark": "Na tienen"}, follow=True)
    text = saved.content.decode()
    assert "Dank u wel" in text
    assert text.count(" checked") == 2
    assert "Na tienen" in text
    browser.post(url(who), says(poll, "no", "maybe"))
    assert list(Answer.objects.order_by("option").values_list("value", flat=True)) == ["no", "maybe"]


def test_a_day_without_an_answer_is_named_and_nothing_is_lost(client):
    poll = an_open_poll()
    first = poll.options.first()
    answer = client.post(url(poll.invitees.get()), {f"dag_{first.pk}": "yes"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Kies ja, als het moet of nee." in text
    assert text.count(" checked") == 1
    assert "<title>Fout:" in text.replace("\n", "")
    assert not Answer.objects.exists()


def test_after_the_choice_the_page_tells_the_day_and_takes_no_answer(client):
    poll = an_open_poll()
    who = poll.invitees.get()
    data = says(poll, "yes", "yes")
    choose_date(poll.options.first(), by=None)
    assert "De datum is gekozen" in client.get(url(who)).content.decode()
    assert "gesloten" in client.post(url(who), data, follow=True).content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("draft", "Antwoorden kan nu niet"), ("withdrawn", "u hoeft de dagen niet vrij te houden")],
)
def test_a_poll_that_does_not_ask_says_so(client, state, sentence):
    poll = an_open_poll()
    Poll.objects.update(state=state)
    text = client.get(url(poll.invitees.get())).content.decode()
    assert sentence in text
    assert 'type="radio"' not in text


def test_a_replaced_link_is_gone_and_an_invented_one_never_was(client):
    who = an_open_poll().invitees.get()
    old, ahead = url(who), url(Invitee(pk=who.pk, link_version=3))
    Invitee.objects.update(link_version=2)
    assert client.get(old).status_code == 410
    assert client.get(ahead).status_code == 404
    assert client.get(reverse("polls:answer", args=["1.1." + "0" * 40])).status_code == 404


def test_what_others_say_is_not_shown(client):
    poll = an_open_poll()
    an_invitee(poll, name="Esra", says=("yes", "no"), remark="Geheim")
    text = client.get(url(poll.invitees.exclude(name="Esra").get())).content.decode()
    assert "Esra" not in text
    assert "Geheim" not in text


def test_the_days_of_another_poll_are_none_of_this_ones(client):
    poll, other = an_open_poll(), an_open_poll()
    client.post(url(poll.invitees.get()), says(poll, "yes", "no") | says(other, "yes", "yes"))
    assert Answer.objects.count() == 2


def test_in_english(client):
    client.cookies["django_language"] = "en"
    poll = an_open_poll()
    client.post(url(poll.invitees.get()), says(poll, "yes", "no"))
    assert "When can you come?" in client.get(url(poll.invitees.get())).content.decode()
    assert Invitee.objects.get().language == "en"


@pytest.mark.parametrize("days", [2, 7])
def test_the_page_costs_the_same_for_any_number_of_days(client, days, django_assert_num_queries):
    poll = an_open_poll(days=range(40, 40 + days))
    address = url(poll.invitees.get())
    with django_assert_num_queries(3):
        client.get(address)


def test_who_is_written_to_in_english_and_reads_our_page_in_dutch_keeps_their_language(client):
    poll = an_open_poll()
    poll.invitees.update(language="en")
    client.post(url(poll.invitees.get()), says(poll, "yes", "no"))
    assert Invitee.objects.get().language == "en"
