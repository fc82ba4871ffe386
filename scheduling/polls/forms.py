"""What is typed about a date poll. Forms shape input; rules stand in actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, LineField, within_reach
from core.pasted import InWords
from core.text import mail_address
from scheduling.polls.models import Invitee, Option, Poll, Quorum, Value
from scheduling.polls.words import in_words
from tours.organisations.languages import LanguageColumn, LanguageField
from tours.organisations.models import Role
from tours.organisations.pasting import COLUMNS as CONTACT_COLUMNS
from tours.programme.forms.fields import MinuteField

INVITEE_COLUMNS = {name: CONTACT_COLUMNS[name] for name in ("name", "party", "role", "email", "language")}
_MOST_PEOPLE = 1000


class PollForm(forms.Form):
    answer_by = forms.DateField(
        label=_("Antwoord graag vóór"),
        widget=DateInput,
        validators=[within_reach],
        help_text=_("Wie twee dagen eerder nog niets zei, krijgt één herinnering."),
    )
    note = forms.CharField(
        label=_("Bericht aan de genodigden"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dit staat in de mail en op de pagina waar zij antwoorden."),
    )


class OptionForm(forms.Form):
    date = forms.DateField(label=_("Dag"), widget=DateInput, validators=[within_reach])
    start_min = MinuteField(label=_("Van"), required=False)
    end_min = MinuteField(label=_("Tot"), required=False)


class InviteeForm(forms.ModelForm[Invitee]):
    language = LanguageField()

    class Meta:
        model = Invitee
        fields = ["name", "email", "language", "party", "role"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}
        help_texts = {"email": _("Zonder adres vult u het antwoord zelf in.")}

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])

    def clean_language(self) -> str:
        """As it was, where it was not asked."""
        return self.cleaned_data["language"] or self.instance.language

    def validate_constraints(self) -> None:
        """Left to the database, at the moment of writing."""


class InviteeRowForm(forms.Form):
    """One pasted row."""

    name = LineField(label=_("Naam"), max_length=120)
    party = LineField(label=_("Fractie"), max_length=80, required=False)
    role = InWords(label=_("Rol"), choices=Role.choices, required=False)
    email = forms.EmailField(label=_("E-mailadres"), max_length=254, required=False)
    language = LanguageColumn(otherwise=settings.LANGUAGE_CODE)

    def clean_role(self) -> str:
        return self.cleaned_data["role"] or Role.COUNCILLOR

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])


class QuorumForm(forms.Form):
    """How many must be able to come: of everybody, per role and per party that was invited."""

    def __init__(
        self,
        *args: Any,
        invitees: Iterable[Invitee],
        needed: Mapping[tuple[str, str], int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = list(invitees)
        self.keys: dict[str, tuple[str, str]] = {}
        self.invited: dict[str, int] = {}
        attribute = Quorum.Attribute
        self._add(attribute.EVERYBODY, "", gettext("Iedereen samen"), len(people), needed)
        for role, label in Role.choices:
            self._add(attribute.ROLE, role, str(label), sum(who.role == role for who in people), needed)
        for party in sorted({who.party for who in people} - {""}):
            self._add(attribute.PARTY, party, party, sum(who.party == party for who in people), needed)

    def _add(
        self, attribute: str, value: str, label: str, invited: int, needed: Mapping[tuple[str, str], int]
    ) -> None:
        """A number for this role or party, where somebody of it was invited."""
        if not invited and (attribute, value) not in needed:
            return
        name = f"minimum_{len(self.keys)}"
        self.keys[name] = (str(attribute), value)
        self.invited[name] = invited
        self.fields[name] = forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=_MOST_PEOPLE,
            initial=needed.get((attribute, value)),
            help_text=gettext("%(n)s genodigd") % {"n": invited},
        )

    def more_than_invited(self) -> list[str]:
        """Of whom more are needed than were invited, by label."""
        short = [name for name, invited in self.invited.items() if (self.cleaned_data[name] or 0) > invited]
        return [str(self.fields[name].label) for name in short]

    def needed(self) -> dict[tuple[str, str], int]:
        """What set_quorum wants to know."""
        return {key: self.cleaned_data[name] or 0 for name, key in self.keys.items()}


class AnswerForm(forms.Form):
    """Yes, if need be or no, for every option; and a remark."""

    remark = LineField(
        label=_("Opmerking"),
        required=False,
        max_length=300,
        help_text=_("Alleen de organisatie leest dit."),
    )

    def __init__(self, *args: Any, options: Iterable[Option], invitee: Invitee, **kwargs: Any) -> None:
        said = dict(invitee.answers.values_list("option_id", "value"))
        super().__init__(*args, **kwargs)
        self.fields["remark"].initial = invitee.remark
        self.options = {f"dag_{option.pk}": option for option in options}
        days = {
            name: forms.ChoiceField(
                label=in_words(option),
                choices=Value.choices,
                initial=said.get(option.pk),
                widget=forms.RadioSelect,
                error_messages={"required": gettext("Kies ja, als het moet of nee.")},
            )
            for name, option in self.options.items()
        }
        self.fields = {**days, **self.fields}

    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in self.options]

    def answers(self) -> dict[int, str]:
        """What answer_poll wants to know: option id → value."""
        return {option.pk: self.cleaned_data[name] for name, option in self.options.items()}


class ChooseForm(forms.Form):
    despite = forms.BooleanField(label=_("Ik kies deze dag toch"), required=False)


class StopForm(forms.Form):
    """Why nobody is asked any more."""

    reason = forms.CharField(
        label=_("Waarom"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dit staat in de mail aan wie gevraagd was."),
    )


class ContactsForm(forms.Form):
    """Which of the organisation's contacts are asked too."""

    contacts = forms.MultipleChoiceField(label=_("Contacten"), required=False)

    def __init__(self, *args: Any, ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contacts"]
        field.choices = [(str(pk), str(pk)) for pk in ids]

    def clean_contacts(self) -> list[int]:
        chosen = self.cleaned_data["contacts"]
        if not chosen:
            raise ValidationError(_("Kruis eerst iemand aan."))
        return [int(pk) for pk in chosen]


class AskedForm(forms.Form):
    """Which of those whom a poll asked are invited."""

    people = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Kruis eerst aan wie u wilt uitnodigen.")}
    )

    def __init__(self, *args: Any, ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.choices = [(pk, str(pk)) for pk in ids]


def poll_form(data: Any, poll: Poll) -> PollForm:
    """The form about the poll itself, filled in as it is stored."""
    return PollForm(data, initial={"note": poll.note, "answer_by": poll.answer_by})
