"""From bytes to what was meant: pure functions, no database, no clock."""

from notifications.inbound.parsing.calendar import COMMENT_CHARS, CalendarAnswer, Guest, read_answer
from notifications.inbound.parsing.mail import CalendarPart, Mail, is_sealed, read_mail
from notifications.inbound.parsing.report import Complaint, Failure, complaint_of, failures_of
from notifications.inbound.parsing.results import enclosed_in, results_of
from notifications.inbound.parsing.text import own_words
from notifications.inbound.parsing.trust import dmarc_passed

__all__ = [
    "COMMENT_CHARS",
    "CalendarAnswer",
    "CalendarPart",
    "Complaint",
    "Failure",
    "Guest",
    "Mail",
    "complaint_of",
    "dmarc_passed",
    "enclosed_in",
    "failures_of",
    "is_sealed",
    "own_words",
    "read_answer",
    "read_mail",
    "results_of",
]
