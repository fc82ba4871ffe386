"""The picture of an event that others show beside a link to it (Open Graph): title, date, place and the route.

Drawn with Pillow at twice its size and made smaller, since Pillow draws hard edges. The letters are those of the site;
where they are not there or cannot be read, Pillow's own.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.contrib.staticfiles import finders
from django.utils import formats, translation
from django.utils.translation import gettext
from PIL import Image, ImageDraw, ImageFont

from tours.agenda.page import EventView
from tours.programme.day import Step

WIDTH, HEIGHT = 1200, 630  # what Open Graph asks for
LOOK = 2  # raise it when the drawing changes: it is part of the ETag
_SHARP = 2

_DEEP, _DEEPER, _LAND, _DOTS = "#064e54", "#03363a", "#0a5a61", "#2a8188"
_WHITE, _PALE, _SUN, _SUN_INK, _ALARM = "#ffffff", "#d3e8e9", "#ffdf5d", "#5c4400", "#8a1c1c"
_ACCENT, _INK, _GROUND = "#0b6a71", "#001a40", "#eef4ee"
_FILLS = {"edge": _DEEPER, "lunch": _SUN}

_MARGIN = 64
_CARD = (744, _MARGIN, WIDTH - _MARGIN, HEIGHT - _MARGIN)
_PIN = 22  # radius
_BESIDE = 2 * _PIN - 4  # from one pin to the next at the same place
_ROOM = (84, 70)  # between the card's edge and a pin, across and down

Spot = tuple[float, float]


def event_picture(view: EventView, *, cancelled: bool) -> bytes:
    """A PNG in Dutch, the same bytes for the same Revision."""
    steps = view.steps_to_end
    places = _places(steps)
    with translation.override("nl"):
        pen = _Pen(Image.new("RGB", (WIDTH * _SHARP, HEIGHT * _SHARP), _DEEP))
        _ground(pen)
        _words(pen, view, until=_CARD[0] - 48 if places else WIDTH - _MARGIN, cancelled=cancelled)
        if places:
            _route(pen, steps, places)
    out = io.BytesIO()
    small = pen.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


class _Pen:
    """Draws in the picture's own units."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.draw = ImageDraw.Draw(image)

    def line(self, spots: list[Spot], color: str, width: float) -> None:
        self.draw.line(_scaled(spots), color, round(width * _SHARP), joint="curve")

    def shape(self, spots: list[Spot], color: str) -> None:
        self.draw.polygon(_scaled(spots), color)

    def dot(self, spot: Spot, radius: float, color: str, edge: str = "", edge_width: float = 0) -> None:
        self.draw.circle(_scaled([spot])[0], radius * _SHARP, color, edge or None, round(edge_width * _SHARP))

    def box(self, corners: tuple[float, float, float, float], radius: float, color: str) -> None:
        self.draw.rounded_rectangle([each * _SHARP for each in corners], radius * _SHARP, color)

    def text(
        self, spot: Spot, words: str, size: int, color: str, *, bold: bool = False, anchor: str = "ls"
    ) -> None:
        self.draw.text(_scaled([spot])[0], words, color, _font(size * _SHARP, bold), anchor)


def _scaled(spots: list[Spot]) -> list[Spot]:
    return [(x * _SHARP, y * _SHARP) for x, y in spots]


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:  # noqa: FBT001
    path = finders.find(f"vendor/fonts/noto-sans-latin-{700 if bold else 400}-normal.woff2")
    try:
        return ImageFont.truetype(str(path), size)
    except OSError:  # not there, or a Pillow that cannot read woff2
        return ImageFont.load_default(size)


def _wide(words: str, size: int, *, bold: bool) -> float:
    return _font(size * _SHARP, bold).getlength(words) / _SHARP


# --- the ground and the words --------------------------------------------------------------------


def _ground(pen: _Pen) -> None:
    """The land and the dotted way of the event page's heading."""
    hill = [(x, HEIGHT - 300 * math.sin(math.pi * (x - 540) / 1300)) for x in range(540, WIDTH + 1, 6)]
    pen.shape([*hill, (WIDTH, HEIGHT)], _LAND)
    for step in range(60):
        x = 520 + step * 12
        pen.dot((x, 600 - 560 * ((x - 520) / 700) ** 0.55), 2.4, _DOTS)


