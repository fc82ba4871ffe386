"""What the desk calls things: about somebody, where the form of the public says "I"."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tours.signups.models import AttendsAs, RegistrationState, Transport

TRANSPORT: Mapping[str, str | Promise] = {
    Transport.OWN_BICYCLE: _("Eigen fiets"),
    Transport.BORROW_BICYCLE: _("Leenfiets"),
    Transport.CANNOT_CYCLE: _("Fietst niet"),
}
ATTENDS: Mapping[str, str | Promise] = {
    AttendsAs.PARTICIPANT: _("Praat mee"),
    AttendsAs.LISTENER: _("Luistert"),
    AttendsAs.SPEAKING_RESIDENT: _("Spreekt in"),
}
TAG: Mapping[str, str] = {
    RegistrationState.INVITED: "",
    RegistrationState.HELD: "dt-tag--warn",
    RegistrationState.CONFIRMED: "dt-tag--ok",
    RegistrationState.WAITING: "dt-tag--sun",
    RegistrationState.OFFERED: "dt-tag--warn",
    RegistrationState.CANCELLED: "",
}
