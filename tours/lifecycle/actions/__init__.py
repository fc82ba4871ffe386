"""The verbs about a whole event; nothing else writes one."""

from tours.lifecycle.actions.copying import copy_event
from tours.lifecycle.actions.drafts import change_settings, create_event, delete_draft, set_agenda_setters
from tours.lifecycle.actions.pools import set_pools
from tours.lifecycle.actions.publishing import cancel_event, check_publishable, close, publish, reopen

__all__ = [
    "cancel_event",
    "change_settings",
    "check_publishable",
    "close",
    "copy_event",
    "create_event",
    "delete_draft",
    "publish",
    "reopen",
    "set_agenda_setters",
    "set_pools",
]