def _words(pen: _Pen, view: EventView, *, until: float, cancelled: bool) -> None:
    data, room = view.data, until - _MARGIN
    _brand(pen, (_MARGIN, _MARGIN))
    size, lines = _fitting(data["title"], room)
    below = [*_when(view), *_where(view)]
    y = max(190.0, (HEIGHT - len(lines) * size * 1.15 - len(below) * 44 - 24) / 2 + 40)
    if data["audience"]:
        pen.text((_MARGIN, y - 26), _cut(data["audience"], 24, room, bold=True), 24, _SUN, bold=True)
    for line in lines:
        y += size * 1.15
        pen.text((_MARGIN, y - size * 0.25), line, size, _WHITE, bold=True)
    y += 24
    for words, bold in below:
        y += 44
        pen.text((_MARGIN, y - 8), _cut(words, 30, room, bold=bold), 30, _WHITE if bold else _PALE, bold=bold)
    if cancelled:
        words = gettext("Gaat niet door")
        pen.box((_MARGIN, 540, _MARGIN + _wide(words, 28, bold=True) + 40, 590), 25, _WHITE)
        pen.text((_MARGIN + 20, 575), words, 28, _ALARM, bold=True)


def _when(view: EventView) -> Iterator[tuple[str, bool]]:
    yield formats.date_format(view.day), True
    if view.data["all_day"]:
        yield gettext("De tijden volgen"), False
    else:
        hours = {
            "start": formats.time_format(view.starts.time()),
            "end": formats.time_format(view.ends.time()),
        }
        yield gettext("%(start)s tot %(end)s uur") % hours, False


def _where(view: EventView) -> Iterator[tuple[str, bool]]:
    if view.data["meeting_point"]:
        yield view.data["meeting_point"]["name"], False
    if (end := view.data.get("end_point")) and end != view.data["meeting_point"]:
        yield gettext("Einde: %(place)s") % {"place": end["name"]}, False


def _brand(pen: _Pen, corner: Spot) -> None:
    x, y = corner
    pen.dot((x + 7, y + 32), 7, _WHITE)
    for step in range(4):
        pen.dot((x + 15 + step * 7, y + 27 - step * 3.5), 2, _WHITE)
    pen.box((x + 20, y - 2, x + 48, y + 16), 2, _WHITE)
    pen.shape([(x + 24, y + 14), (x + 36, y + 14), (x + 24, y + 25)], _WHITE)
    pen.text((x + 62, y + 28), "Dialoogtoer", 30, _WHITE, bold=True)


def _fitting(words: str, room: float) -> tuple[int, list[str]]:
    """The largest size at which the title takes at most three lines, and those lines; a longer one is cut."""
    for size in (72, 60, 50, 42):
        lines = _lines(words, size, room)
        if len(lines) <= 3 and all(_wide(line, size, bold=True) <= room for line in lines):  # noqa: PLR2004
            return size, lines
    return 42, [_cut(line, 42, room, bold=True) for line in lines[:3]]


