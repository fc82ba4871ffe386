"""Stops and venues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from core.versions import Clash, VersionedForm
from tours.programme.forms.fields import DegreesField, NamesField
from tours.programme.forms.hours import HoursField, HoursOnDatesField, dates_as_text
from tours.programme.hours import WEEK, DayHours, from_rows
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
    new_venue = LineField(
        label=_("Of een nieuwe locatie"),
        required=False,
        max_length=120,
        help_text=_("Alleen de naam. Adres, stoelen en plek op de kaart vult u daarna in."),
    )
    contact_language = forms.ChoiceField(
        label=_("Taal van de berichten"), choices=settings.LANGUAGES, initial="nl", required=False
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
            "opens_for_us",
            "duration_min",
            "description",
            "contact_name",
            "contact_phone",
            "contact_email",
            "contact_language",
            "tell_contact",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "contact_phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        }
        help_texts = {
            "contact_name": _("Wie kan men bellen op de dag zelf?"),
            "contact_phone": _("Alleen deelnemers, sprekers en gidsen zien dit nummer."),
            "tell_contact": _("Met een afspraak voor de agenda. Belt u liever zelf? Zet het dan uit."),
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

    def clean_contact_language(self) -> str:
        """As it was, where it was not asked."""
        return self.cleaned_data["contact_language"] or self.instance.contact_language

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
    hours_0 = HoursField(label=_("maandag"))
    hours_1 = HoursField(label=_("dinsdag"))
    hours_2 = HoursField(label=_("woensdag"))
    hours_3 = HoursField(label=_("donderdag"))
    hours_4 = HoursField(label=_("vrijdag"))
    hours_5 = HoursField(label=_("zaterdag"))
    hours_6 = HoursField(label=_("zondag"))
    hours_on_dates = HoursOnDatesField(
        label=_("Andere tijden op een datum"),
        help_text=_("Een datum op elke regel, bijvoorbeeld: 24-12-2026 9.00–12.00, of 25-12-2026 dicht."),
    )

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

        known = from_rows(self.instance.opening_hours.all()) if self.instance.pk else []
        for day in known:
            if day.weekday is not None:
                self.initial.setdefault(f"hours_{day.weekday}", day.stretches)
        self.initial.setdefault("hours_on_dates", dates_as_text(known))

    @property
    def week(self) -> list[forms.BoundField]:
        """The fields of Monday to Sunday."""
        return [self[f"hours_{weekday}"] for weekday in WEEK]

    @property
    def has_hours(self) -> bool:
        """Whether anything stands there, or was typed."""
        fields = [*self.week, self["hours_on_dates"]]
        return any(field.value() not in {None, ""} or field.errors for field in fields)

    def details(self) -> dict[str, Any]:
        """The columns, and the opening hours as `hours`."""
        columns = {name: value for name, value in super().details().items() if not name.startswith("hours_")}
        return columns | {"hours": self._hours()}

    def clash(self, sentence: object, stored: Venue) -> None:
        """As always; what was typed about opening hours is said next to those that are stored."""
        now = VenueForm(instance=stored)
        super().clash(sentence, stored)
        texts = [(field, self[field.name].value() or "") for field in [*now.week, now["hours_on_dates"]]]
        self.clashes += tuple(
            Clash(str(field.label), typed, field.value() or "")
            for field, typed in texts
            if typed != (field.value() or "")
        )

    def _hours(self) -> list[DayHours]:
        week = [(weekday, self.cleaned_data.get(f"hours_{weekday}")) for weekday in WEEK]
        days = [DayHours(weekday, None, stretches) for weekday, stretches in week if stretches is not None]
        return days + list(self.cleaned_data.get("hours_on_dates") or ())

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
