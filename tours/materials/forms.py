"""What organisers fill in about material."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.bounded import MEGABYTE
from core.forms import DateTimeInput, within_reach
from core.versions import VersionedForm
from tours.materials.errors import MomentMissing
from tours.materials.models import Material, Shown, UploadLimits
from tours.materials.refusals import TAKEN
from tours.programme.models import Event, Stop, Talk

ACCEPT = ",".join(f".{extension}" for extension in (*TAKEN, "jpeg"))


def a_file(label: Any) -> forms.FileField:
    """A field for one file. Empty files are refused by the action, in words that say what to do."""
    chooser = forms.FileInput(attrs={"accept": ACCEPT})
    return forms.FileField(label=label, allow_empty_file=True, max_length=255, widget=chooser)


def title_from(name: str) -> str:
    """A file's name as a title."""
    return (name.rpartition(".")[0] or name).replace("_", " ")[:140]


class PlaceField(forms.ChoiceField):
    """The whole event, a stop or a talk: one choice instead of two that may contradict each other."""

    def __init__(self, event: Event, **kwargs: Any) -> None:
        self._stops = list(event.stops.prefetch_related("talks"))
        super().__init__(choices=self._grouped(), required=False, **kwargs)

    def _grouped(self) -> list[Any]:
        whole = [("", _("De hele bijeenkomst"))]
        return whole + [
            (
                stop.title,
                [
                    (f"stop-{stop.pk}", stop.title),
                    *((f"talk-{talk.pk}", talk.title) for talk in stop.talks.all()),
                ],
            )
            for stop in self._stops
        ]

    def clean(self, value: Any) -> tuple[Stop | None, Talk | None]:
        """(stop, talk): one of them, or neither."""
        kind, _dash, pk = str(super().clean(value)).partition("-")
        stops = {str(stop.pk): stop for stop in self._stops}
        talks = {str(talk.pk): talk for stop in self._stops for talk in stop.talks.all()}
        return (stops.get(pk), None) if kind == "stop" else (None, talks.get(pk) if kind == "talk" else None)


def place_of(material: Material) -> str:
    """The value of the PlaceField for this material."""
    if material.talk_id:
        return f"talk-{material.talk_id}"
    return f"stop-{material.stop_id}" if material.stop_id else ""


class AboutForm(VersionedForm[Material]):
    """What it is called, where it belongs, who sees it from when."""

    class Meta:
        model = Material
        fields = ["title", "visibility", "shown", "visible_from"]
        widgets = {"visible_from": DateTimeInput()}
        help_texts = {"visible_from": _("Alleen nodig als u kiest voor ‘vanaf een moment’.")}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visible_from"].validators.append(within_reach)
        self.fields["place"] = PlaceField(event, label=_("Waar hoort het bij"))
        self.initial.setdefault("place", place_of(self.instance))
        self.order_fields(["file", "link", "title", "place", "visibility", "shown", "visible_from"])

    def about(self) -> dict[str, Any]:
        """The columns that were filled in, with the stop or talk."""
        stop, talk = self.cleaned_data["place"]
        names = ("title", "visibility", "shown", "visible_from")
        return {name: self.cleaned_data[name] for name in names} | {"stop": stop, "talk": talk}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("shown") == Shown.MOMENT and not data.get("visible_from"):
            self.add_error("visible_from", str(MomentMissing.sentence))
        return data


class NewForm(AboutForm):
    """Nothing is stored yet, so nobody else can have changed it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]


class FileForm(NewForm):
    """A new file. Without a title it is called as the file is."""

    file = a_file(_("Bestand"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Leeg: de naam van het bestand.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "title" in data and not data["title"]:
            data["title"] = title_from(getattr(data.get("file"), "name", ""))
        return data


class LinkForm(NewForm):
    """A new link to a film or page."""

    link = forms.URLField(label=_("Link naar een video of pagina"), max_length=200, assume_scheme="https")


class ChangeForm(AboutForm):
    """Material that is there already."""

    link = forms.URLField(label=_("Link naar een video of pagina"), max_length=200, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["link"] = self.instance.link
        if not self.instance.link:
            del self.fields["link"]

    def details(self) -> dict[str, Any]:
        """What was typed, as the columns are called."""
        return self.about() | {"link": self.cleaned_data.get("link", "")}


class VersionForm(forms.Form):
    """A newer file for the same material."""

    file = a_file(_("Nieuw bestand"))


class LimitsForm(forms.ModelForm[UploadLimits]):
    """How much may be uploaded for this event."""

    class Meta:
        model = UploadLimits
        fields = ["megabytes", "files"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.MATERIAL_MAX_BYTES // MEGABYTE
        self.fields["megabytes"] = forms.IntegerField(
            label=self.fields["megabytes"].label,
            min_value=1,
            max_value=most,
            help_text=_("Hoogstens %(most)s MB.") % {"most": most},
        )

    def validate_unique(self) -> None:
        """There is one row per event, and the action finds it."""
