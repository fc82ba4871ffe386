"""Days for the tests of the board: places on a line in Utrecht, stops in them, times filled in."""

from django.urls import reverse

from scheduling.board.actions import fill_in_times
from tests.builders import a_draft, a_venue
from tours.models import Event
from tours.programme.actions import add_group, add_stop

KM = 1 / 111.195  # degrees of latitude


def a_place(event, *, km=0, **fields):
    """A venue so many kilometres north of the first."""
    return a_venue(event, lat_deg=52.05 + km * KM, lon_deg=5.12, **fields)


def a_day(*kilometres, groups=1, filled=True, duration_min=30, **event):
    """A complete draft from 9.00 with visits at places so far along the line, and times."""
    draft = a_draft(**{"start_min": 540, "end_min": None, "programme_complete": True} | event)
    for _ in range(groups - 1):
        add_group(draft)
    for number, km in enumerate(kilometres, start=1):
        add_stop(draft, title=f"Halte {number}", venue=a_place(draft, km=km), duration_min=duration_min)
    if filled:
        fill_in_times(draft)
    return Event.objects.select_related("organisation").get(pk=draft.pk)


def starts(group):
    return [visit.start_min for visit in group.visits.all()]


def url(event, name, *args):
    return reverse(f"board:{name}", args=[event.slug, *args])


def page_of(client, event, query=""):
    return client.get(url(event, "programme") + query).content.decode()


def titles(event):
    return [stop.title for stop in event.stops.all()]
