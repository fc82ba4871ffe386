"""The tables of this app, gathered from its rooms."""

from tours.dialogue.models import Commitment, Report, ReportReview, Statement
from tours.materials.models import Material, MaterialVersion, SlidesAnswer, UploadLimits
from tours.organisations.models import ApiKey, Contact, Membership, Organisation, User
from tours.programme.models import (
    AgendaSetter,
    Booking,
    Event,
    Group,
    Leg,
    OpeningHours,
    Revision,
    Speaker,
    Stop,
    Talk,
    Venue,
    Visit,
)
from tours.signups.allotments.models import Allotment
from tours.signups.desk.models import Notice
from tours.signups.models import Place, Pool, Registration

__all__ = [
    "AgendaSetter",
    "Allotment",
    "ApiKey",
    "Booking",
    "Commitment",
    "Contact",
    "Event",
    "Group",
    "Leg",
    "Material",
    "MaterialVersion",
    "Membership",
    "Notice",
    "OpeningHours",
    "Organisation",
    "Place",
    "Pool",
    "Registration",
    "Report",
    "ReportReview",
    "Revision",
    "SlidesAnswer",
    "Speaker",
    "Statement",
    "Stop",
    "Talk",
    "UploadLimits",
    "User",
    "Venue",
    "Visit",
]
