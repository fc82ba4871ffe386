"""Whom to invite, and what came of ringing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from tours.organisations.languages import LanguageField
from tours.organisations.models import PHONE, ContactQuerySet, Role
from tours.signups.invitations.choosing import Numbers
from tours.signups.models import Said

EVERYBODY = "alle"


class ContactFilterForm(forms.Form):
    """Which contacts are shown. It comes with a GET: what makes no sense is left out, not complained about."""

    q = forms.CharField(label=_("Zoek op naam, fractie of e-mailadres"), max_length=100, required=False)
    fractie = forms.ChoiceField(label=_("Fractie"), required=False)
    rol = forms.ChoiceField(label=_("Rol"), choices=[("", _("Alle rollen")), *Role.choices], required=False)
    wie = forms.ChoiceField(label=_("Wie"), choices=[("", ""), (EVERYBODY, "")], required=False)
    mark_optional = False

    def __init__(self, *args: Any, parties: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        party: Any = self.fields["fractie"]
        party.choices = [("", _("Alle fracties")), *((each, each) for each in parties)]

    @property
    def wants_everybody(self) -> bool:
        """Also who is on the list already."""
        self.is_valid()
        return bool(self.cleaned_data.get("wie") == EVERYBODY)

    def count(self, numbers: Numbers) -> None:
        """Say behind either choice how many that are."""
        who: Any = self.fields["wie"]
        new, whole = _("Nog niet op de lijst (%(n)s)"), _("Alle contacten (%(n)s)")
        who.choices = [("", new % {"n": numbers.new}), (EVERYBODY, whole % {"n": numbers.whole})]

    def narrow(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """Those of these that are asked for."""
        self.is_valid()
        asked = self.cleaned_data
        found = contacts.matching(asked.get("q", ""))
        for field, name in (("party", "fractie"), ("role", "rol")):
            if asked.get(name):
                found = found.filter(**{field: asked[name]})
        return found


class ChosenForm(forms.Form):
    """The contacts who were ticked."""

    def __init__(self, *args: Any, contacts: ContactQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = _("Kruis eerst aan wie u wilt uitnodigen.")
        self.fields["id"] = forms.ModelMultipleChoiceField(contacts, error_messages={"required": nobody})


class InviteForm(forms.Form):
    """Somebody who is not among the contacts."""

    name = LineField(label=_("Naam"), max_length=120)
    role = forms.ChoiceField(label=_("Rol"), choices=Role.choices)
    party = LineField(label=_("Fractie"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mailadres"), max_length=254, required=False)
    phone = forms.CharField(
        label=_("Telefoon"),
        max_length=25,
        validators=[PHONE],
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    language = LanguageField(otherwise=settings.LANGUAGE_CODE)
    mark_optional = False


class AnswerForm(forms.Form):
    """Yes, no or perhaps; with a word to the organiser."""

    said = forms.ChoiceField(choices=Said.choices)
    note = forms.CharField(
        label=_("Wilt u er iets bij zeggen?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
