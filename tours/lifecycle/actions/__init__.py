"""The verbs about a whole event; nothing else writes one."""

from tours.lifecycle.actions.copying import copy_event
from tours.lifecycle.actions.drafts import (
    change_settings,
    create_event,
    delete_draft,
    set_agenda_setters,
    set_cohosts,
)
from tours.lifecycle.actions.importing import Imported, import_event
from tours.lifecycle.actions.pools import set_pools
from tours.lifecycle.actions.publishing import cancel_event, check_publishable, close, publish, reopen

__all__ = [
    "Imported",
    "cancel_event",
    "change_settings",
    "check_publishable",
    "close",
    "copy_event",
    "create_event",
    "delete_draft",
    "import_event",
    "publish",
    "reopen",
    "set_agenda_setters",
    "set_cohosts",
    "set_pools",
]
