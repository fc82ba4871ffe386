"""What a message asks for may have come in, or been settled, while it waited: then it is not asked any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from notifications.outbox.models import Kind
from tours.materials.deadlines import speakers_without_slides
from tours.models import Commitment
from tours.programme.models import EventState, SpeakerState

Row = dict[str, Any]
COLUMNS = ("facts__start", "facts__commitment", "facts__due_date", "registration__said")


def asked_in_vain(rows: Iterable[Row]) -> set[int]:
    """The ids of rows that ask for something nobody waits for now. No statement where none of them can be such."""
    asking = [row for row in rows if row["kind"] in _STILL_WANTED]
    vain = set()
    for kind, still_wanted in _STILL_WANTED.items():
        of_kind = [row for row in asking if row["kind"] == kind]
        if of_kind:
            wanted = still_wanted(of_kind)
            vain |= {row["pk"] for row in of_kind if row["pk"] not in wanted}
    return vain


def _slides(rows: list[Row]) -> set[int]:
    speakers = [row["speaker_id"] for row in rows if row["event__state"] != EventState.CANCELLED]
    without = set(speakers_without_slides().filter(pk__in=speakers).order_by().values_list("pk", flat=True))
    return {row["pk"] for row in rows if row["speaker_id"] in without}


def _promises(rows: list[Row]) -> set[int]:
    """Open, of the same owner, and for the same day."""
    promised = Commitment.objects.open().filter(pk__in=[row["facts__commitment"] for row in rows])
    known = {
        (pk, email.lower(), day.isoformat() if day else None)
        for pk, email, day in promised.values_list("pk", "owner_email", "due_date")
    }
    about = ((row, row["facts__commitment"], row["recipient"].lower()) for row in rows)
    return {row["pk"] for row, pk, email in about if (pk, email, row["facts__due_date"]) in known}


def _notes_of_promises(rows: list[Row]) -> set[int]:
    """Of the same owner."""
    promised = Commitment.objects.filter(pk__in=[row["facts__commitment"] for row in rows])
    known = {(pk, email.lower()) for pk, email in promised.values_list("pk", "owner_email")}
    return {row["pk"] for row in rows if (row["facts__commitment"], row["recipient"].lower()) in known}


def _answers_of_invitees(rows: list[Row]) -> set[int]:
    return {row["pk"] for row in rows if not row["registration__said"]}


def _answers_of_speakers(rows: list[Row]) -> set[int]:
    """A reminder of the day itself asks for nothing."""
    return {row["pk"] for row in rows if row["facts__start"] or row["speaker__state"] == SpeakerState.INVITED}


_STILL_WANTED = {
    Kind.SLIDES_MISSING: _slides,
    Kind.COMMITMENT_DUE: _promises,
    Kind.COMMITMENT_MADE: _notes_of_promises,
    Kind.INVITED_AGAIN: _answers_of_invitees,
    Kind.SPEAKER_REMINDER: _answers_of_speakers,
}
