"""The list, the counts beside it, and what can be taken along: files and the attendance list."""

import io

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.http import is_htmx, posted
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may
from tours.programme.models import Event
from tours.signups.desk.counts import count_people
from tours.signups.desk.export import as_csv, as_xlsx, file_name
from tours.signups.desk.forms import FilterForm, GroupChoice, MoveForm
from tours.signups.desk.listing import SORTS, Row, page_of, people, waits_for_approval, with_notices
from tours.signups.grouping import move_people
from tours.signups.models import Registration

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody of this event, as a spreadsheet that can be searched."""
    event = event_for(request.user, slug)
    prefetch_related_objects([event], "groups")
    groups = list(event.groups.all())
    form = FilterForm(request.GET, groups=groups)
    wishes = form.wishes()
    page = page_of(with_notices(people(event, **wishes)), request.GET.get("page"))
    context = {
        "event": event,
        "in_people": True,
        "may_change": may(request.user, event, May.HANDLE_PEOPLE),
        "filter": form,
        "page": page,
        "rows": [Row(registration) for registration in page],
        "searching": any(value for name, value in wishes.items() if name != "sort"),
        "sorts": _sorts(wishes["sort"]),
        "groups": groups,
        "waits": waits_for_approval(event),
        "group_field": GroupChoice(event, label="") if len(groups) > 1 else None,
    }
    if is_htmx(request):
        return render(request, "tours/signups/desk/_list.html", context)
    return render(request, "tours/signups/desk/people.html", context | {"counts": count_people(event)})


def _sorts(now: str) -> dict[str, dict[str, str]]:
    """Per column: what its heading links to and how it is sorted now, for ears and eyes."""
    key = now.removeprefix("-") if now.removeprefix("-") in SORTS else "naam"
    descending = now.startswith("-")
    return {
        name: {
            "to": f"-{name}" if name == key and not descending else name,
            "aria": ("descending" if descending else "ascending") if name == key else "none",
            "mark": ("↓" if descending else "↑") if name == key else "",
        }
        for name in SORTS
    }


@signed_in
@require_safe
def counts(request: HttpRequest, slug: str) -> HttpResponse:
    """Lunch, bicycles and needs: the panel that the list refreshes, or a page to print."""
    event = event_for(request.user, slug)
    prefetch_related_objects([event], "groups")
    may_change = may(request.user, event, May.HANDLE_PEOPLE)
    context = {"event": event, "in_people": True, "may_change": may_change, "counts": count_people(event)}
    template = "_counts.html" if is_htmx(request) else "counts.html"
    return render(request, f"tours/signups/desk/{template}", context)


@signed_in
@posted
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """The people who were ticked, to one group."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = MoveForm(request.POST, event=event)
    if form.is_valid():
        group = form.cleaned_data["group"]
        try:
            moved = move_people(form.cleaned_data["id"], group_id=group.pk if group else None)
        except RuleBroken as no:
            messages.error(request, str(no))
            return redirect("signups:people", slug)
        where = _("groep %(letter)s") % {"letter": group.letter} if group else _("geen groep")
        sentence = ngettext(
            "%(n)s persoon staat nu in %(where)s.", "%(n)s personen staan nu in %(where)s.", moved
        )
        messages.success(request, sentence % {"n": moved, "where": where})
    else:
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
    return redirect("signups:people", slug)


@signed_in
@require_safe
def csv_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody, with every field, as CSV."""
    event = event_for(request.user, slug)
    return _attachment(as_csv(event, _everybody(event)), "text/csv; charset=utf-8", file_name(event, "csv"))


@signed_in
@require_safe
def xlsx_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody, with every field, as a workbook."""
    event = event_for(request.user, slug)
    content = io.BytesIO()
    as_xlsx(event, _everybody(event), content)
    return _attachment(content.getvalue(), XLSX, file_name(event, "xlsx"))


@signed_in
@require_safe
def attendance(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has a seat, per group, to print and tick."""
    event = event_for(request.user, slug)
    seated = people(event, sort="groep").seated()
    sheets: dict[object, list[Row]] = {}
    for registration in seated:
        sheets.setdefault(registration.group, []).append(Row(registration))
    heads = {group: sum(row.registration.seats for row in rows) for group, rows in sheets.items()}
    context = {
        "event": event,
        "in_people": True,
        "sheets": [(group, rows, heads[group]) for group, rows in sheets.items()],
    }
    return render(request, "tours/signups/desk/attendance.html", context)


def _everybody(event: Event) -> list[Registration]:
    return list(people(event))


def _attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
