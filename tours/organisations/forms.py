"""What members type about their organisation, its members and its contacts."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from core.pasted import InWords
from core.text import mail_address
from core.versions import VersionedForm
from tours.organisations.languages import LanguageColumn, LanguageField
from tours.organisations.models import PHONE, ApiKey, Contact, MembershipRole, Organisation, Role


class _Days(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=730, **kwargs)


class KeyForm(forms.ModelForm[ApiKey]):
    days = forms.TypedChoiceField(
        label=_("Hoelang geldig"),
        choices=[(90, _("Drie maanden")), (365, _("Een jaar")), (0, _("Zonder einde"))],
        initial=365,
        coerce=int,
        help_text=_("Daarna opent de sleutel niets meer, en maakt u een nieuwe."),
    )

    class Meta:
        model = ApiKey
        fields = ["name"]
        help_texts = {"name": _("Zo herkent u de sleutel later, bijvoorbeeld: website van de gemeente.")}

    @property
    def expires_on(self) -> date | None:
        days: int = self.cleaned_data["days"]
        return timezone.localdate() + timedelta(days=days) if days else None


class KeyToRevokeForm(forms.Form):
    key = forms.IntegerField(min_value=1, max_value=BigIntegerField.MAX_BIGINT)


class OrganisationForm(VersionedForm[Organisation]):
    keep_needs_days = _Days(label=_("Dieet en toegankelijkheid wissen na (dagen)"))
    keep_waiting_days = _Days(label=_("Wachtlijst wissen na (dagen)"))
    keep_attendees_days = _Days(
        label=_("Aanmeldingen wissen na (dagen)"),
        help_text=_("Wie zich aanmeldt, ziet deze termijnen op het formulier."),
    )
    keep_contributors_days = _Days(
        label=_("Gegevens van sprekers en contactpersonen wissen na (dagen)"),
        help_text=_(
            "Adressen en telefoonnummers van sprekers, gidsen, contactpersonen en wie een afspraak maakte."
            " De termijn begint na de laatste vervolgbijeenkomst of het verslag."
        ),
    )
    keep_mails_days = _Days(
        label=_("Verstuurde mails wissen na (dagen)"),
        help_text=_("In het logboek blijft staan dát een mail is verstuurd."),
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "mail_from",
            "phone",
            "keep_needs_days",
            "keep_waiting_days",
            "keep_attendees_days",
            "keep_contributors_days",
            "keep_mails_days",
            "quiet_from",
            "quiet_until",
            "accessibility_url",
            "theme_url",
        ]
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "accessibility_url": forms.URLInput(attrs={"placeholder": "https://"}),
        }
        help_texts = {
            "mail_from": _(
                "Dit adres staat als afzender en organisator in de uitnodigingen. Leeg: het adres van de dienst."
                " Verander het liever niet zolang er mensen zijn uitgenodigd: veel agenda’s nemen een wijziging"
                " alleen aan van het adres dat uitnodigde."
            ),
            "quiet_from": _(
                "In die uren sturen wij geen herinneringen. Antwoorden op wat iemand doet gaan wel."
            ),
            "quiet_until": _(
                "Wat in die uren zou gaan, gaat dan. Twee keer hetzelfde uur: geen stille uren."
            ),
            "phone": _("Dit nummer staat in mails, voor wie u wil bellen."),
            "theme_url": _(
                "Een CSS-bestand met de NL Design System-tokens van uw gemeente. Begin met / of met https://."
            ),
        }

    def clean_theme_url(self) -> str:
        """A path on this site, or an https address."""
        url: str = self.cleaned_data["theme_url"].strip()
        if url and not re.fullmatch(r"(https://[\w.-]+(:\d+)?)?/(?!/)[^\s\"'<>\\]*", url):
            raise ValidationError(_("Vul een adres in dat begint met / of met https://."))
        return url


class MemberForm(forms.Form):
    """Somebody who may work here."""

    name = LineField(label=_("Naam"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mailadres"), max_length=254)
    role = forms.ChoiceField(
        label=_("Rol"), choices=MembershipRole.choices, initial=MembershipRole.PLANNER.value
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rol"), choices=MembershipRole.choices)


class ContactForm(VersionedForm[Contact]):
    language = LanguageField()

    class Meta:
        model = Contact
        fields = ["name", "party", "role", "email", "phone", "language", "delegate_email"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        }
        help_texts = {"delegate_email": _("Voor wie de agenda van deze persoon bijhoudt.")}

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])

    def clean_language(self) -> str:
        """As it was, where it was not asked."""
        return self.cleaned_data["language"] or self.instance.language


class ContactRowForm(forms.Form):
    """One pasted row."""

    name = LineField(label=_("Naam"), max_length=120)
    party = LineField(label=_("Fractie"), max_length=80, required=False)
    role = InWords(label=_("Rol"), choices=Role.choices, required=False)
    email = forms.EmailField(label=_("E-mailadres"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telefoon"), max_length=25, validators=[PHONE], required=False)
    delegate_email = forms.EmailField(label=_("Secretaris"), max_length=254, required=False)
    language = LanguageColumn()

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])
