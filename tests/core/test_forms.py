import re
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.template import Context, Template
from django.utils import translation

from core.forms import Cards, DateInput, LineField


@pytest.fixture(autouse=True)
def _dutch():
    with translation.override("nl"):
        yield


class SignUp(forms.Form):
    name = forms.CharField(label="Naam")
    email = forms.EmailField(label="E-mailadres", help_text="Hierheen sturen wij de bevestiging.")
    note = forms.CharField(label="Opmerking", required=False, widget=forms.Textarea)
    role = forms.ChoiceField(label="U komt als", choices=[("r", "Raadslid"), ("b", "Bewoner")])
    attends_as = forms.ChoiceField(
        label="Hoe doet u mee?",
        choices=[("p", "Ik praat mee"), ("l", "Ik luister")],
        widget=Cards(hints={"p": "U zit aan bij de lunch."}),
    )
    consent = forms.BooleanField(label="Mijn gegevens mogen gebruikt worden", help_text="Wij wissen ze.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


GOOD = {"name": "Sam", "email": "sam@voorbeeld.example", "role": "r", "attends_as": "p", "consent": "on"}


def test_every_field_has_a_label_for_its_input():
    html = str(SignUp())
    for name in ("name", "email", "note", "role", "consent"):
        assert re.search(rf'<label[^>]* for="id_{name}"', html), name
        assert f'id="id_{name}"' in html


def test_plain_fields_get_the_classes_of_the_design_system():
    form = SignUp()
    assert 'class="utrecht-textbox utrecht-textbox--html-input"' in str(form["name"])
    assert 'class="utrecht-textarea utrecht-textarea--html-textarea"' in str(form["note"])
    assert 'class="utrecht-select utrecht-select--html-select"' in str(form["role"])
    assert "class=" not in str(form["secret"])


def test_a_class_that_the_form_gives_is_kept():
    field = SignUp()["name"].as_widget(attrs={"class": "dt-mine"})
    assert 'class="utrecht-textbox utrecht-textbox--html-input dt-mine"' in field


def test_rendering_twice_gives_the_same():
    form = SignUp({})
    first = str(form)
    assert str(form) == first


def test_help_and_error_are_described_by_ids_that_exist():
    html = str(SignUp(GOOD | {"email": "sam@voorbeeld"})["email"].as_field_group())
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert described == ["id_email_helptext", "id_email_error"]
    assert all(f'id="{one}"' in html for one in described)


def test_a_wrong_field_says_so_to_eyes_and_to_screen_readers():
    html = str(SignUp(GOOD | {"email": "sam@voorbeeld"})["email"].as_field_group())
    assert 'aria-invalid="true"' in html
    assert "utrecht-textbox--invalid" in html
    assert "utrecht-form-field--invalid" in html
    assert 'value="sam@voorbeeld"' in html


def test_a_choice_is_a_group_of_cards_with_a_legend_and_hints():
    html = str(SignUp(GOOD | {"attends_as": ""})["attends_as"].as_field_group())
    assert re.search(r"<legend[^>]*>Hoe doet u mee\?\s*</legend>", html)
    assert '<label for="id_attends_as_1">Ik luister</label>' in html
    assert 'aria-describedby="id_attends_as_0_hint"' in html
    assert '<p id="id_attends_as_0_hint">U zit aan bij de lunch.</p>' in html
    assert re.search(r'<fieldset[^>]* aria-describedby="id_attends_as_error"', html)


def test_a_single_checkbox_is_a_card_with_its_help():
    html = str(SignUp()["consent"].as_field_group())
    assert 'class="dt-choice"' in html
    assert '<p id="id_consent_helptext">Wij wissen ze.</p>' in html
    assert "(niet verplicht)" not in html


def test_only_fields_that_may_stay_empty_say_so():
    html = str(SignUp())
    assert html.count("(niet verplicht)") == 1


def test_a_form_may_leave_that_out():
    form = SignUp()
    form.mark_optional = False
    assert "(niet verplicht)" not in str(form)


def test_the_summary_counts_in_words_and_links_to_each_field():
    html = str(SignUp(GOOD | {"email": "x", "attends_as": ""}))
    assert "Twee velden kloppen nog niet" in html
    assert 'href="#id_email"' in html
    assert 'href="#id_attends_as_0"' in html
    assert 'id="id_attends_as_0"' in html


def test_one_wrong_field_is_one():
    assert "Eén veld klopt nog niet" in str(SignUp(GOOD | {"name": ""}))


def test_a_rule_that_says_no_stands_as_a_sentence_in_the_summary():
    form = SignUp(GOOD)
    form.add_error(None, "Deze toer is vol.")
    assert "<p>Deze toer is vol.</p>" in str(form)
    assert "Dit lukt nog niet" in str(form)


def test_a_form_without_errors_has_no_summary():
    assert "dt-summary" not in str(SignUp())
    assert "dt-summary" not in str(SignUp(GOOD))


def test_what_a_person_typed_is_escaped():
    html = str(SignUp(GOOD | {"name": "<script>", "email": "<b>"}))
    assert "<script>" not in html
    assert "<b>" not in html


def test_dates_are_written_as_the_browser_wants_them():
    class When(forms.Form):
        day = forms.DateField(widget=DateInput)

    form = When(initial={"day": date(2018, 6, 29)})
    assert 'type="date"' in str(form["day"])
    assert 'value="2018-06-29"' in str(form["day"])
    assert When({"day": "2018-06-29"}).is_valid()


def test_a_field_in_a_table_keeps_its_label_for_screen_readers():
    cell = Template('{% include "forms/_cell.html" with field=form.name %}').render(
        Context({"form": SignUp()})
    )
    assert '<label class="dt-sr" for="id_name">Naam</label>' in cell


class Reachable(forms.Form):
    email = forms.EmailField()
    phone = forms.CharField(validators=[RegexValidator(r"^[0-9 ]+$")])
    text = forms.CharField()


@pytest.mark.parametrize(
    ("field", "typed"), [("email", "a\0@b.nl"), ("phone", "06\0123"), ("text", "a\0b"), ("email", "\0")]
)
def test_of_a_null_character_one_reads_once(field, typed):
    good = {"email": "a@b.nl", "phone": "06 12345678", "text": "a"}
    form = Reachable(good | {field: typed})
    assert not form.is_valid()
    assert form[field].as_field_group().count("utrecht-form-field-error-message dt-error") == 1


@pytest.mark.parametrize("typed", ["a\0b", "a\nb", "a\u202eb"])
def test_a_character_that_cannot_be_in_a_line_is_named_once(typed):
    with pytest.raises(ValidationError) as refusal:
        LineField().clean(typed)
    assert len(refusal.value.messages) == 1
    assert "een teken in dat niet kan" in refusal.value.messages[0]
