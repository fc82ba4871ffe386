"""Itineraries and programmes as data, the least that makes a sentence true."""

from datetime import UTC, datetime

from notifications.calendar.itinerary import Itinerary, Step
from notifications.calendar.objects import Entry, Mailbox

GRIFFIE = Mailbox("Griffie Utrecht", "griffie@utrecht.example")
SAM = Mailbox("Sam de Wit", "sam@voorbeeld.example")
ROUTE = "https://toer.example/route/1.1.abc/"


def a_step(**fields):
    return Step(
        **{
            "stop": 1,
            "number": 1,
            "title": "De Nieuwe Jutter",
            "place": "De Nieuwe Jutter, Bouwstraat 55",
            "start": "2018-06-29T07:30:00Z",
            "end": "2018-06-29T08:15:00Z",
            "group": "",
        }
        | fields
    )


def an_itinerary(**fields):
    return Itinerary(
        **{
            "title": "Kennismakingstoer",
            "all_day": False,
            "complete": True,
            "start": "2018-06-29T07:15:00Z",
            "end": "2018-06-29T11:15:00Z",
            "timezone": "Europe/Amsterdam",
            "place": "Stadhuis, Stadhuisplein 1",
            "lat_deg": 52.0907,
            "lon_deg": 5.1214,
            "group": "",
            "steps": [a_step()],
            "text": "Langs vier initiatieven.",
            "conference_url": "",
        }
        | fields
    )


def an_entry(*, uid="7.0a1b@toer.example", sequence=0, dtstamp=None, url=ROUTE, **fields):
    return Entry(
        uid=uid,
        sequence=sequence,
        dtstamp=dtstamp or datetime(2018, 6, 1, 12, 0, 5, 123456, tzinfo=UTC),
        itinerary=an_itinerary(**fields),
        url=url,
    )


def a_venue_datum(**fields):
    return {
        "id": 1,
        "name": "Stadhuis",
        "address": "Stadhuisplein 1",
        "lat_deg": 52.09,
        "lon_deg": 5.12,
        "estimated": False,
        "step_free": "yes",
        "hearing_loop": False,
        "accessibility_note": "",
    } | fields


def a_stop_datum(n, *, speakers=(), **fields):
    talk = {
        "id": n,
        "kind": "presentation",
        "title": f"Praatje {n}",
        "text": "",
        "duration_min": 10,
        "moderator": "",
    }
    return {
        "id": n,
        "number": n,
        "kind": "visit",
        "title": f"Halte {n}",
        "description": "",
        "duration_min": 30,
        "venue": a_venue_datum(id=n, name=f"Plek {n}", address=f"Straat {n}"),
        "talks": [
            talk | {"speakers": [{"id": s, "name": f"Spreker {s}", "affiliation": ""} for s in speakers]}
        ],
    } | fields


def a_group_datum(n, letter, *visits):
    """`visits` are (stop, start, end) with hours in UTC on the day, or None."""
    return {
        "id": n,
        "letter": letter,
        "visits": [
            {
                "stop": stop,
                "start": start and f"2018-06-29T{start}:00Z",
                "end": end and f"2018-06-29T{end}:00Z",
            }
            for stop, start, end in visits
        ],
        "legs": [],
    }


def a_programme(*groups, stops=(), **fields):
    return {
        "kind": "tour",
        "title": "Kennismakingstoer",
        "audience": "",
        "summary": "Langs vier initiatieven.",
        "description": "",
        "hosts": "",
        "organisation": "Griffie",
        "cohosts": [],
        "date": "2018-06-29",
        "timezone": "Europe/Amsterdam",
        "starts_at": "2018-06-29T07:15:00Z",
        "ends_at": "2018-06-29T11:15:00Z",
        "all_day": False,
        "programme_complete": True,
        "meeting_point": a_venue_datum(),
        "conference_url": "",
        "meeting": {},
        "stops": list(stops),
        "groups": list(groups),
    } | fields
