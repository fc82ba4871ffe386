"""What the tests of the desk share: a plan that fits, and what an organiser sees of it."""

from django.utils import timezone

from notifications.desk.tasks_to_do import tasks
from notifications.desk.workspace import look
from tests.builders import a_draft, a_stop, a_user, a_venue, in_days, publish_quietly


def a_plan(*, days=5, seats=20, **fields):
    """A drafted day with a meeting point and two stops at known times, about which there is nothing to say."""
    event = a_draft(seats=seats, date=in_days(days), programme_complete=True, **fields)
    place = a_venue(event, chairs=100)
    event.meeting_point = place
    event.save()
    a_stop(event, at=555, title="Podium Oost", venue=place, duration_min=30)
    a_stop(event, at=600, title="De Nieuwe Jutter", venue=place, duration_min=30)
    event.start_min, event.end_min, event.buffer_min = 555, 690, 0
    event.save()
    return event


def a_published_plan(**fields):
    return publish_quietly(a_plan(**fields))


def organiser_of(event, *, role="planner"):
    return a_user(role=role, organisation=event.organisation)


def to_do(event, *, role="planner"):
    """The tasks of somebody who organises this event."""
    return tasks(look(organiser_of(event, role=role), at=timezone.now()))


def titles(event, *, role="planner"):
    return [task.title for task in to_do(event, role=role)]
