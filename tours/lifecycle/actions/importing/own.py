"""The event itself: who organises it, its own fields, its seats."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tours.lifecycle.actions.drafts import check_follows, set_agenda_setters
from tours.lifecycle.actions.importing.rows import Import, pick, same
from tours.lifecycle.actions.pools import set_pools
from tours.lifecycle.actions.together import set_cohosts
from tours.lifecycle.errors import FollowsItself
from tours.lifecycle.importing import Item, Problems
from tours.lifecycle.importing.checks import aware
from tours.organisations.models import Organisation
from tours.programme.actions import set_hours
from tours.programme.models import Event, EventKind, EventState, Venue
from tours.signups.errors import CapacityBelowTaken
from tours.signups.models import Pool

_PLAIN = [
    "title",
    "timezone",
    "date",
    "start_min",
    "end_min",
    "programme_complete",
    "conference_url",
    "audience",
    "hosts",
    "summary",
    "description",
    "working_form",
    "policy_field",
    "alderman",
    "moderator",
    "motivation",
    "confirm_address",
    "offers_expire",
    "companions_allowed",
    "reminder_offsets",
    "reminder_rules",
    "material_deadline_days",
    "buffer_min",
]
_VENUE = [
    "name",
    "address",
    "lat_deg",
    "lon_deg",
    "location_estimated",
    "chairs",
    "step_free",
    "hearing_loop",
    "accessibility_note",
]


def find_event(file: Item, problems: Problems) -> Event:
    """The event with this slug, locked; a new one (not saved) when there is none. Its organisation is made if needed."""
    found = Event.objects.select_for_update(no_key=True).filter(slug=file["slug"]).first()
    organisation = _organisation(file["organisation"], problems)
    if found is None:
        return Event(slug=file["slug"], organisation=organisation)
    if found.organisation_id != organisation.pk:
        sentence = _("deze bijeenkomst is van %(name)s. Verhuizen naar een ander kan hier niet.")
        problems.add(file.line_of("organisation"), "organisation.id", sentence % {"name": found.organisation})
    if file["date"] is None and found.state != EventState.DRAFT:
        problems.add(file.line_of("date"), "date", _("deze bijeenkomst is gepubliceerd: verwacht een datum."))
    return found


def write_own_fields(run: Import) -> None:
    """Everything that is a column of the event. The venues stand already."""
    file, event = run.file, run.event
    fields: dict[str, Any] = {attr: file[attr] for attr in _PLAIN}
    for attr in ("registration_opens_at", "registration_closes_at"):
        fields[attr] = aware(file[attr], file["timezone"])
    run.put(
        event,
        **fields,
        kind=file["kind"] or EventKind.TOUR,
        meeting_point=run.venues.get(file["meeting_point"]),
        follows=_follows(run),
    )


def write_relations(run: Import) -> None:
    """Co-hosts, agenda setters and seats."""
    event, file = run.event, run.file
    cohosts = [_organisation(cohost, run.problems) for cohost in file["cohosts"]]
    if {cohost.pk for cohost in cohosts} != {cohost.pk for cohost in event.cohosts.all()}:
        set_cohosts(event, cohosts)
        run.changes += 1
    setters = [(setter["name"], setter["party"]) for setter in file["agenda_setters"]]
    if setters != [(setter.name, setter.party) for setter in event.agenda_setters.all()]:
        set_agenda_setters(event, setters)
        run.changes += 1
    _seats(run)


def write_venues(run: Import) -> None:
    """Venues belong to the organisation or a co-host: made or changed, never taken away."""
    owners = {cohost["slug"]: cohost for cohost in run.file["cohosts"]}
    for item in run.file["venues"]:
        slug, slash, ref = item["ref"].rpartition("/")
        owner = _organisation(owners[slug], run.problems) if slash else run.event.organisation
        row = Venue.objects.filter(organisation=owner, ref=ref).first() or Venue(organisation=owner, ref=ref)
        venue = run.venues[item["ref"]] = run.put(row, **pick(item, *_VENUE))
        if set_hours(venue, item["opening_hours"]):
            run.put(venue, version=venue.version + 1)


def _organisation(item: Item, problems: Problems) -> Organisation:
    """The organisation with this id; made when there is none, never changed."""
    found = Organisation.objects.filter(slug=item["slug"]).first()
    if found is not None:
        return found
    details = {attr: item[attr] for attr in ("name", "mail_from", "phone") if attr in item}
    try:
        with transaction.atomic():
            return Organisation.objects.create(slug=item["slug"], **details)
    except IntegrityError:
        known = Organisation.objects.get(name=item["name"])
        sentence = _("‘%(name)s’ bestaat al, met id ‘%(slug)s’.")
        problems.add(item.line, item.path_of("id"), sentence % {"name": known.name, "slug": known.slug})
        return known


def _follows(run: Import) -> Event | None:
    slug = run.file["follows"]
    if not slug:
        return None
    before = Event.objects.filter(slug=slug).exclude(pk=run.event.pk).first()
    if before is None:
        sentence = _("er is geen andere bijeenkomst met slug ‘%(slug)s’. Lees die eerst in.")
        run.problems.add(run.file.line_of("follows"), "follows", sentence % {"slug": slug})
        return None
    try:
        check_follows(Event(pk=run.event.pk, follows=before))
    except FollowsItself as no:
        run.problems.add(run.file.line_of("follows"), "follows", str(no))
    return before


def _seats(run: Import) -> None:
    event, file = run.event, run.file
    if not event.pools.filter(role="").exists():
        Pool.objects.create(event=event)
    wanted = {"": None} | {item["role"]: item["capacity"] for item in file["seats"]}
    if same({pool.role: pool.capacity for pool in event.pools.all()}, wanted):
        return
    try:
        set_pools(event, capacities=wanted)
        run.changes += 1
    except CapacityBelowTaken as no:
        run.problems.add(file.line_of("seats"), "sign_up.seats", str(no))
