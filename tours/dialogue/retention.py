"""Forget who contributed: speakers, contact persons, guides, and who promised something or read the draft report.

What they said in public stays, under the name that stood in the programme: that is the record of the event. How to reach
them, and what they told only the organisers, goes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from tours.dialogue.models import Commitment, ReportReview
from tours.materials import actions as materials
from tours.materials.models import Material
from tours.programme.actions import answer
from tours.programme.models import Event, Group, Speaker, SpeakerState, Stop
from tours.signups.retention import reached

_NOBODY = "—"
_NAMELESS = {"name": _NOBODY, "affiliation": ""}
_OF_SPEAKER = {"email": "", "phone": "", "needs": "", "proposal": "", "diet": ""}
_OF_STOP = {"contact_name": "", "contact_phone": "", "contact_email": ""}
_OF_GROUP = {"guide_name": "", "guide_phone": ""}


def erase_due(*, at: datetime) -> int:
    """Erase what has been kept long enough at that moment. Run twice, the second finds nothing. Returns how many rows."""
    known = {"event": OuterRef("pk")}
    with_people = (
        Q(Exists(_known_speakers().filter(**known)))
        | Q(Exists(Stop.objects.filter(**known).exclude(**_OF_STOP)))
        | Q(Exists(Group.objects.filter(**known).exclude(**_OF_GROUP)))
        | Q(Exists(_known_owners().filter(**known)))
    )
    over = reached(Event.objects.filter(with_people), at=at)["contributors"]
    promised = [each.pk for each in _known_owners().filter(event__in=over) if _is_due(each, at)]
    drafts = [event for event in over if event.current is None]
    with transaction.atomic():
        return (
            _erase_speakers(_known_speakers().filter(event__in=over), at=at)
            + Speaker.objects.filter(event__in=drafts).exclude(name=_NOBODY).update(**_NAMELESS)
            + Stop.objects.filter(event__in=over).exclude(**_OF_STOP).update(**_OF_STOP)
            + Group.objects.filter(event__in=over).exclude(**_OF_GROUP).update(**_OF_GROUP)
            + _erase_owners(Commitment.objects.filter(pk__in=promised))
        )


@transaction.atomic
def forget_speaker(speaker: Speaker) -> None:
    """A speaker wants to be forgotten: does not come any more, and the own files and whatever is known go. The link ends."""
    if speaker.state in {SpeakerState.INVITED, SpeakerState.CONFIRMED}:
        answer(speaker, confirmed=False)
    for material in Material.objects.filter(speaker=speaker):
        materials.delete(material)
    _erase_speakers(Speaker.objects.filter(pk=speaker.pk), at=timezone.now())


def forget_owner(commitment: Commitment) -> None:
    """Whoever made this commitment wants to be forgotten. What was promised stays; the link ends."""
    Commitment.objects.filter(pk=commitment.pk).update(owner_agreed_at=None)
    _erase_owners(Commitment.objects.filter(pk=commitment.pk))


def _known_speakers() -> Any:
    """More is known of them than stood in a published programme."""
    never_public = Q(event__current=None) & ~Q(name=_NOBODY)
    return Speaker.objects.filter(~Q(**_OF_SPEAKER) | never_public)


def _known_owners() -> Any:
    """Commitments of which a person is known: an address, or a name that is not public."""
    named = Q(owner_is_organisation=False, owner_agreed_at=None) & ~Q(owner_name=_NOBODY)
    return Commitment.objects.filter(~Q(owner_email="") | named).select_related("event__organisation")


def _is_due(commitment: Commitment, at: datetime) -> bool:
    """Long enough after the day that was promised, too."""
    kept = timedelta(days=commitment.event.organisation.keep_contributors_days)
    return commitment.due_date is None or commitment.due_date + kept <= timezone.localdate(at)


def _erase_owners(commitments: Any) -> int:
    not_public = commitments.filter(owner_is_organisation=False, owner_agreed_at=None)
    not_public.update(owner_name=_NOBODY)
    return int(commitments.update(owner_email="", link_version=F("link_version") + 1))


def _erase_speakers(speakers: Any, *, at: datetime) -> int:
    pks = list(speakers.values_list("pk", flat=True))
    ReportReview.objects.filter(speaker__in=pks).update(remarks="")
    changed = {"erased_at": at, "link_version": F("link_version") + 1, "version": F("version") + 1}
    return Speaker.objects.filter(pk__in=pks).update(**_OF_SPEAKER, **changed)
