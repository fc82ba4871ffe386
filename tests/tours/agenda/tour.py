"""A published tour, and its public page as somebody reads it."""

from itertools import pairwise

from django.urls import reverse

from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_venue, publish_quietly
from tours.models import Leg


def a_tour(stops=3):
    """A published tour with a speaker at every stop and legs by bicycle between them."""
    draft = a_draft(programme_complete=True, title="Toer door Oost", summary="Langs drie plekken.")
    draft.meeting_point = a_venue(draft, name="Stadhuis", address="Stadhuisbrug 1")
    draft.save()
    made = []
    for n in range(stops):
        stop = a_stop(
            draft, at=560 + 60 * n, title=f"Plek {n + 1}", venue=a_venue(draft, lat_deg=52.09 + n / 100)
        )
        a_speaker(draft, talk=a_talk(stop), name=f"Mariska {n + 1}", affiliation="De Buurt")
        made.append(stop)
    for here, there in pairwise(made):
        Leg.objects.create(
            group=draft.groups.get(), from_stop=here, to_stop=there, mode="bicycle", minutes=15, metres=3000
        )
    return publish_quietly(draft)


def a_tour_with_lunch(**fields):
    draft = a_draft(programme_complete=True, **fields)
    place = {"venue": a_venue(draft)}
    a_stop(draft, at=540, kind="gathering", title="Inloop", **place)
    a_talk(a_stop(draft, at=560, title="De Nieuwe Jutter", **place))
    a_stop(draft, at=700, kind="meal", title="Lunch", description="Aan lange tafels.", **place)
    return publish_quietly(draft)


def page(client, event, query=""):
    return client.get(reverse("agenda:event", args=[event.slug]) + query).content.decode()
