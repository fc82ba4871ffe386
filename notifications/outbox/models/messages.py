"""Message: one mail to one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from scheduling.models import Invitee
from tours.models import Event, Organisation, Registration, Speaker, User
from tours.organisations.access import May


class MessageState(models.TextChoices):
    PENDING = "pending", _("Klaar om te versturen")
    SENDING = "sending", _("Wordt verstuurd")
    SENT = "sent", _("Verstuurd")
    FAILED = "failed", _("Mislukt")
    EXPIRED = "expired", _("Verlopen")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    HELD = "held", _("Tegengehouden")


# What is in one of these never reached anybody.
GONE = frozenset({MessageState.FAILED, MessageState.EXPIRED, MessageState.WITHDRAWN})


class Kind(models.TextChoices):
    """What a message is about; the stem of its three templates in notifications/mail/."""

    CONFIRM_ADDRESS = "confirm_address", _("Bevestig uw e-mailadres")
    CONFIRM_REMINDER = "confirm_reminder", _("Herinnering: bevestig uw e-mailadres")
    WRITTEN = "written", _("Bericht van de organisatie")
    INVITED = "invited", _("Uitnodiging")
    INVITED_AGAIN = "invited_again", _("Herinnering: komt u?")
    SEAT_CONFIRMED = "seat_confirmed", _("U hebt een plaats")
    WAITING_LIST = "waiting_list", _("Wachtlijst")
    SEAT_OFFERED = "seat_offered", _("Er is een plaats voor u")
    OWN_LINK = "own_link", _("Uw persoonlijke link")
    CHANGED = "changed", _("Het programma is veranderd")
    CANCELLED = "cancelled", _("Afgemeld")
    EVENT_CANCELLED = "event_cancelled", _("Afgelast")
    REMINDER = "reminder", _("Herinnering")
    AFTERWARDS = "afterwards", _("Na afloop")
    SPEAKER_INVITED = "speaker_invited", _("Uitnodiging aan een spreker")
    SPEAKER_REMINDER = "speaker_reminder", _("Herinnering aan een spreker")
    SPEAKER_CHANGED = "speaker_changed", _("Het programma van een spreker is veranderd")
    SPEAKER_CONFIRMED = "speaker_confirmed", _("Bevestiging aan een spreker")
    SPEAKER_CANCELLED = "speaker_cancelled", _("Een spreker hoeft niet te komen")
    HOST_TOLD = "host_told", _("Wie er komt, aan een contactpersoon")
    HOST_CHANGED = "host_changed", _("Het programma van een contactpersoon is veranderd")
    HOST_CANCELLED = "host_cancelled", _("Een contactpersoon krijgt geen bezoek")
    SLIDES_MISSING = "slides_missing", _("Presentatie gevraagd")
    REPORT_REVIEW = "report_review", _("Verslag ter controle")
    COMMITMENT_MADE = "commitment_made", _("Afspraak")
    COMMITMENT_DUE = "commitment_due", _("Herinnering aan een afspraak")
    POLL_INVITED = "poll_invited", _("Vraag wanneer iemand kan")
    POLL_REMINDER = "poll_reminder", _("Herinnering: wanneer kunt u?")
    DATE_CHOSEN = "date_chosen", _("De datum is gekozen")
    POLL_STOPPED = "poll_stopped", _("Er wordt geen datum meer gezocht")
    ORGANISER_ALERT = "organiser_alert", _("Bericht aan de organisatie")
    COHOST_ASKED = "cohost_asked", _("Vraag om samen te organiseren")
    CONFIRM_DECLINE = "confirm_decline", _("Vraag: wilt u zich afmelden?")
    ANSWERED_FOR = "answered_for", _("Iemand antwoordde namens u")
    COUNTER_DECLINED = "counter_declined", _("De tijd staat vast")
    REPLY_FORWARDED = "reply_forwarded", _("Iemand schreef terug")
    MAIL_TRIAL = "mail_trial", _("Proef met de mail")
    KEY_ENDS = "key_ends", _("Een sleutel verloopt")
    DIGEST = "digest", _("Dagelijks overzicht")


# To who knew the date alone the first programme is no change: so their mail is called.
_FIRST_PROGRAMME: Mapping[str, str | Promise] = {
    Kind.CHANGED: _("Het programma is bekend"),
    Kind.SPEAKER_CHANGED: _("Het programma van een spreker is bekend"),
}


def in_words(kind: str, *, is_first: bool) -> str:
    """What a mail is called, in its own subject as on the pages about it; `is_first`: of a programme."""
    words = _FIRST_PROGRAMME.get(kind) if is_first else None
    return str(words or Kind(kind).label)


# What somebody can do without: they may stop these with one click (RFC 8058), and never a change or a cancellation.
OPTIONAL = frozenset({Kind.INVITED_AGAIN, Kind.AFTERWARDS, Kind.POLL_REMINDER, Kind.DIGEST})


# To the contact of a stop: of the person nothing is known but name and address.
HOST = frozenset({Kind.HOST_TOLD, Kind.HOST_CHANGED, Kind.HOST_CANCELLED})


class Held(models.TextChoices):
    """Why a message is held, where it was not OUTBOX_HOLD; stands in `reason`."""

    ADDRESS = (
        "held_address",
        _("Dit adres kreeg in één uur al heel veel mail. Klopt dat? Geef het bericht dan vrij."),
    )
    EVENT = (
        "held_event",
        _(
            "Over deze bijeenkomst ging in één uur al veel meer mail uit dan gewoon is. Klopt dat? Geef het bericht dan vrij."
        ),
    )
    HOUR = "held_hour", _("Er ging in één uur al heel veel mail uit. Klopt dat? Geef het bericht dan vrij.")
    RESTORED = (
        "held_restored",
        _(
            "Er is een reservekopie teruggezet. Misschien is dit bericht al eerder verstuurd. Geef het vrij als dat niet zo is."
        ),
    )


class Retried(models.TextChoices):
    """Why a message goes once more, where the mail server did not say; stands in `reason`."""

    DIED = "died", _("De verzender viel uit terwijl dit bericht aan de beurt was.")


class Failed(models.TextChoices):
    """What kind of no the mail server's was, where its own words alone do not say; stands in `reason`."""

    UNWELCOME = "unwelcome", _("De mailserver nam dit bericht niet aan.")


