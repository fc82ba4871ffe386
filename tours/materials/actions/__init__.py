"""What may be done with material. Nothing else writes it."""

from tours.materials.actions.changing import (
    agree_to_public,
    answer_about_slides,
    change,
    delete,
    restore,
    restore_version,
    say_no_slides,
    withdraw,
    withdraw_version,
)
from tours.materials.actions.checking import check, check_due
from tours.materials.actions.importing import add_checked
from tours.materials.actions.uploading import add_link, add_material, add_version, limits_of, set_limits

__all__ = [
    "add_checked",
    "add_link",
    "add_material",
    "add_version",
    "agree_to_public",
    "answer_about_slides",
    "change",
    "check",
    "check_due",
    "delete",
    "limits_of",
    "restore",
    "restore_version",
    "say_no_slides",
    "set_limits",
    "withdraw",
    "withdraw_version",
]
