"""The sign-up form. Shapes input; holds no rules and never saves."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.template.defaultfilters import date as written
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.forms import Cards, LineField
from tours.organisations.models import Role
from tours.programme.models import Event, StopKind, TravelMode
from tours.programme.snapshot import Programme
from tours.signups.errors import TooManyCompanions
from tours.signups.fields import AddressField, NoteField
from tours.signups.models import AttendsAs, Diet, Transport
from tours.signups.retention import Kept

WITH_PARTY = frozenset({Role.COUNCILLOR, Role.COMMITTEE_MEMBER})


class UsualChoice(forms.ChoiceField):
    """A choice with a usual answer: that is what no answer means."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.initial)


def _line(label: Any, *, longest: int, **kwargs: Any) -> forms.CharField:
    return LineField(label=label, max_length=longest, **kwargs)


class PersonForm(forms.Form):
    """What a person tells about themselves; asks only what this event needs to know."""

    name = _line(
        _("Naam"),
        longest=120,
        error_messages={"required": _("Vul uw naam in.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        label=_("E-mailadres"),
        help_text=_("Hierheen sturen wij de bevestiging en de uitnodiging voor uw agenda."),
    )
    role = forms.ChoiceField(
        label=_("U komt als"),
        choices=[("", _("Kies")), *Role.choices],
        error_messages={"required": _("Kies hoe u komt."), "invalid_choice": _("Kies een van deze.")},
    )
    party = _line(
        _("Fractie"), longest=80, required=False, help_text=_("Alleen voor raadsleden en burgerleden.")
    )
    companions = forms.IntegerField(
        label=_("Hoeveel mensen neemt u mee?"), required=False, min_value=0, initial=0
    )
    companion_names = _line(
        _("Hoe heten zij?"),
        longest=300,
        required=False,
        help_text=_("Wie u meeneemt, telt mee voor de plaatsen en de lunch."),
    )
    attends_as = UsualChoice(
        label=_("Hoe doet u mee?"), choices=AttendsAs.choices, initial=AttendsAs.PARTICIPANT
    )
    transport = UsualChoice(
        label=_("Hoe komt u langs de haltes?"),
        choices=Transport.choices,
        initial=Transport.OWN_BICYCLE,
        widget=Cards,
    )
    diet = forms.ChoiceField(label=_("Dieetwens"), choices=[("", _("Geen")), *Diet.choices], required=False)
    access_needs = _line(
        _("Wat hebt u nodig om mee te kunnen doen?"),
        longest=300,
        required=False,
        help_text=_("Bijvoorbeeld een drempelvrije route, ringleiding of begeleider."),
    )
    note = NoteField(
        label=_("Wilt u iets kwijt aan de organisatie?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(1000)],
    )
    keep_informed = forms.BooleanField(label=_("Houd mij op de hoogte van het vervolg"), required=False)

    def __init__(
        self, *args: Any, event: Event, companions_allowed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        allowed = event.companions_allowed if companions_allowed is None else companions_allowed
        programme = event.current.data if event.current else None
        by_bicycle = programme is not None and goes_by_bicycle(programme)
        with_meal = programme is not None and has_meal(programme)
        asked = {
            "companions": allowed > 0,
            "companion_names": allowed > 0,
            "transport": by_bicycle,
            "diet": event.is_tour or with_meal,
        }
        for name in (name for name, ask in asked.items() if not ask):
            del self.fields[name]
        self._shape_attends_as(event, by_bicycle=by_bicycle, with_meal=with_meal)
        if allowed:
            self._shape_companions(allowed)

    def explain(self, event: Event, kept: Kept) -> None:
        """Say until when data are kept. For who is shown the form: who is redirected does not wait for it."""
        self["keep_informed"].help_text = _informed_help(event, kept)

    def _shape_companions(self, allowed: int) -> None:
        field = self.fields["companions"]
        field.validators.append(MaxValueValidator(allowed, message=str(TooManyCompanions(allowed=allowed))))
        field.widget.attrs |= {"max": allowed, "inputmode": "numeric"}
        field.help_text = gettext("Hoogstens %(allowed)s.") % {"allowed": allowed}

    def _shape_attends_as(self, event: Event, *, by_bicycle: bool, with_meal: bool) -> None:
        hints = _hints(is_tour=event.is_tour, by_bicycle=by_bicycle, with_meal=with_meal)
        field = cast(UsualChoice, self.fields["attends_as"])
        field.widget = Cards(hints=hints)
        field.choices = [(value, label) for value, label in AttendsAs.choices if value in hints]

    def clean_companions(self) -> int:
        return self.cleaned_data["companions"] or 0

    def clean(self) -> dict[str, Any]:
        """Leave out what does not go with the rest: a party without a seat in the council, names of nobody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("role") not in WITH_PARTY:
            cleaned["party"] = ""
        if "companion_names" in cleaned and not cleaned.get("companions"):
            cleaned["companion_names"] = ""
        return cleaned


class SignUpForm(PersonForm):
    """As on the sign-up page: with consent, and a trap that people leave empty."""

    consent = forms.BooleanField(
        label=_("De organisatie mag mijn gegevens gebruiken voor deze bijeenkomst"),
        error_messages={
            "required": _("Zet hier een vinkje als dat mag. Zonder dit kunnen wij u niet aanmelden.")
        },
    )
    website = forms.CharField(
        label=_("Laat dit veld leeg"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    field_order = [*PersonForm.base_fields, "consent", "keep_informed", "website"]

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        if event.is_tour:
            self.fields["consent"].label = gettext(
                "De organisatie mag mijn gegevens gebruiken voor deze toer"
            )

    def explain(self, event: Event, kept: Kept) -> None:
        super().explain(event, kept)
        self["consent"].help_text = _consent_help(kept, with_diet="diet" in self.fields)

    @property
    def is_trapped(self) -> bool:
        """Whether something filled in the field that people do not see."""
        return bool(self.cleaned_data.get("website"))

    @property
    def details(self) -> dict[str, Any]:
        """What is stored of the form, beside consent."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in {"consent", "website"}
        }


class AddressForm(forms.Form):
    """Only an e-mail address."""

    email = AddressField(label=_("E-mailadres"))


def put_at_field(form: forms.BaseForm, rule: RuleBroken) -> None:
    """Say the rule's sentence at its field, or above the form where it has none there."""
    error = forms.ValidationError(str(rule), code=type(rule).__name__)
    form.add_error(rule.field if rule.field in form.fields else None, error)


def _consent_help(kept: Kept, *, with_diet: bool) -> str:
    sentence = (
        gettext(
            "Zonder dit kunnen wij u niet aanmelden. Wij wissen ze op %(date)s, uw dieetwens al op %(needs)s."
        )
        if with_diet
        else gettext("Zonder dit kunnen wij u niet aanmelden. Wij wissen ze op %(date)s.")
    )
    return sentence % {"date": written(kept.attendees, "j F Y"), "needs": written(kept.needs, "j F")}


def _informed_help(event: Event, kept: Kept) -> str:
    """Until when, if something follows already; else how long after what may follow."""
    facts = {"date": written(kept.informed, "j F Y"), "days": event.organisation.keep_attendees_days}
    if kept.informed > kept.attendees:
        return gettext("Dan bewaren wij uw naam en e-mailadres tot %(date)s.") % facts
    return (
        gettext("Dan bewaren wij uw naam en e-mailadres tot %(days)s dagen na het vervolg of het verslag.")
        % facts
    )


def goes_by_bicycle(programme: Programme) -> bool:
    """Whether any way between two stops is cycled."""
    return any(leg["mode"] == TravelMode.BICYCLE for group in programme["groups"] for leg in group["legs"])


def has_meal(programme: Programme) -> bool:
    return any(stop["kind"] == StopKind.MEAL for stop in programme["stops"])


def _hints(*, is_tour: bool, by_bicycle: bool, with_meal: bool) -> dict[str, str]:
    """What each way of taking part means at this event."""
    if not is_tour:
        return {
            AttendsAs.PARTICIPANT: gettext("U doet mee aan het gesprek."),
            AttendsAs.LISTENER: gettext("U bent erbij als toehoorder."),
            AttendsAs.SPEAKING_RESIDENT: gettext(
                "U krijgt drie tot vijf minuten. De organisatie neemt contact met u op."
            ),
        }
    goes = gettext("U fietst mee in een groep") if by_bicycle else gettext("U gaat mee in een groep")
    table = gettext("%(goes)s en zit aan bij de lunch.") if with_meal else "%(goes)s."
    listens = gettext("U fietst mee als toehoorder.") if by_bicycle else gettext("U gaat mee als toehoorder.")
    return {AttendsAs.PARTICIPANT: table % {"goes": goes}, AttendsAs.LISTENER: listens}