class CalendarMethod(models.TextChoices):
    """RFC 5546: what the calendar part of the mail asks of the calendar."""

    NONE = "", "–"
    REQUEST = "REQUEST", "REQUEST"
    CANCEL = "CANCEL", "CANCEL"
    DECLINECOUNTER = "DECLINECOUNTER", "DECLINECOUNTER"


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, *, at: datetime) -> Self:
        """Pending and its time has come, or being sent under a lease that ran out."""
        return self.filter(
            models.Q(state=MessageState.PENDING, next_attempt_at__lte=at)
            | models.Q(state=MessageState.SENDING, lease_until__lt=at)
        )

    def of(self, event: Event) -> Self:
        return self.filter(event=event)

    def of_member(self, user: User, may: May = May.SEE) -> Self:
        """Messages about events of the organisations in which this user may do this, and mail to the user."""
        roles = [role.value for role in may.value]
        mine = Organisation.objects.filter(memberships__user=user, memberships__role__in=roles)
        events = Event.objects.filter(models.Q(organisation__in=mine) | models.Q(cohosts__in=mine))
        return self.filter(models.Q(event__in=events) | models.Q(event=None, user=user))

    def matching(self, words: str) -> Self:
        """Messages in whose address, name or subject all words stand."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(recipient__icontains=word)
                | models.Q(recipient_name__icontains=word)
                | models.Q(subject__icontains=word)
            )
        return found


# Whether a message tells a programme to who knew the date alone; a column to group by.
IS_FIRST = Case(
    When(kind__in=_FIRST_PROGRAMME.keys(), facts__was__complete=False, then=True),
    default=False,
    output_field=models.BooleanField(),
)


class Message(StateMachine):
    """One mail to one person, with its idempotency key and its state.

    Facts, sequence and dtstamp are frozen when the row is written; text is rendered at send and kept.
    """

    _S = MessageState
    MOVES: ClassVar = {
        _S.PENDING: frozenset({_S.SENDING, _S.WITHDRAWN, _S.EXPIRED, _S.HELD, _S.FAILED}),
        _S.SENDING: frozenset({_S.SENT, _S.FAILED, _S.PENDING, _S.EXPIRED, _S.WITHDRAWN, _S.HELD}),
        _S.SENT: frozenset({_S.FAILED}),  # it came back
        _S.FAILED: frozenset({_S.PENDING}),
        _S.HELD: frozenset({_S.PENDING, _S.WITHDRAWN}),
    }

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.PENDING)
    event = models.ForeignKey(
        Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages", db_index=False
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    speaker = models.ForeignKey(
        Speaker, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages", db_index=False
    )
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages", db_index=False
    )
    invitee = models.ForeignKey(
        Invitee, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages", db_index=False
    )
    told = models.ForeignKey(
        "notifications.Told", on_delete=models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    batch = models.ForeignKey(
        "notifications.Batch",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,  # found by its event
    )

    recipient = models.EmailField()
    recipient_name = models.CharField(max_length=140, blank=True)
    language = models.CharField(max_length=5, default="nl")
    facts = models.JSONField(default=dict)
    method = models.CharField(max_length=14, choices=CalendarMethod, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    dtstamp = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200)

    due_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)  # somebody looked, and said that it may go
    lease_owner = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=20, blank=True)  # ours: a Refusal, Held, Retried or Failed
    last_error = models.TextField(blank=True)  # theirs: what the mail server said, or what went wrong with it

    subject = models.CharField(max_length=300, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        # As few indexes as will do: thousands of rows are written while an organiser waits.
        constraints = [models.UniqueConstraint(fields=["message_id"], name="message_id_once")]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"]),
            models.Index(fields=["event", "state"]),
            models.Index(
                fields=["speaker"], name="message_speaker", condition=models.Q(speaker__isnull=False)
            ),
            models.Index(
                fields=["invitee"], name="message_invitee", condition=models.Q(invitee__isnull=False)
            ),
            models.Index(fields=["user"], name="message_user", condition=models.Q(user__isnull=False)),
            models.Index(fields=["created_at"], name="message_with_words", condition=~models.Q(body_text="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.recipient}"

    @property
    def called(self) -> str:
        """The kind in words."""
        was = self.facts.get("was", {})
        return in_words(self.kind, is_first=was.get("complete") is False)
