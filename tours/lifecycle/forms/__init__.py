"""Forms about a whole event. They shape input; rules stand in actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.forms import Cards, DateInput, LineField, within_reach
from tours.organisations.access import May
from tours.organisations.models import Organisation, User
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
    title = LineField(label=_("Titel"), max_length=140)
    date = forms.DateField(
        label=_("Datum"),
        required=False,
        widget=DateInput,
        validators=[within_reach],
        help_text=_("Weet u de datum nog niet? Laat dit dan leeg."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisatie"), empty_label=None, to_field_name="slug"
    )

    def __init__(self, *args: Any, user: User, before: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if before is not None and before.is_tour:  # a tour leads to a meeting
            self.initial["kind"] = EventKind.MEETING
        self.organisations = organisations_of(user)
        field: Any = self.fields["organisation"]
        field.queryset = self.organisations
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    def facts(self) -> dict[str, Any]:
        """What create_event wants to know."""
        return {"organisation": self.organisations[0] if self.organisations else None} | self.cleaned_data


class CopyForm(forms.Form):
    title = LineField(label=_("Titel"), max_length=140)
    date = forms.DateField(
        label=_("Nieuwe datum"),
        required=False,
        widget=DateInput,
        validators=[within_reach],
        help_text=_("Mag leeg blijven."),
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
        taken = Q(pk=event.organisation_id) | Q(cohosted_events=event) | Q(events_asked_for=event)
        field.queryset = Organisation.objects.exclude(taken)
