"""Who gets what when, and the rules behind it: fetch, form, act, answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.http import posted
from notifications.reminders.forms import RuleForm
from notifications.reminders.lines import rule_lines
from notifications.reminders.schedule import schedule, thanked_on_closing
from tours.lifecycle.actions import add_reminder, drop_reminder
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may
from tours.programme.reminders import parse_rule


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """What goes by itself, with the names; and one rule more."""
    event = event_for(request.user, slug, May.PLAN if request.method == "POST" else May.SEE)
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_reminder(event, form.rule())
        messages.success(request, _("De herinnering staat erbij. Zij geldt meteen."))
        return redirect("reminders:event", slug)
    context = {
        "event": event,
        "form": form,
        "rounds": schedule(event, at=timezone.now()),
        "thanked": thanked_on_closing(event),
        "rules": rule_lines(event, at=timezone.now()),
        "may_plan": may(request.user, event, May.PLAN),
    }
    status = 422 if form.errors else 200
    return render(request, "notifications/reminders/event.html", context, status=status)


@signed_in
@posted
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """One rule less."""
    event = event_for(request.user, slug, May.PLAN)
    try:
        drop_reminder(event, parse_rule(request.POST.get("rule", "")))
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("De herinnering is weg."))
    return redirect("reminders:event", slug)
