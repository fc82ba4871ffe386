"""Stops from a spreadsheet: first what would happen, then all of it or nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from core.pasted import Table, check_rows, parse_table
from core.sheets import PasteForm
from scheduling.board.actions import estimate_legs
from scheduling.board.views.stops import form_page
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.actions import add_stops
from tours.programme.forms import STOP_COLUMNS, StopRowForm, stop_row, venues_of
from tours.programme.models import StopKind

MAX_ROWS = 100  # a day with more stops is a mistake in the spreadsheet


@signed_in
@form_page
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste, look, save. What was looked at is read again: nothing is saved that has a mistake in it."""
    event = event_for(request.user, slug, May.PLAN)
    form = PasteForm.sent_in(request)
    table, rows = Table(), []
    if request.method == "POST" and form.is_valid():
        table = parse_table(form.cleaned_data["text"], STOP_COLUMNS, max_rows=MAX_ROWS)
        kind = StopKind.VISIT if event.is_tour else StopKind.SLOT
        rows = [(row.line, stop_row(row.data, kind=kind)) for row in check_rows(table, StopRowForm)]
        if not event.is_tour and event.meeting_point is not None:  # a meeting stays where it is
            for _line, row in rows:
                row |= {} if row["new_venue"] else {"venue": event.meeting_point}
        if form.cleaned_data["seen"] and rows and not table.problems:
            add_stops(event, [row for _line, row in rows])
            estimate_legs(event)
            said = ngettext(
                "Eén regel staat nu in het programma.",
                "%(n)s regels staan nu in het programma.",
                len(rows),
            )
            messages.success(request, said % {"n": len(rows)})
            return redirect("board:programme", slug)
    known = {venue.name.casefold() for venue in venues_of(event)}
    context = {
        "event": event,
        "form": form,
        "table": table,
        "read": form.is_bound and form.is_valid(),
        "rows": [
            (row, StopKind(row["kind"]).label, row["new_venue"].casefold() not in known)
            for _line, row in rows
        ],
        "columns": [str(StopRowForm.base_fields[name].label) for name in STOP_COLUMNS],
    }
    wrong = form.errors or table.problems or (context["read"] and not rows)
    return render(request, "scheduling/board/paste.html", context, status=422 if wrong else 200)
