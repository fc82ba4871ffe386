"""What organisers type about a programme. Forms shape input; rules stand in actions."""

from tours.programme.forms.fields import MinuteField, check_in_order, end_of_day, names_in
from tours.programme.forms.pasted import SPEAKER_COLUMNS, STOP_COLUMNS, SpeakerRowForm, StopRowForm, stop_row
from tours.programme.forms.people import GroupForm, SpeakerForm
from tours.programme.forms.places import StopForm, VenueForm, buffer_label, venues_of
from tours.programme.forms.talks import TalkForm

__all__ = [
    "SPEAKER_COLUMNS",
    "STOP_COLUMNS",
    "GroupForm",
    "MinuteField",
    "SpeakerForm",
    "SpeakerRowForm",
    "StopForm",
    "StopRowForm",
    "TalkForm",
    "VenueForm",
    "buffer_label",
    "check_in_order",
    "end_of_day",
    "names_in",
    "stop_row",
    "venues_of",
]
