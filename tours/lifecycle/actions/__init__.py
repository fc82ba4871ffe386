"""The verbs about a whole event; nothing else writes one."""

from tours.lifecycle.actions.copying import copy_event
from tours.lifecycle.actions.drafts import (
    change_settings,
    create_event,
    delete_draft,
    set_agenda_setters,
    set_date,
)
from tours.lifecycle.actions.importing import Imported, import_event
from tours.lifecycle.actions.pools import set_pools
from tours.lifecycle.actions.publishing import cancel_event, check_publishable, close, publish, reopen, revise
from tours.lifecycle.actions.reminders import add_reminder, drop_reminder
from tours.lifecycle.actions.together import agree_to_cohost, ask_cohost, end_cohosting, set_cohosts

__all__ = [
    "Imported",
    "add_reminder",
    "agree_to_cohost",
    "ask_cohost",
    "cancel_event",
    "change_settings",
    "check_publishable",
    "close",
    "copy_event",
    "create_event",
    "delete_draft",
    "drop_reminder",
    "end_cohosting",
    "import_event",
    "publish",
    "reopen",
    "revise",
    "set_agenda_setters",
    "set_cohosts",
    "set_date",
    "set_pools",
]
