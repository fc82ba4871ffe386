"""A proposal as it was shown, to be sent back as it is: what is accepted is what was read, to the minute."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from scheduling.live.errors import ProposalTooOld
from scheduling.live.proposing import Late, Proposal
from tours.programme.models import Event
from tours.programme.snapshot import Programme

LASTS = timedelta(minutes=15)  # after that the groups are elsewhere


def sealed(event: Event, proposal: Proposal) -> str:
    """Only what differs from the Revision goes along."""
    before, after = proposal.before, proposal.programme
    value = {
        "how": proposal.how,
        "seen": proposal.seen,
        "note": proposal.note,
        "late": proposal.late and [proposal.late.group_id, proposal.late.stop_id, proposal.late.minutes],
        "groups": [new for old, new in zip(before["groups"], after["groups"], strict=True) if old != new],
        "stops": [new for old, new in zip(before["stops"], after["stops"], strict=True) if old != new],
        "ends_at": after["ends_at"],
    }
    return signing.dumps(value, salt=_salt(event), compress=True)


def opened(event: Event, text: str) -> Proposal:
    """Raises ProposalTooOld for what was not made here for this event, made long ago, or on another Revision."""
    try:
        value = signing.loads(text, salt=_salt(event), max_age=LASTS)
    except signing.BadSignature as error:
        raise ProposalTooOld from error
    if event.current is None or event.current.number != value["seen"]:
        raise ProposalTooOld
    before = event.current.data
    groups = {one["id"]: one for one in value["groups"]}
    stops = {one["id"]: one for one in value["stops"]}
    programme: Programme = {
        **before,
        "groups": [groups.get(one["id"], one) for one in before["groups"]],
        "stops": [stops.get(one["id"], one) for one in before["stops"]],
        "ends_at": value["ends_at"],
    }
    late = Late(*value["late"]) if value["late"] else None
    return Proposal(
        value["how"], value["seen"], before, programme, timezone.now(), late=late, note=value["note"]
    )


def _salt(event: Event) -> str:
    return f"dag-{event.pk}"
