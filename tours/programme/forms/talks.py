"""What happens at a stop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.versions import VersionedForm
from tours.programme.forms.fields import NamesField
from tours.programme.forms.private import private_part
from tours.programme.models import Event, Speaker, Stop, Talk, TalkKind


class TalkForm(VersionedForm[Talk]):
    mark_optional = False
    speakers = forms.ModelMultipleChoiceField(
        Speaker.objects.none(), label=_("Wie"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_speakers = NamesField(
        label=_("Iemand die er nog niet bij staat"), help_text=_("Namen met een komma ertussen.")
    )

    class Meta:
        model = Talk
        fields = ["title", "kind", "duration_min", "speakers", "new_speakers", "moderator", "text", "stop"]
        labels = {"stop": _("Waar in het programma")}
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "text": _("Deze tekst komt op de openbare pagina. Zet er geen adres of telefoonnummer in."),
            "kind": _("Een meeprater is een bewoner die inspreekt: geef de tijd, het onderwerp en de tekst."),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speakers, stop = self.fields["speakers"], self.fields["stop"]
        if isinstance(speakers, forms.ModelMultipleChoiceField):
            speakers.queryset = event.speakers.all()
            if not speakers.queryset.exists():
                del self.fields["speakers"]
        if isinstance(stop, forms.ModelChoiceField):
            stop.queryset = Stop.objects.filter(event=event)
            stop.empty_label = None
        if not self.instance.pk:
            del self.fields["stop"]

    def clean(self) -> dict[str, Any]:
        """What a resident says is published, but not where they live or can be reached."""
        super().clean()
        is_resident = self.cleaned_data.get("kind") == TalkKind.RESIDENT
        if is_resident and (found := private_part(self.cleaned_data.get("text", ""))):
            sentence = _(
                "Hier staat een e-mailadres, telefoonnummer of adres in: ‘%(found)s’. Haal dat weg: de tekst wordt openbaar."
            )
            self.add_error("text", str(sentence) % {"found": found})
        return self.cleaned_data

    def details(self) -> dict[str, Any]:
        """The columns; who speaks stands apart."""
        return {name: value for name, value in super().details().items() if not name.endswith("speakers")}

    def who(self) -> dict[str, Any]:
        """Speakers chosen and names typed."""
        return {
            "speakers": list(self.cleaned_data.get("speakers", ())),
            "new_speakers": self.cleaned_data["new_speakers"],
        }
