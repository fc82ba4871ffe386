import pytest
from django.core.exceptions import ValidationError

from tours.signups.fields import AddressField, NoteField


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Sam.Bakker@Voorbeeld.NL ", "sam.bakker@voorbeeld.nl"),
        ("sam+toer@voorbeeld.co.uk", "sam+toer@voorbeeld.co.uk"),
        ("o'neill@voorbeeld.example", "o'neill@voorbeeld.example"),
        ("sam@münchen.example", "sam@xn--mnchen-3ya.example"),
        ("sam@MÜNCHEN.example", "sam@xn--mnchen-3ya.example"),
        ("sam@例え.jp", "sam@xn--r8jz45g.jp"),
    ],
)
def test_an_address_is_stored_as_mail_servers_know_it(typed, stored):
    assert AddressField().clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        (None, "required"),
        ("sam", "no_at"),
        ("sam@voorbeeld", "no_domain"),
        ("sam@voorbeeld.", "no_domain"),
        ("sam@", "no_domain"),
        ("@voorbeeld.nl", "invalid"),
        ("sam@voor beeld.nl", "invalid"),
        ("sam bakker@voorbeeld.nl", "invalid"),
        ("sam@voorbeeld..nl", "invalid"),
        ("sam@-voorbeeld.nl", "invalid"),
        ("Sam <sam@voorbeeld.nl>", "invalid"),
        ("sam@a.nl, robin@a.nl", "invalid"),
        ("s" * 65 + "@voorbeeld.nl", "invalid"),
        ("s" * 300 + "@voorbeeld.nl", "too_long"),
        ("sam@" + "ü" * 60 + ".nl", "invalid"),
        ("sam@" + ".".join(["ü" * 20] * 10) + ".nl", "too_long"),
        ("jösé@voorbeeld.nl", "accents"),
        ("sam@voorbeeld.nl\n", "control"),
        ("sam@voorbeeld.nl\r\nBcc: x@x.nl", "control"),
        ("sam\x00@voorbeeld.nl", "control"),
        ("\u202esam@voorbeeld.nl", "control"),
    ],
)
def test_each_wrong_address_has_its_own_sentence(typed, code):
    with pytest.raises(ValidationError) as refusal:
        AddressField().clean(typed)
    assert refusal.value.code == code


def test_an_address_may_be_left_out_where_it_is_not_required():
    assert AddressField(required=False).clean("  ") == ""


def test_a_note_has_lines_but_no_other_control_characters():
    assert NoteField().clean("een\r\ntwee\tdrie") == "een\ntwee\tdrie"
    assert NoteField().clean("een\x0btwee\u2028drie\x1cvier") == "een\ntwee\ndrie\nvier"
    assert NoteField(required=False).clean("") == ""
    with pytest.raises(ValidationError, match=r"dat niet kan\. Typ"):  # a new line may stand in a note
        NoteField().clean("een\x1btwee")
