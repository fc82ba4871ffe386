import pytest
from django.utils.html import escape

from notifications.letters import render
from notifications.outbox.models import Kind
from tests.builders import a_message, a_registration, an_event

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


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
