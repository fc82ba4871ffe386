"""Forms about statements, commitments and the report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tours.dialogue.models import Commitment, Report, Side, Statement, StatementKind
from tours.programme.models import Event, Stop


class StatementForm(forms.ModelForm[Statement]):
    class Meta:
        model = Statement
        fields = ["kind", "side", "text", "stop"]
        labels = {"stop": _("Waar hoort het bij")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stop = self.fields["stop"]
        if isinstance(stop, forms.ModelChoiceField):
            stop.queryset = Stop.objects.filter(event=event)
            stop.empty_label = str(_("De hele bijeenkomst"))
        for name, values in (("kind", StatementKind), ("side", Side)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Kies")), *values.choices]


class CommitmentForm(forms.ModelForm[Commitment]):
    class Meta:
        model = Commitment
        fields = ["text", "owner_name", "owner_is_organisation", "owner_email", "due_date"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "due_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "owner_name": _("Een naam staat pas op de openbare pagina als deze persoon ja heeft gezegd."),
            "owner_email": _("Hierheen sturen wij de afspraak, met de vraag of de naam openbaar mag."),
        }


class ReportForm(forms.ModelForm[Report]):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ["body", "version"]
        widgets = {"body": forms.Textarea(attrs={"rows": 24})}
        help_texts = {
            "body": _(
                "Met Markdown: ## voor een kop, * voor een punt in een lijst, **vet**, [tekst](https://…) voor een link."
            )
        }


class ReviewForm(forms.Form):
    """What a speaker thinks of the draft report."""

    remarks = forms.CharField(
        label=_("Opmerkingen"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