def _lines(words: str, size: int, room: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _wide(longer, size, bold=True) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(words: str, size: int, room: float, *, bold: bool) -> str:
    if _wide(words, size, bold=bold) <= room:
        return words
    while words and _wide(f"{words}…", size, bold=bold) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


# --- the route -----------------------------------------------------------------------------------


@dataclass
class _Place:
    """A venue on the sketch, and the stops there in the order in which the group comes."""

    name: str
    spot: Spot
    steps: list[Step]


def _places(steps: list[Step]) -> dict[int, _Place]:
    """Venues of these steps by id, where the sketch has them; empty where fewer than two places are known."""
    found: dict[int, _Place] = {}
    for step in steps:
        venue = step.data["venue"]
        if venue is None or venue["lat_deg"] is None or venue["lon_deg"] is None:
            continue
        # metres would be the same: only the shape of the route counts
        across = venue["lon_deg"] * math.cos(math.radians(venue["lat_deg"]))
        place = found.setdefault(venue["id"], _Place(venue["name"], (across, -venue["lat_deg"]), []))
        place.steps.append(step)
    spots = {place.spot for place in found.values()}
    if len(spots) < 2:  # noqa: PLR2004
        return {}
    onto = _onto_card(list(spots))
    for place in found.values():
        place.spot = onto(place.spot)
    return found


def _onto_card(spots: list[Spot]) -> Callable[[Spot], Spot]:
    """Fit into the card, north up, as large as there is room for."""
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    top, bottom = min(y for _, y in spots), max(y for _, y in spots)
    wide, high = _CARD[2] - _CARD[0] - 2 * _ROOM[0], _CARD[3] - _CARD[1] - 2 * _ROOM[1]
    scale = min(
        wide / (right - left) if right > left else math.inf,
        high / (bottom - top) if bottom > top else math.inf,
    )
    middle = ((_CARD[0] + _CARD[2]) / 2, (_CARD[1] + _CARD[3]) / 2)
    return lambda spot: (
        middle[0] + (spot[0] - (left + right) / 2) * scale,
        middle[1] + (spot[1] - (top + bottom) / 2) * scale,
    )


def _route(pen: _Pen, steps: list[Step], places: dict[int, _Place]) -> None:
    pen.box(_CARD, 24, _GROUND)
    spots = [
        places[step.data["venue"]["id"]].spot
        for step in steps
        if step.data["venue"] and step.data["venue"]["id"] in places
    ]
    for width, color in ((15, _WHITE), (8, _ACCENT)):
        for here, there in pairwise(spots):
            pen.line([here, there], color, width)
    for place in places.values():
        _name(pen, place)
    for place in places.values():
        for n, step in enumerate(place.steps):
            _pin(pen, step, (_first_pin(place) + n * _BESIDE, place.spot[1]))


def _first_pin(place: _Place) -> float:
    """How far across the pins of a place begin: at the place itself, or where the last is still within the card."""
    return min(place.spot[0], _CARD[2] - 2 * _PIN - (len(place.steps) - 1) * _BESIDE)


def _name(pen: _Pen, place: _Place) -> None:
    """Above or below the pins, away from the middle, with a light edge so that it is legible on a line."""
    half = _wide(place.name, 20, bold=True) / 2
    across = _first_pin(place) + (len(place.steps) - 1) * _BESIDE / 2
    x = max(_CARD[0] + 12 + half, min(_CARD[2] - 12 - half, across))
    y = place.spot[1] + (_PIN + 26 if place.spot[1] > HEIGHT / 2 else -_PIN - 12)
    font = _font(20 * _SHARP, True)  # noqa: FBT003
    pen.draw.text(
        _scaled([(x, y)])[0], place.name, _INK, font, "ms", stroke_width=4 * _SHARP, stroke_fill=_GROUND
    )


def _pin(pen: _Pen, step: Step, spot: Spot) -> None:
    x, y = spot
    pen.dot(spot, _PIN, _FILLS.get(step.mark, _ACCENT), _WHITE, 3.5)
    if step.data["number"]:
        pen.text((x, y + 8), str(step.data["number"]), 22, _WHITE, bold=True, anchor="ms")
        return
    ink = _SUN_INK if step.mark == "lunch" else _WHITE
    for stroke in _GLYPHS.get(step.icon, _GLYPHS["pin"]):
        pen.line([(x + across, y + down) for across, down in stroke], ink, 2.6)


_GLYPHS: dict[str, list[list[Spot]]] = {
    "flag": [[(-6, 10), (-6, -10), (8, -6), (8, 2), (-6, 2)]],
    "fork": [[(-5, -10), (-5, 10)], [(-9, -10), (-9, -4), (-1, -4), (-1, -10)], [(6, 10), (6, -10), (2, -6), (2, 1), (6, 1)]],
    "talk": [[(-9, -8), (4, -8), (4, 2), (-3, 2), (-7, 6), (-7, 2), (-9, 2), (-9, -8)], [(7, -3), (10, -3), (10, 7), (2, 7)]],
    "pin": [[(0, 9), (-6, -1), (-4, -8), (4, -8), (6, -1), (0, 9)]],
}  # fmt: skip
