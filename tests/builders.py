"""Plain builders: the least that makes a sentence true. Keyword arguments override."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from tours.models import (
    Event,
    Group,
    Membership,
    Organisation,
    Pool,
    Registration,
    Revision,
    Speaker,
    Stop,
    Talk,
    User,
    Venue,
    Visit,
)
from tours.programme.snapshot import snapshot

_n = count(1)


def an_organisation(**fields):
    n = next(_n)
    return Organisation.objects.create(**{"name": f"Griffie {n}", "slug": f"griffie-{n}"} | fields)


def a_user(*, role="owner", organisation=None, **fields):
    """A user, a member of an organisation in a role (None: of nothing)."""
    user = User.objects.create_user(
        **{"email": f"user{next(_n)}@voorbeeld.example", "name": "Griffie"} | fields
    )
    if role:
        Membership.objects.create(user=user, organisation=organisation or an_organisation(), role=role)
    return user


def a_venue(event_or_organisation, **fields):
    n = next(_n)
    organisation = getattr(event_or_organisation, "organisation", event_or_organisation)
    return Venue.objects.create(
        **{
            "organisation": organisation,
            "ref": f"plek-{n}",
            "name": f"Plek {n}",
            "lat_deg": 52.09,
            "lon_deg": 5.12,
        }
        | fields
    )


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def a_draft(*, seats=20, **fields):
    """An event that is not published yet, with one group and seats for everybody."""
    n = next(_n)
    fields = {
        "title": f"Toer {n}",
        "slug": f"toer-{n}",
        "date": in_days(30),
        "start_min": 555,
        "end_min": 795,
    } | fields
    fields.setdefault("organisation", None)
    fields["organisation"] = fields["organisation"] or an_organisation()
    event = Event.objects.create(**fields)
    Group.objects.create(event=event, letter="A")
    Pool.objects.create(event=event, capacity=seats)
    return event


def a_stop(event, *, at=None, **fields):
    """A stop at the end of the programme; `at` is the minute at which every group is there."""
    position = event.stops.count() + 1
    stop = Stop.objects.create(
        **{"event": event, "ref": f"halte-{position}", "position": position, "title": f"Halte {position}"}
        | fields
    )
    for group in event.groups.all():
        times = {} if at is None else {"start_min": at, "end_min": at + stop.duration_min}
        Visit.objects.create(group=group, stop=stop, position=position, **times)
    return stop


def a_speaker(event, *, talk=None, **fields):
    n = next(_n)
    speaker = Speaker.objects.create(
        **{
            "event": event,
            "ref": f"spreker-{n}",
            "name": f"Spreker {n}",
            "email": f"spreker{n}@voorbeeld.example",
        }
        | fields
    )
    if talk:
        talk.speakers.add(speaker)
    return speaker


def a_talk(stop, **fields):
    position = stop.talks.count() + 1
    return Talk.objects.create(
        **{"stop": stop, "ref": f"praatje-{position}", "position": position, "title": f"Praatje {position}"}
        | fields
    )


def publish_quietly(event):
    """Put the drafts in a Revision without telling anybody: a published event as a starting point."""
    data = snapshot(event)
    number = event.revisions.count() + 1
    revision = Revision.objects.create(
        event=event,
        number=number,
        published_at=timezone.now(),
        title=event.title,
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        all_day=data["all_day"],
        search=event.title.lower(),
        data=data,
    )
    Event.objects.filter(pk=event.pk).update(state="published", current=revision)
    return Event.objects.select_related("current", "organisation").get(pk=event.pk)


def an_event(*, seats=20, **fields):
    """A published event that takes registrations."""
    return publish_quietly(a_draft(seats=seats, **fields))


def a_registration(event, *, state="confirmed", **fields):
    """A person at an event, with seats in the pools where the state says so."""
    from tours.signups.seats import join_line, pools_for, take_seats

    n = next(_n)
    registration = Registration.objects.create(
        **{
            "event": event,
            "state": "cancelled",
            "name": f"Sam {n}",
            "email": f"sam{n}@voorbeeld.example",
            "role": "resident",
            "address_confirmed_at": timezone.now() if state == "confirmed" else None,
        }
        | fields
    )
    pools = list(event.pools.all())
    extra = {}
    if state in {"held", "offered", "confirmed"}:
        assert take_seats(registration, pools, over_the_line=True) is None, "no room for this registration"
    if state in {"held", "offered"}:
        extra = {"answer_by": timezone.now() + timedelta(days=7)}
    if state == "waiting":
        join_line(pools_for(registration, pools)[0])
        extra = {"queued_at": timezone.now(), "waits_for": pools[0]}
    for field, value in ({"state": state} | extra).items():
        setattr(registration, field, value)
    registration.save()
    return registration


def a_message(about, *, kind="own_link", **fields):
    """A message to a registration or speaker that is due, as posting would have written it."""
    from notifications.models import Message

    n = next(_n)
    now = timezone.now()
    person = "speaker" if isinstance(about, Speaker) else "registration"
    return Message.objects.create(
        **{
            "key": f"{kind}:{n}",
            "kind": kind,
            "event": about.event,
            person: about,
            "recipient": about.email,
            "recipient_name": about.name,
            "message_id": f"<{n}@localhost>",
            "due_at": now,
            "next_attempt_at": now,
        }
        | fields
    )


def a_told(about, **fields):
    """A calendar entry that this person has, as it stands in the published programme."""
    from notifications.calendar.itinerary import participant_itinerary
    from notifications.models import Saying, Told

    n = next(_n)
    itinerary = participant_itinerary(about.event.current.data, None)
    person = "speaker" if isinstance(about, Speaker) else "registration"
    return Told.objects.create(
        **{
            "event": about.event,
            person: about,
            "email": about.email,
            "uid": f"{about.event_id}.{n}@localhost",
            "saying": Saying.objects.keep(about.event_id, itinerary)[0],
            "revision_number": about.event.current.number,
            "dtstamp": timezone.now(),
        }
        | fields
    )


def a_closed_day(organisation, **fields):
    """A day on which the organisation plans nothing."""
    from scheduling.models import ClosedDay

    day = fields.get("first") or in_days(40)
    return ClosedDay.objects.create(
        **{"organisation": organisation, "first": day, "last": day, "reason": "Reces"} | fields
    )


def a_poll(event, *, days=(40, 41), people=1, state="draft"):
    """A date poll that is ready to be opened: days from today on, and people who are asked."""
    from scheduling.models import Option, Poll

    now = timezone.now()
    begun = {"opened_at": now} if state == "open" else {}
    poll = Poll.objects.create(event=event, state=state, answer_by=in_days(10), **begun)
    for day in days:
        Option.objects.create(poll=poll, date=in_days(day))
    for _person in range(people):
        an_invitee(poll, invited_at=now if begun else None)
    if begun:
        Event.objects.filter(pk=event.pk, state="draft").update(date=None)
        event.refresh_from_db()
    return poll


def an_invitee(poll, *, says=(), **fields):
    """Somebody who is asked; `says` are their answers in the order of the days."""
    from scheduling.models import Answer, Invitee

    n = next(_n)
    answered = {"answered_at": timezone.now()} if says else {}
    invitee = Invitee.objects.create(
        **{
            "poll": poll,
            "name": f"Genodigde {n}",
            "email": f"genodigde{n}@voorbeeld.example",
            "role": "councillor",
        }
        | answered
        | fields
    )
    for option, value in zip(poll.options.all(), says, strict=False):
        Answer.objects.create(invitee=invitee, option=option, value=value)
    return invitee
