"""What the desk types about people, seats and groups."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from core.pasted import InWords
from core.sheets import PasteForm
from core.versions import VersionedForm
from tours.organisations.languages import COLUMN, LanguageColumn, LanguageField
from tours.organisations.models import PHONE, Role
from tours.programme.models import Event, Group
from tours.signups.desk.listing import NO_GROUP
from tours.signups.desk.words import ATTENDS, TRANSPORT
from tours.signups.models import Diet, Registration, RegistrationState

PASTED_COLUMNS: dict[str, list[str]] = {
    "name": ["naam", "name", "volledige naam", "full name"],
    "role": ["rol", "functie", "role", "function"],
    "party": ["fractie", "partij", "party"],
    "email": ["e-mailadres", "e-mail", "email", "mail", "mailadres", "email address"],
    "phone": ["telefoon", "telefoonnummer", "tel", "mobiel", "phone", "phone number", "mobile"],
    "companions": ["neemt mee", "introducés", "introducees", "extra personen", "companions", "brings"],
    "diet": ["dieet", "dieetwens", "dieetwensen", "diet"],
    "transport": ["vervoer", "fiets", "transport", "bicycle"],
    "access_needs": ["toegankelijkheid", "hulp nodig", "access needs", "accessibility"],
    "group": ["groep", "group"],
    "note": ["opmerking", "opmerkingen", "note", "notes", "comment"],
    "language": COLUMN,
}


class GroupChoice(forms.ModelChoiceField[Group]):
    """A group of the event, by its letter and guide, or none."""

    def __init__(self, event: Event, *, label: Any) -> None:
        super().__init__(event.groups.all(), label=label, required=False, empty_label=_("Geen groep"))

    def label_from_instance(self, obj: Group) -> str:
        return f"{obj.letter} ({obj.guide_name})" if obj.guide_name else obj.letter


class PersonForm(VersionedForm[Registration]):
    """One person, to add or to change. Fields that this event does not need are left out."""

    transport = forms.ChoiceField(
        label=_("Vervoer"), choices=[("", _("Niet gezegd")), *TRANSPORT.items()], required=False
    )
    attends_as = forms.ChoiceField(label=_("Doet mee als"), choices=list(ATTENDS.items()))
    role = forms.ChoiceField(label=_("Rol"), choices=Role.choices)
    diet = forms.ChoiceField(label=_("Dieet"), choices=[("", _("Geen wens")), *Diet.choices], required=False)
    language = LanguageField()
    mark_optional = False

    class Meta:
        model = Registration
        fields = [
            "name",
            "role",
            "party",
            "phone",
            "email",
            "language",
            "diet",
            "transport",
            "attends_as",
            "access_needs",
            "companions",
            "companion_names",
            "note",
        ]
        labels = {
            "access_needs": _("Nodig om mee te doen"),
            "companions": _("Neemt mee (aantal)"),
            "companion_names": _("Namen van wie meekomt"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(event.groups.all()) > 1 or self.instance.group_id is not None:
            self.fields["group"] = GroupChoice(event, label=_("Groep"))
            self.fields["group"].initial = self.instance.group_id
            self.order_fields(["name", "role", "party", "phone", "email", "language", "group"])
        if not event.companions_allowed and not self.instance.companions:
            del self.fields["companions"], self.fields["companion_names"]
        if not event.is_tour and not self.instance.transport:
            del self.fields["transport"]
        if not self.instance.pk:
            self.initial["role"] = Role.RESIDENT

    def clean_language(self) -> str:
        """As it was, where it was not asked."""
        return self.cleaned_data["language"] or self.instance.language


class WalkInForm(forms.Form):
    """Somebody at the door: one field, and Enter."""

    name = LineField(
        label=_("Naam"),
        max_length=120,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Komt als"), choices=Role.choices, initial=Role.RESIDENT)
    mark_optional = False


class PersonRowForm(forms.Form):
    """One pasted row. Without a role: a councillor when there is a party, else a resident."""

    name = LineField(label=_("Naam"), max_length=120)
    role = InWords(label=_("Rol"), choices=Role.choices, required=False)
    party = LineField(label=_("Fractie"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mailadres"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telefoon"), max_length=25, validators=[PHONE], required=False)
    companions = forms.IntegerField(label=_("Neemt mee"), min_value=0, max_value=5, required=False)
    diet = InWords(
        label=_("Dieet"),
        choices=Diet.choices,
        required=False,
        also={Diet.VEGETARIAN: ["vega", "veggie"], Diet.GLUTEN_FREE: ["coeliakie"]},
    )
    transport = InWords(
        label=_("Vervoer"), choices=list(TRANSPORT.items()), required=False, also={"own_bicycle": ["fiets"]}
    )
    access_needs = LineField(label=_("Toegankelijkheid"), max_length=300, required=False)
    group = InWords(label=_("Groep"), required=False)
    note = forms.CharField(label=_("Opmerking"), max_length=1000, required=False)
    language = LanguageColumn(otherwise=settings.LANGUAGE_CODE)

    def __init__(self, *args: Any, groups: Sequence[Group], companions_allowed: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group.letter: group for group in groups}
        group = self.fields["group"]
        if isinstance(group, InWords):
            group.choices = [(letter, letter) for letter in self.groups]
        too_many = _("Bij deze bijeenkomst kan iemand niet meer mensen meenemen dan %(limit_value)s.")
        self.fields["companions"].validators.append(MaxValueValidator(companions_allowed, too_many))

    def clean_companions(self) -> int:
        return self.cleaned_data["companions"] or 0

    def clean_group(self) -> Group | None:
        return self.groups.get(self.cleaned_data["group"])

    def clean(self) -> dict[str, Any]:
        """The role follows from the party where none is given."""
        data = super().clean() or {}
        if not data.get("role") and "role" not in self.errors:
            data["role"] = Role.COUNCILLOR if data.get("party") else Role.RESIDENT
        return data


class PeoplePasteForm(PasteForm):
    """`seen` is the list that the shown outcome is about."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class FilterForm(forms.Form):
    """What of the list is shown. It comes with a GET: what makes no sense is left out, not complained about."""

    q = forms.CharField(
        label=_("Zoek op naam, fractie, telefoon of e-mailadres"), max_length=100, required=False
    )
    stand = forms.ChoiceField(
        label=_("Stand"), choices=[("", _("Iedereen")), *RegistrationState.choices], required=False
    )
    rol = forms.ChoiceField(label=_("Rol"), choices=[("", _("Alle rollen")), *Role.choices], required=False)
    groep = forms.ChoiceField(label=_("Groep"), required=False)
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    mark_optional = False

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letters: list[tuple[str, str | Promise]] = [(group.letter, group.letter) for group in groups]
        group = self.fields["groep"]
        if isinstance(group, forms.ChoiceField):
            group.choices = [("", _("Alle groepen")), *letters, (NO_GROUP, _("Nog geen groep"))]
        if not len(groups) > 1:
            del self.fields["groep"]

    def wishes(self) -> dict[str, str]:
        """For listing.people(): what is asked for and makes sense."""
        self.is_valid()
        asked = self.cleaned_data
        return {
            "q": asked.get("q", ""),
            "state": asked.get("stand", ""),
            "role": asked.get("rol", ""),
            "group": asked.get("groep", ""),
            "sort": asked.get("sort", ""),
        }


class MoveForm(forms.Form):
    """Several people to one group."""

    mark_optional = False

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = _("Kruis eerst aan wie u wilt verplaatsen.")
        self.fields["id"] = forms.ModelMultipleChoiceField(
            Registration.objects.of(event), error_messages={"required": nobody}
        )
        self.fields["group"] = GroupChoice(event, label=_("Zet in groep"))


class PoolForm(forms.Form):
    """Seats of one sort."""

    capacity = forms.IntegerField(
        label=_("Plaatsen"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Leeg: zonder grens."),
    )
    closed = forms.BooleanField(
        label=_("Niemand meer aannemen"),
        required=False,
        help_text=_("Wie zich aanmeldt, komt op de wachtlijst."),
    )
    mark_optional = False


class NewPoolForm(forms.Form):
    """Seats for one role apart."""

    role = forms.ChoiceField(label=_("Voor"), choices=Role.choices)
    capacity = forms.IntegerField(label=_("Plaatsen"), min_value=0, max_value=100_000)
    mark_optional = False

    def __init__(self, *args: Any, taken: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [(value, label) for value, label in Role.choices if value not in taken]
