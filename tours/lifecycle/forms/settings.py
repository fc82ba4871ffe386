"""The event's own fields, in clear sections."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, DateTimeInput, within_reach
from core.text import no_control_characters
from core.versions import Clash, as_said
from tours.lifecycle.importing.values import tidy
from tours.organisations.models import User
from tours.programme.forms import MinuteField, buffer_label, venues_of
from tours.programme.models import DAY_MIN, Event
from tours.programme.reminders import MOST_DAYS, MOST_HOURS

REMINDERS = {
    "14d": _("Twee weken van tevoren"),
    "7d": _("Zeven dagen van tevoren"),
    "3d": _("Drie dagen van tevoren"),
    "1d": _("Een dag van tevoren"),
    "2h": _("Twee uur van tevoren"),
}
_OFFSET = re.compile(
    r"\s*([1-9][0-9]{0,2})\s*(?:(d|dag|dagen|days?)|(h|u|uur|uren|hours?))\s*", re.IGNORECASE
)
_LONGEST_NAME, _LONGEST_PARTY = 120, 80
_LONGEST = {"d": MOST_DAYS, "h": MOST_HOURS}
_SETTER = re.compile(r"(?P<name>[^(,]+?)\s*(?:\((?P<party>[^()]*)\)|,\s*(?P<other>.+))?\s*")


@dataclass(frozen=True)
class Section:
    """A part of the page: rows of fields, with a stroke between rows."""

    id: str
    heading: Any
    rows: str


class SettingsForm(forms.ModelForm[Event]):
    """The event's own fields. A ModelForm for its fields and checks; nothing is saved here."""

    start_min = MinuteField(label=_("Begint om"), required=False)
    end_min = MinuteField(label=_("Eindigt om"), required=False)
    reminders = forms.MultipleChoiceField(
        label=_("Wanneer krijgen deelnemers een herinnering?"),
        choices=REMINDERS.items(),
        required=False,
        help_text=_("Van twee binnen een dag krijgt iemand alleen de eerste."),
        widget=forms.CheckboxSelectMultiple({"class": "dt-choices--rows"}),
    )
    own_reminders = forms.CharField(
        label=_("Andere momenten"),
        required=False,
        max_length=100,
        help_text=_("Bijvoorbeeld: 10 dagen, 3 uur."),
    )
    setters = forms.CharField(
        label=_("Wie hebben dit op de agenda gezet?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Eén naam per regel, met de fractie erachter: A. de Wit (Voorbeeldpartij)."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    clashes: list[Clash] = []

    # Fields of one row stand beside each other where there is room.
    SECTIONS: ClassVar = (
        Section("wat", _("Wat"), "title | audience | summary | description | hosts | follows"),
        Section(
            "wanneer",
            _("Wanneer en waar"),
            "date start_min end_min | meeting_point | conference_url | buffer_min | programme_complete",
        ),
        Section(
            "vergadering",
            _("Over de vergadering"),
            "working_form | policy_field | alderman | moderator | setters | motivation",
        ),
        Section(
            "aanmelden",
            _("Aanmelden"),
            "registration_opens_at registration_closes_at | companions_allowed | confirm_address | offers_expire",
        ),
        Section(
            "herinneringen",
            _("Herinneringen en presentaties"),
            "reminders | own_reminders | material_deadline_days",
        ),
    )
    FOR_MEETINGS: ClassVar = (
        "working_form",
        "policy_field",
        "alderman",
        "moderator",
        "setters",
        "motivation",
    )

    class Meta:
        model = Event
        fields = [
            "title",
            "audience",
            "summary",
            "description",
            "hosts",
            "date",
            "buffer_min",
            "programme_complete",
            "meeting_point",
            "conference_url",
            "follows",
            "registration_opens_at",
            "registration_closes_at",
            "confirm_address",
            "offers_expire",
            "companions_allowed",
            "material_deadline_days",
            "working_form",
            "policy_field",
            "alderman",
            "motivation",
            "moderator",
        ]
        widgets: ClassVar = {
            "date": DateInput,
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 6}),
            "motivation": forms.Textarea(attrs={"rows": 4}),
            "registration_opens_at": DateTimeInput,
            "registration_closes_at": DateTimeInput,
        }
        help_texts: ClassVar = {
            "audience": _("Bijvoorbeeld: raadsleden, bewoners en initiatiefnemers."),
            "summary": _("Twee of drie zinnen. Ze staan bovenaan en in de uitnodiging."),
            "hosts": _("De initiatieven die ontvangen, zoals u ze wilt noemen."),
            "follows": _("Kies de bijeenkomst waar deze uit voortkomt. Zij verwijzen dan naar elkaar."),
            "conference_url": _("Het adres van de online vergadering, als die er is."),
            "meeting_point": _("Staat de plek er niet bij? Voeg haar toe bij de locaties."),
            "programme_complete": _(
                "Zolang dit uit staat, ziet men alleen datum en plaats, met ‘programma volgt’."
            ),
            "registration_opens_at": _("Leeg: meteen."),
            "registration_closes_at": _("Leeg: tot het begin."),
            "confirm_address": _(
                "Wie zich aanmeldt, krijgt eerst een mail met een knop. Dat voorkomt verkeerde adressen."
            ),
            "material_deadline_days": _("Sprekers krijgen bericht zolang hun presentatie ontbreekt."),
        }

    def __init__(self, *args: Any, event: Event, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(event) | kwargs.get("initial", {})
        kwargs["instance"] = copy.copy(event)  # what is typed must not show as what is stored
        super().__init__(*args, **kwargs)
        point, follows = self.fields["meeting_point"], self.fields["follows"]
        # What was chosen stays to choose, also for a co-host who does not know it or after its organisation left.
        known = Q(pk__in=Event.objects.of_member(user).values("pk")) | Q(pk=event.follows_id)
        point.empty_label = str(_("Nog niet bekend"))  # type: ignore[attr-defined]
        follows.empty_label = str(_("Nergens op"))  # type: ignore[attr-defined]
        point.queryset = venues_of(event, chosen=event.meeting_point_id)  # type: ignore[attr-defined]
        follows.queryset = Event.objects.filter(known).exclude(pk=event.pk)  # type: ignore[attr-defined]
        for name in ("date", "registration_opens_at", "registration_closes_at"):
            self.fields[name].validators.append(within_reach)
        self.fields["buffer_min"].label = buffer_label(event)
        if event.is_tour:
            for name in self.FOR_MEETINGS:
                del self.fields[name]
        else:
            self.fields["meeting_point"].label = _("Waar is het?")

    def sections(self) -> list[dict[str, Any]]:
        """The headings with their rows of fields, as far as this kind of event has them."""
        shown = [(section, self._rows(section)) for section in self.SECTIONS]
        return [
            {"id": section.id, "heading": section.heading, "rows": rows} for section, rows in shown if rows
        ]

    def clean_end_min(self) -> int | None:
        minutes: int | None = self.cleaned_data["end_min"]
        return DAY_MIN if minutes == 0 else minutes  # "until 0.00" is the end of the day

    def clean_own_reminders(self) -> list[str]:
        return [
            _offset(part) for part in re.split(r"[,;]", self.cleaned_data["own_reminders"]) if part.strip()
        ]

    def clean_setters(self) -> list[tuple[str, str]]:
        lines = (line.strip() for line in self.cleaned_data["setters"].splitlines())
        return [_setter(line) for line in lines if line]

    def changes(self) -> dict[str, Any]:
        """As change_settings wants them."""
        facts = {name: _tidied(value) for name, value in self.cleaned_data.items() if name != "version"}
        facts["reminder_offsets"] = in_order({*facts.pop("reminders"), *facts.pop("own_reminders")})
        if "setters" in facts:
            facts["agenda_setters"] = facts.pop("setters")
        return facts

    def clash(self, sentence: object, stored: Event, user: User) -> None:
        """Say what is stored by now where that differs. Sent again, the form overwrites, knowingly."""
        now = SettingsForm(event=stored, user=user)
        shown = [
            (str(field.label), spoken(field), spoken(now[field.name])) for field in self.visible_fields()
        ]
        self.clashes = [Clash(label, typed, there) for label, typed, there in shown if typed != there]
        self.add_error(None, str(sentence))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = stored.version
        self.data = data

    def _rows(self, section: Section) -> list[list[forms.BoundField]]:
        rows = [
            [self[name] for name in row.split() if name in self.fields] for row in section.rows.split("|")
        ]
        return [row for row in rows if row]


def spoken(field: forms.BoundField) -> str:
    """What stands in a field, as one would say it."""
    value = field.value()
    if isinstance(field.field, forms.DateField | forms.DateTimeField):
        try:
            return as_said(field.field.to_python(value))
        except ValidationError:
            return str(value)
    if isinstance(value, bool):
        return as_said(value)
    choices = getattr(field.field, "choices", None)
    if choices:
        names = {str(key): str(label) for key, label in choices}
        picked = value if isinstance(value, list) else [value]
        return ", ".join(names.get(str(one), "") for one in picked if one not in {None, ""})
    return tidy(str(field.field.widget.format_value(value) or ""))


def in_order(offsets: Iterable[str]) -> list[str]:
    """The offsets, the longest before the event first."""
    return sorted(offsets, key=lambda offset: -int(offset[:-1]) * (24 if offset[-1] == "d" else 1))


def _initial(event: Event) -> dict[str, Any]:
    offsets = event.reminder_offsets
    return {
        "version": event.version,
        "start_min": event.start_min,
        "end_min": event.end_min,
        "reminders": [offset for offset in offsets if offset in REMINDERS],
        "own_reminders": ", ".join(offset for offset in offsets if offset not in REMINDERS),
        "setters": "\n".join(str(setter) for setter in event.agenda_setters.all()),
    }


def _tidied(value: Any) -> Any:
    """Browsers send other line ends than files have: the same text must stay the same text."""
    return tidy(value) if isinstance(value, str) else value


def _offset(text: str) -> str:
    match = _OFFSET.fullmatch(text)
    unit = "d" if match and match[2] else "h"
    if not match or int(match[1]) > _LONGEST[unit]:
        raise ValidationError(
            _(
                "‘%(text)s’ begrijpen wij niet. Schrijf bijvoorbeeld ‘10 dagen’ (hoogstens 60) of ‘3 uur’ (hoogstens 72)."
            ),
            params={"text": text.strip()},
        )
    return f"{int(match[1])}{unit}"


def _setter(line: str) -> tuple[str, str]:
    match = _SETTER.fullmatch(line)
    name, party = (match["name"], match["party"] or match["other"] or "") if match else (line, "")
    if len(name) > _LONGEST_NAME or len(party) > _LONGEST_PARTY:
        raise ValidationError(_("Deze regel is te lang: %(line)s"), params={"line": line[:60]})
    no_control_characters(line)
    return name.strip(), party.strip()
