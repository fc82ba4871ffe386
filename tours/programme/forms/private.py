"""Where somebody lives or can be reached, in a text that becomes public."""

from __future__ import annotations

import re

_NUMBER = r"(?:,? (?:nr\.?|nummer|huisnummer))? \d{1,4} ?(?:(?:[a-zA-Z]|bis|hs)\b)?(?:-\w{1,4})?"
# An address ends a phrase, or a town follows: what goes on otherwise counts something, as in "Kanaalstraat 12 weken dicht".
_ENDS = r"(?=[.,;:!?)\n”’\"]| in\b(?! plaats\b| \d)| te (?=[A-Z])|\s*$)"
_NAME = r"[A-Z][\w’'.-]{0,40}"
_SMALL = r"(?:van|van de|van der|van den|van het|van ’t|der|den|de|het|’t|'t|naar|tot|en)"
_TYPE = "Straat|Laan|Weg|Plein|Plantsoen|Kade|Gracht|Dreef|Singel|Hof|Pad|Park|Dijk|Steeg|Markt|Haven|Wal|Brink|Boulevard"
_NOT_A_YEAR = r"(?! (?:19|20)\d\d\b)"
# I live at Neude 5: a street like any name, where it is said to be one
_WHERE_I_LIVE = (
    rf"\b(?:[Ww]oon|[Ww]onen|[Aa]dres)(?: (?:ik|wij|we|zelf|nu|is))*:?(?: (?:aan|op|in|bij))?(?: (?:de|het|’t|'t))?"
    rf" (?P<at>(?:(?:[Aa]chter|[Oo]nder)(?: de)? )?{_NAME}(?: {_SMALL})?(?: {_NAME}){{0,3}}{_NOT_A_YEAR})"
)
_STREETS = (
    # Kanaalstraat 12
    r"\b[\w’'.-]{1,40}(?:straat|laan|weg|plein|plantsoen|kade|gracht|dreef|singel|hof|pad)",
    # Wilhelminapark 12: such words are less often a street, so with a capital only
    rf"\b{_NAME}(?:park|dijk|steeg|markt|haven|wal|brink|boulevard)",
    # Oude Gracht 12
    rf"\b{_NAME} (?:{_TYPE})",
    # Laan van Nieuw Guinea 4, Plein van de Verenigde Naties 3, Laan 1940-1945 12
    rf"\b(?:laan|{_TYPE})(?: {_SMALL})?(?: {_NAME}| \d{{4}}-\d{{4}}){{1,4}}{_NOT_A_YEAR}",
    _WHERE_I_LIVE,
)
_PRIVATE = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,200}\.\w+"  # an e-mail address
    r"|(?<![\d.])(?:\+\d{2}|0)[\s-]?(?:\d[\s-]?){8,10}(?!\d)"  # a phone number
    r"|\b[1-9]\d{3} ?[A-Z]{2}\b"  # a Dutch postcode
    rf"|(?:{'|'.join(_STREETS)}){_NUMBER}{_ENDS}"
)


def private_part(text: str) -> str:
    """The first address, of a house or of mail, or phone number in it; empty where there is none."""
    found = _PRIVATE.search(text)
    return text[found.start("at") if found["at"] else found.start() : found.end()].strip() if found else ""
