"""What is kept of a letter for the next reader must not show: each gets what they would have got alone."""

import pytest
from django.utils import translation
from django.utils.html import escape

from notifications.letters import rendering
from notifications.letters.context import letter_context
from notifications.letters.rendering import _form, _tidied, fill, render
from notifications.outbox.models import Kind
from tests.builders import a_message, a_registration, a_speaker, an_event
from tests.notifications.test_letters import CONTEXT

pytestmark = pytest.mark.django_db
NAMES = ["Sam de Vries", "Zoë & <b>'Ünal'</b> \"100%\" {{ name }}", "", "%(name)s \\g<0>"]


def alone(message):
    """The letter written for this reader from the start."""
    with translation.override(message.language):
        return _tidied(fill(letter_context(message)))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_reader_gets_what_they_would_have_got_alone(kind, language):
    _form.cache_clear()
    event = an_event(programme_complete=True)
    for name in NAMES:
        about = a_speaker(event) if kind.startswith("speaker") else a_registration(event)
        message = a_message(
            about, kind=kind, facts=CONTEXT.get(kind, {}), recipient_name=name, language=language
        )
        assert render(message) == alone(message)


def test_the_second_reader_costs_no_template(monkeypatch):
    event = an_event()
    first, second = (a_message(a_registration(event), kind="seat_confirmed") for _ in range(2))
    render(first)
    monkeypatch.setattr(rendering, "fill", None)
    words = render(second)
    assert words.text.startswith(f"Beste {second.recipient_name},")
    assert first.recipient_name not in words.html


def test_another_programme_language_or_fact_is_another_letter():
    event = an_event()
    registration = a_registration(event)
    letters = [
        render(a_message(registration, kind="seat_confirmed", **fields)).text
        for fields in ({}, {"language": "en"}, {"facts": {"promoted": True}}, {"recipient_name": ""})
    ]
    event.title = "Iets anders"
    event.save()
    letters.append(render(a_message(registration, kind="own_link")).text)
    assert len(set(letters)) == 5


def test_what_is_kept_is_bounded():
    registration = a_registration(an_event())
    for number in range(100):
        render(a_message(registration, kind="organiser_alert", facts={"speaker": f"{number}"}))
    assert _form.cache_info().currsize <= 64


def test_values_that_are_not_plain_are_written_without_keeping(monkeypatch):
    values = letter_context.__globals__["_PARTICULAR"]
    monkeypatch.setitem(values, Kind.OWN_LINK, lambda _message: {"odd": object()})
    message = a_message(a_registration(an_event()))
    assert render(message).text.startswith("Beste")


def test_each_element_carries_its_own_style_for_mail_programs_drop_sheets():
    from notifications.letters.styles import with_styles

    assert with_styles('<ul class="old"><li>x</li></ul>').count("style=") == 2
    assert 'style="color:#0b6a71" href="/">' in with_styles('<a href="/">')
    for untouched in ("<br>", "<title>x</title>", '<p class="unknown">', "1 &lt;p&gt; 2"):
        assert with_styles(untouched) == untouched


@pytest.mark.parametrize("kind", list(Kind))
def test_no_class_is_left_in_a_mail_and_its_heading_is_its_subject(kind):
    words = render(a_message(a_registration(an_event(), name="Sam"), kind=kind))
    assert "class=" not in words.html
    assert "<style" not in words.html
    assert f">{escape(words.subject)}</h1>" in words.html
