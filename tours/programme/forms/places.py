"""Stops and venues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.text import no_control_characters
from core.versions import VersionedForm
from tours.programme.forms.fields import DegreesField, NamesField
from tours.programme.models import Event, EventKind, Stop, StopKind, Venue


def venues_of(event: Event, *, chosen: int | None = None) -> QuerySet[Venue]:
    """The places that the event's organisation and its co-hosts know, and the one that was chosen before."""
    hosts = Q(organisation=event.organisation_id) | Q(organisation__cohosted_events=event)
    return Venue.objects.filter(hosts | Q(pk=chosen)).distinct()


def buffer_label(event: Event) -> str:
    """What a tour calls the room between two stops, and a meeting that between two slots."""
    return str(
        _("Minuten ruimte tussen twee haltes")
        if event.is_tour
        else _("Minuten ruimte tussen twee tijdsloten")
    )


class StopForm(VersionedForm[Stop]):
    mark_optional = False
    new_venue = forms.CharField(
        label=_("Of een nieuwe locatie"),
        required=False,
        max_length=120,
        validators=[no_control_characters],
        help_text=_("Alleen de naam. Adres, stoelen en plek op de kaart vult u daarna in."),
    )
    new_speakers = NamesField(
        label=_("Wie spreekt hier?"),
        help_text=_("Namen met een komma ertussen. Meer over het praatje kan daarna."),
    )

    class Meta:
        model = Stop
        fields = [
            "title",
            "kind",
            "venue",
            "duration_min",
            "description",
            "contact_name",
            "contact_phone",
            "contact_email",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "contact_phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        }
        help_texts = {
            "contact_name": _("Wie kan men bellen op de dag zelf?"),
            "contact_phone": _("Alleen deelnemers, sprekers en gidsen zien dit nummer."),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue = self.fields["venue"]
        if isinstance(venue, forms.ModelChoiceField):
            venue.queryset = venues_of(event, chosen=self.instance.venue_id)
            venue.empty_label = str(_("Nog niet bekend"))
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one.value, one.label) for one in _kinds(event)]
        if self.instance.pk:
            del self.fields["new_speakers"]

    def details(self) -> dict[str, Any]:
        """The columns; the typed names stand apart."""
        return {name: value for name, value in super().details().items() if not name.startswith("new_")}

    def typed(self) -> dict[str, Any]:
        """Names of a venue and of speakers that were typed."""
        return {name: value for name, value in self.cleaned_data.items() if name.startswith("new_")}


def _kinds(event: Event) -> list[StopKind]:
    """A tour has stops, a meeting has slots; the rest fits both."""
    own, other = StopKind.VISIT, StopKind.SLOT
    if event.kind == EventKind.MEETING:
        own, other = other, own
    return [own, StopKind.GATHERING, StopKind.MEAL, StopKind.PLENARY, other]


class VenueForm(VersionedForm[Venue]):
    mark_optional = False
    lat_deg = DegreesField(
        label=_("Breedtegraad"),
        limit=90,
        help_text=_(
            "Bijvoorbeeld 52,0907. U mag hier ook beide getallen plakken uit een kaart: 52.0907, 5.1214."
        ),
    )
    lon_deg = DegreesField(label=_("Lengtegraad"), limit=180, help_text=_("Bijvoorbeeld 5,1214."))

    class Meta:
        model = Venue
        fields = [
            "name",
            "address",
            "lat_deg",
            "lon_deg",
            "location_estimated",
            "chairs",
            "step_free",
            "hearing_loop",
            "accessibility_note",
        ]
        help_texts = {
            "chairs": _("Hoeveel mensen kunnen er zitten? Leeg: dat weten we niet."),
            "accessibility_note": _("Bijvoorbeeld: ingang via de achterkant, bel even."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.data = _split_pair(self.data, self.add_prefix("lat_deg"), self.add_prefix("lon_deg"))

    def clean(self) -> dict[str, Any]:
        """Both coordinates or none."""
        super().clean()
        known = {name for name in ("lat_deg", "lon_deg") if self.cleaned_data.get(name) is not None}
        missing = {"lat_deg", "lon_deg"} - known - self.errors.keys()
        if known and missing:
            self.add_error(missing.pop(), str(_("Vul beide getallen in, of laat beide leeg.")))
        return self.cleaned_data


def _split_pair(data: Any, lat: str, lon: str) -> Any:
    """Two numbers that were pasted into one field, as maps give them, in their own fields."""
    first, comma, second = str(data.get(lat, "")).partition(", ")
    if not comma or data.get(lon, "").strip():
        return data
    data = data.copy()
    data[lat], data[lon] = first.strip(), second.strip()
    return data
