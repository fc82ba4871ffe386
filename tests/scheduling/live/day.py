"""A published day in the summer with two groups, and moments on it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduling.live.access import guide_path
from tests.builders import a_draft, a_speaker, a_stop, a_talk, publish_quietly
from tours.models import Group, Leg, Stop, Visit

DAY = date(2026, 6, 26)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(clock):
    """A moment on the day: `at("10:22")`."""
    hours, minutes = map(int, clock.split(":"))
    return datetime(DAY.year, DAY.month, DAY.day, hours, minutes, tzinfo=AMSTERDAM)


def a_tour(*, groups=2):
    """A: Jutter 10.00-10.35, Podium 11.00-11.35; B the other way round; lunch for all at 12.00. Ways of 15 minutes."""
    event = a_draft(date=DAY, start_min=570, end_min=780, programme_complete=True)
    first = a_stop(
        event, at=600, title="Jutter", duration_min=35, contact_name="Mariska", contact_phone="06 1"
    )
    second = a_stop(event, at=660, title="Podium", duration_min=35, contact_name="Hans", contact_phone="06 2")
    lunch = a_stop(event, at=720, title="Lunch", kind="meal", duration_min=45)
    for stop, name in ((first, "Mariska"), (second, "Hans")):
        a_speaker(event, talk=a_talk(stop), name=name, email=f"{name}@voorbeeld.example", state="confirmed")
    if groups == 2:
        other = Group.objects.create(event=event, letter="B", position=2)
        for position, (stop, start) in enumerate(((second, 600), (first, 660), (lunch, 720)), start=1):
            end = start + stop.duration_min
            Visit.objects.create(group=other, stop=stop, position=position, start_min=start, end_min=end)
    for group in event.groups.all():
        for here, there in ((first, second), (second, first), (second, lunch), (first, lunch)):
            Leg.objects.create(group=group, from_stop=here, to_stop=there, mode="bicycle", minutes=15)
    return publish_quietly(event)


def group(event, letter="A"):
    return event.groups.select_related("event__current", "event__organisation").get(letter=letter)


def starts(event, letter="A"):
    """When the group is where, by the clock, as it is published."""
    event.refresh_from_db()
    titles = dict(Stop.objects.filter(event=event).values_list("pk", "title"))
    published = next(each for each in event.current.data["groups"] if each["letter"] == letter)
    return {
        titles[visit["stop"]]: f"{datetime.fromisoformat(visit['start']).astimezone(AMSTERDAM):%H:%M}"
        for visit in published["visits"]
    }


def guides_page(event, letter="A"):
    return guide_path(event.groups.get(letter=letter))
