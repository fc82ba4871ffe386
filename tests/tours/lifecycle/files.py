"""Event files for the tests here: a small whole one, and ways to break it."""

from pathlib import Path

from tours.lifecycle.actions import import_event
from tours.lifecycle.importing import BrokenFile, read_event

SMALL = """\
format: 1
slug: toer
title: Toer
organisation:
  id: griffie
  name: Griffie
date: 2026-09-18
start: 09:00
end: 12:00
meeting_point: stadhuis
venues:
  - id: stadhuis
    name: Stadhuis
speakers:
  - id: noor
    name: Noor Bakker
stops:
  - id: halte
    title: Halte
    venue: stadhuis
    talks:
      - id: praatje
        title: Praatje
        speakers: [noor]
groups:
  - letter: A
    visits:
      - stop: halte
        start: 09:00
        end: 09:30
"""


def changed(old, new):
    """The small file with one piece of text replaced."""
    assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times in the file"
    return SMALL.replace(old, new)


def problems_of(text):
    """Line, field and sentence of everything that is wrong in a file; nothing is imported."""
    try:
        read_event(text if isinstance(text, bytes) else text.encode())
    except BrokenFile as broken:
        return [(problem.line, problem.field, problem.expected) for problem in broken.problems]
    return []


def places_of(text):
    return [(line, field) for line, field, _expected in problems_of(text)]


def imported(text=SMALL, *, folder=Path(), publish=False):
    return import_event(text.encode(), folder=folder, publish=publish)


def refused(text, *, folder=Path(), publish=False):
    """Line and field of what an import refuses, which is asked of the database too."""
    try:
        imported(text, folder=folder, publish=publish)
    except BrokenFile as broken:
        return [(problem.line, problem.field) for problem in broken.problems]
    return []
