"""What happened, for others to listen to. Facts are for telling, not for steering: rules call each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tours.dialogue.models import Commitment, Report
    from tours.materials.models import MaterialVersion
    from tours.organisations.models import Organisation
    from tours.programme.models import Event, Revision, Speaker
    from tours.signups.models import Registration


@dataclass(frozen=True)
class EventPublished:
    """A Revision was stored. `silent`: nobody is to be mailed (a past event, an import without news).

    `was_off`: the event was called off, and is on again.
    """

    event: Event
    revision: Revision
    silent: bool = False
    was_off: bool = False


@dataclass(frozen=True)
class PublishedAsBefore:
    """Published once more without a difference. Who is met at a stop may differ: that is not in a Revision."""

    event: Event
    revision: Revision


@dataclass(frozen=True)
class EventCancelled:
    """`reason` stands on the event as well."""

    event: Event


@dataclass(frozen=True)
class EventClosed:
    """The event is over and wrapped up: material, report and thanks may go out."""

    event: Event


@dataclass(frozen=True)
class CohostAsked:
    """An organisation is asked to organise the event together, and has not answered."""

    event: Event
    organisation: Organisation


@dataclass(frozen=True)
class CohostSettled:
    """It said yes or no, or is not asked any more."""

    event: Event
    organisation: Organisation


@dataclass(frozen=True)
class SeatHeld:
    """A seat is kept until the address is confirmed. `promoted`: from the waiting list."""

    registration: Registration
    promoted: bool = False


@dataclass(frozen=True)
class SeatConfirmed:
    """A seat for certain. `promoted`: from the waiting list."""

    registration: Registration
    promoted: bool = False


@dataclass(frozen=True)
class PutOnWaitingList:
    """`was_invited`: the calendar has an entry already."""

    registration: Registration
    was_invited: bool = False


@dataclass(frozen=True)
class SeatOffered:
    """A seat is kept until `registration.answer_by` for the first in line to take."""

    registration: Registration


@dataclass(frozen=True)
class PersonInvited:
    """Somebody is asked by name: no seat yet, and no answer."""

    registration: Registration


@dataclass(frozen=True)
class RegistrationChanged:
    """The person's own data changed. `old_email` is what it was before; equal when the address stayed."""

    registration: Registration
    old_email: str


@dataclass(frozen=True)
class RegistrationCancelled:
    """`had_seat`: the calendar entry, if one was sent, must go."""

    registration: Registration
    had_seat: bool


@dataclass(frozen=True)
class LinkRequested:
    """Somebody asked for their personal link again, or signed up again with a known address."""

    registration: Registration


@dataclass(frozen=True)
class SpeakerInvited:
    """`again`: asked before; this is a reminder by hand."""

    speaker: Speaker
    again: bool = False


@dataclass(frozen=True)
class SpeakerAnswered:
    """The speaker's state says what the answer was."""

    speaker: Speaker


@dataclass(frozen=True)
class MaterialPublished:
    version: MaterialVersion


@dataclass(frozen=True)
class ReportSentForReview:
    report: Report


@dataclass(frozen=True)
class ReportPublished:
    report: Report


@dataclass(frozen=True)
class CommitmentMade:
    commitment: Commitment
