"""The verbs about seats. Each checks, changes and announces in one transaction, holding the event's pools."""

from tours.signups.actions.answering import answer, check_in, confirm
from tours.signups.actions.changing import change
from tours.signups.actions.leaving import bring_back, cancel, expire, free_given_up, keep_until
from tours.signups.actions.links import renew_links, send_link_again
from tours.signups.actions.pools import promote, set_capacity
from tours.signups.actions.signing_up import add_by_desk, register, sign_up_again

__all__ = [
    "add_by_desk",
    "answer",
    "bring_back",
    "cancel",
    "change",
    "check_in",
    "confirm",
    "expire",
    "free_given_up",
    "keep_until",
    "promote",
    "register",
    "renew_links",
    "send_link_again",
    "set_capacity",
    "sign_up_again",
]
