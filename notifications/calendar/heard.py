"""What really left the house: who never heard that they are expected need not hear that it is off."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from notifications.calendar.models import Told, ToldQuerySet
from notifications.outbox.models import CalendarMethod, Kind, Message, MessageState
from tours.models import Event, Registration, Speaker
from tours.programme.models import SpeakerState
from tours.signups.models import RegistrationQuerySet, RegistrationState

LEFT = [MessageState.SENDING, MessageState.SENT]
_FAREWELLS = [Kind.CANCELLED, Kind.EVENT_CANCELLED, Kind.SPEAKER_CANCELLED]


def last_heard(entry: str = "pk") -> Subquery:
    """By entry: the method of the last letter about it that left the house, None before the first."""
    methods = [CalendarMethod.REQUEST, CalendarMethod.CANCEL]
    left = Message.objects.filter(told=OuterRef(entry), method__in=methods, state__in=LEFT)
    return Subquery(left.order_by("-pk").values("method")[:1])


def never_asked(registrations: RegistrationQuerySet) -> RegistrationQuerySet:
    """Those of these who are invited by name, were not spoken to, and did not get the invitation, or were told no since."""
    silent = registrations.filter(state=RegistrationState.INVITED, said="", called_at=None)
    return silent.annotate(last=_last_kind("registration")).filter(_KNOWS_NOTHING)


def never_asked_to_speak(event: Event) -> QuerySet[Speaker]:
    """Speakers whose question did not leave, or who were told since that they need not come."""
    asked = Speaker.objects.filter(event=event, state=SpeakerState.INVITED).exclude(email="")
    return asked.annotate(last=_last_kind("speaker")).filter(_KNOWS_NOTHING)


def entries_nobody_heard_of(event: Event) -> ToldQuerySet:
    """Live entries of people invited by name and of hosts, of which the only letter still waits."""
    waiting = Message.objects.filter(
        told=OuterRef("pk"),
        method=CalendarMethod.REQUEST,
        state__in=[MessageState.PENDING, MessageState.HELD],
    )
    invited = never_asked(Registration.objects.of(event))
    host = Q(registration=None, speaker=None)
    entries = Told.objects.live().filter(Exists(waiting), event=event).annotate(heard=last_heard())
    unheard = entries.filter(Q(heard=None) | Q(heard=CalendarMethod.CANCEL))
    return unheard.filter(host | Q(registration__in=invited.values("pk"))).order_by("pk")


def _last_kind(person: str) -> Subquery:
    left = Message.objects.filter(**{person: OuterRef("pk")}, state__in=LEFT)
    return Subquery(left.order_by("-pk").values("kind")[:1])


_KNOWS_NOTHING = Q(last=None) | Q(last__in=_FAREWELLS)
