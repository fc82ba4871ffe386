"""Keys with which a program reads what their owner may see."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from core.http import posted
from tours.organisations.access import signed_in
from tours.organisations.actions import make_key, revoke_key
from tours.organisations.forms import KeyForm, KeyToRevokeForm
from tours.organisations.models import ApiKey


@signed_in
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """One's own keys, and a new one, which is shown this once."""
    form, key = KeyForm(sent_in(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            _kept, key = make_key(
                request.user,  # type: ignore[arg-type]
                name=form.cleaned_data["name"],
                expires_on=form.expires_on,
            )
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            form = KeyForm()
    context = {"form": form, "key": key, "keys": ApiKey.objects.filter(user=request.user)}  # type: ignore[misc]
    return render(request, "tours/organisations/keys.html", context, status=422 if form.errors else 200)


@signed_in
@posted
def revoke(request: HttpRequest) -> HttpResponse:
    """Take a key back. One that is not there, or not yours, is nothing."""
    form = KeyToRevokeForm(request.POST)
    if form.is_valid() and revoke_key(request.user, pk=form.cleaned_data["key"]):  # type: ignore[arg-type]
        messages.success(request, _("De sleutel is ingetrokken en werkt niet meer."))
    return redirect("organisations:keys")
