"""To whom the test invitation goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TrialForm(forms.Form):
    email = forms.EmailField(
        label=_("Naar welk adres"),
        max_length=254,
        help_text=_(
            "Het adres van de afzender zelf, want dan ziet Dialoogtoer wat de mailserver van de proef vond. Of een"
            " postbus elders: stuur de proef van daar als bijlage door."
        ),
    )
    mark_optional = False
