"""What was posted, as tests look at it."""

from core.facts import announce
from notifications.models import Message, Told
from notifications.news.posting import to_participant, to_speaker
from notifications.outbox import actions as outbox
from tests import builders
from tours.facts import SeatConfirmed
from tours.lifecycle.actions import publish
from tours.models import Event


def a_draft(**fields):
    """A draft with a meeting point, so that it can be published for real."""
    organisation = fields.pop("organisation", None) or builders.an_organisation()
    fields.setdefault("meeting_point", builders.a_venue(organisation))
    return builders.a_draft(organisation=organisation, **fields)


def an_event(**fields):
    return builders.publish_quietly(a_draft(**fields))


def posted(**which):
    """Messages that were or will be sent, oldest first."""
    return list(Message.objects.filter(**which).exclude(state="withdrawn").order_by("pk"))


def everything_left():
    """All mail that waited was sent."""
    Message.objects.filter(state="pending").update(state="sent")


def was_sent(kind, person):
    """As if somebody got this mail, without a calendar part, a while ago."""
    post = to_speaker if person._meta.model_name == "speaker" else to_participant
    outbox.post(post(person, kind, "earlier"))
    Message.objects.filter(key__endswith=":earlier").update(state="sent")


def kinds(**which):
    return [message.kind for message in posted(**which)]


def entry_of(person, **which):
    field = "speaker" if person._meta.model_name == "speaker" else "registration"
    return Told.objects.filter(**{field: person}, **which).order_by("-pk").first()


def publish_with(event, **fields):
    """Change the draft's own fields and publish."""
    Event.objects.filter(pk=event.pk).update(**fields)
    event = Event.objects.select_related("current", "organisation").get(pk=event.pk)
    publish(event, by=None)
    return event


def an_invited_person(**fields):
    """A registration whose seat was confirmed, and the message about it."""
    event = an_event(**fields)
    announce(SeatConfirmed(builders.a_registration(event, name="Sam de Wit", email="sam@voorbeeld.example")))
    return posted(kind="seat_confirmed")[0]


def fresh(row):
    return type(row).objects.get(pk=row.pk)
