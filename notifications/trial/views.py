"""The page that tries the mail: fetch, form, act, answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from notifications.trial.actions import sender_of, start
from notifications.trial.advice import findings
from notifications.trial.forms import TrialForm
from tours.models import User
from tours.organisations.access import May, organisation_for, signed_in
from tours.signups.promised import promise


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, slug: str) -> HttpResponse:
    """What is right and wrong with the mail, and a test invitation to find out more."""
    organisation = organisation_for(request.user, slug, May.OWN)
    form = TrialForm(sent_in(request), initial={"email": sender_of(organisation)})
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)  # noqa: S101  (for the types: signed in)
        try:
            start(organisation, email=form.cleaned_data["email"], by=request.user)
        except RuleBroken as no:
            form.add_error("email", str(no))
        else:
            sentence = _("De proef gaat naar %(who)s.") % {"who": form.cleaned_data["email"]}
            messages.success(request, promise(sentence))
            return redirect("trial:trial", slug)
    last = organisation.mail_trials.select_related("message").first()
    context = {
        "organisation": organisation,
        "form": form,
        "last": last,
        "findings": findings(organisation, last, at=timezone.now()),
    }
    return render(request, "notifications/trial/trial.html", context, status=422 if form.errors else 200)
