"""Forms about a whole event. They shape input; rules stand in actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.forms import Cards, DateInput
from core.text import no_control_characters
from tours.organisations.access import May
from tours.organisations.models import Organisation, Role, User
from tours.programme.models import Event, EventKind


def put_at_field(form: forms.BaseForm, no: RuleBroken) -> None:
    """Show a rule's sentence at the field it is about, else above the form."""
    form.add_error(no.field if no.field in form.fields else None, str(no))


def organisations_of(user: User) -> Any:
    """The organisations in which this user may plan."""
    roles = [role.value for role in May.PLAN.value]
    return Organisation.objects.filter(memberships__user=user, memberships__role__in=roles).distinct()


class NewEventForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Wat wordt het?"),
        choices=EventKind.choices,
        initial=EventKind.TOUR,
        widget=Cards(
            hints={
                EventKind.TOUR: _("Samen langs een aantal plekken, met reistijd ertussen."),
                EventKind.MEETING: _("Een bijeenkomst of avond op één plek, met sprekers en insprekers."),
            }
        ),
    )
    title = forms.CharField(label=_("Titel"), max_length=140, validators=[no_control_characters])
    date = forms.DateField(
        label=_("Datum"),
        required=False,
        widget=DateInput,
        help_text=_("Weet u de datum nog niet? Laat dit dan leeg."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisatie"), empty_label=None, to_field_name="slug"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations_of(user)
        field: Any = self.fields["organisation"]
        field.queryset = self.organisations
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    def facts(self) -> dict[str, Any]:
        """What create_event wants to know."""
        return {"organisation": self.organisations[0] if self.organisations else None} | self.cleaned_data


class CopyForm(forms.Form):
    title = forms.CharField(label=_("Titel"), max_length=140, validators=[no_control_characters])
    date = forms.DateField(
        label=_("Nieuwe datum"), required=False, widget=DateInput, help_text=_("Mag leeg blijven.")
    )


class CohostForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisatie"),
        to_field_name="slug",
        empty_label=_("Kies een organisatie"),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.exclude(Q(pk=event.organisation_id) | Q(cohosted_events=event))


class SeatsForm(forms.Form):
    """Capacity for everybody, and per role where wanted. Empty: no limit, or no seats apart for that role."""

    mark_optional = False

    everybody = forms.IntegerField(
        label=_("Plaatsen voor iedereen samen"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("Leeg: er is geen maximum."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in Role:
            self.fields[role.value] = forms.IntegerField(
                label=role.label, required=False, min_value=0, max_value=100_000
            )
        for pool in event.pools.all():
            field = self.fields[pool.role or "everybody"]
            field.initial = pool.capacity
            if pool.taken:
                taken = _("Nu bezet: %(n)s.") % {"n": pool.taken}
                field.help_text = f"{taken} {field.help_text}" if field.help_text else taken

    def roles(self) -> list[forms.BoundField]:
        return [self[role.value] for role in Role]

    def capacities(self) -> dict[str, int | None]:
        """As set_pools wants them; the role "" is everybody."""
        roles = {role.value: self.cleaned_data[role.value] for role in Role}
        return {"": self.cleaned_data["everybody"]} | {
            role: capacity for role, capacity in roles.items() if capacity is not None
        }
