"""A folder for one check, named after the process that made it: so what a killed process left can be told and goes."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

_PREFIX = "dialoogtoer-check-"
_NAME = re.compile(rf"{_PREFIX}(\d+)-", re.ASCII)


def a_folder() -> tempfile.TemporaryDirectory[str]:
    """Empty, readable by nobody else, and gone when its `with` ends."""
    return tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-")


def sweep_up() -> None:
    """Remove the folders of processes that are no more: a copy of somebody's upload may be in them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        made_by = _NAME.match(folder.name)
        if made_by and not _lives(int(made_by[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's, and there
        return True
    return True
