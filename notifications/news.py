"""What do we send when? This file alone answers."""

from core.facts import listen
from tours import facts


@listen(facts.EventPublished)
def event_published(fact: facts.EventPublished) -> None:
    """Each person told before hears what changed for them; nobody else hears anything."""


@listen(facts.EventCancelled)
def event_cancelled(fact: facts.EventCancelled) -> None:
    """Everybody who counts on it hears the reason; entries leave the calendars."""


@listen(facts.EventClosed)
def event_closed(fact: facts.EventClosed) -> None:
    """Thanks, material and report in one mail."""


@listen(facts.SeatHeld)
def seat_held(fact: facts.SeatHeld) -> None:
    """Ask for the address to be confirmed."""


@listen(facts.SeatConfirmed)
def seat_confirmed(fact: facts.SeatConfirmed) -> None:
    """The seat and the invitation for the calendar."""


@listen(facts.PutOnWaitingList)
def put_on_waiting_list(fact: facts.PutOnWaitingList) -> None:
    """You are on the waiting list."""


@listen(facts.SeatOffered)
def seat_offered(fact: facts.SeatOffered) -> None:
    """A seat is yours when you say yes in time."""


@listen(facts.RegistrationChanged)
def registration_changed(fact: facts.RegistrationChanged) -> None:
    """A new address or group: the calendar follows."""


@listen(facts.RegistrationCancelled)
def registration_cancelled(fact: facts.RegistrationCancelled) -> None:
    """The entry leaves the calendar."""


@listen(facts.LinkRequested)
def link_requested(fact: facts.LinkRequested) -> None:
    """Their own link again."""


@listen(facts.SpeakerInvited)
def speaker_invited(fact: facts.SpeakerInvited) -> None:
    """Ask a speaker to come."""


@listen(facts.SpeakerAnswered)
def speaker_answered(fact: facts.SpeakerAnswered) -> None:
    """What the speaker said, back to them; the organisers at once when it is late."""


@listen(facts.MaterialPublished)
def material_published(fact: facts.MaterialPublished) -> None:
    """No mail of its own."""


@listen(facts.ReportSentForReview)
def report_sent_for_review(fact: facts.ReportSentForReview) -> None:
    """The speakers read it first."""


@listen(facts.ReportPublished)
def report_published(fact: facts.ReportPublished) -> None:
    """The mail afterwards, when the event is closed."""


@listen(facts.CommitmentMade)
def commitment_made(fact: facts.CommitmentMade) -> None:
    """The owner of a commitment hears of it."""
