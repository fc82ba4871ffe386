"""Single values of an event file: what is expected, how it is read and how it is written."""

from tours.lifecycle.importing.values.choices import Choice, Flag, ForWhom
from tours.lifecycle.importing.values.numbers import Degrees, Whole
from tours.lifecycle.importing.values.refs import Ref, TalkRef, VenueRef
from tours.lifecycle.importing.values.text import Email, Lines, Phone, Sha256, Text, Url, tidy
from tours.lifecycle.importing.values.times import Clock, Day, Moment, Offset, OpeningDay, ReminderRule, Zone
from tours.lifecycle.importing.values.value import Value

__all__ = [
    "Choice",
    "Clock",
    "Day",
    "Degrees",
    "Email",
    "Flag",
    "ForWhom",
    "Lines",
    "Moment",
    "Offset",
    "OpeningDay",
    "Phone",
    "Ref",
    "ReminderRule",
    "Sha256",
    "TalkRef",
    "Text",
    "Url",
    "Value",
    "VenueRef",
    "Whole",
    "Zone",
    "tidy",
]
