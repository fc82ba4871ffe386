"""The guide for organisers names buttons and pages in bold: they must stand in the interface under that name."""

import re
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

GUIDE = sorted((settings.BASE_DIR / "docs" / "handleiding").glob("*.md"))
# Bold for another reason: headings within a list, what calendar programs call it, and words that are the same in each language.
NO_WORDS_OF_OURS = {
    "Accepteren",
    "Weigeren",
    "Een andere tijd voorstellen",
    "Een ander sturen",
    "Zelf schrijven",
    "Afwezigheidsberichten",
    "Komt een mail niet aan",
    "Mislukt?",
    "Iemand is de eigen link kwijt?",
    "Tegengehouden?",
    "Volgorde",
    "Onderdelen",
    "bellijst",
    "gidspagina",
    "+5",
    "+10",
    "+15",
    "Excel",
    "CSV",
}
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]")


def sentences():
    """What the interface says, as patterns: anything may stand where a value is filled in."""
    with (settings.BASE_DIR / "locale/en/LC_MESSAGES/django.po").open("rb") as catalog:
        for message in read_po(catalog, locale="en"):
            for text in message.id if isinstance(message.id, tuple) else (message.id,):
                if text:
                    said = " ".join(text.split()).rstrip(".")
                    yield re.compile(".+?".join(map(re.escape, PLACE.split(said))))


def named_in(path: Path):
    return re.findall(r"\*\*(.+?)\*\*", " ".join(path.read_text().split()))


def test_whatever_the_guide_names_stands_in_the_interface():
    said = list(sentences())
    named = {(path.name, words) for path in GUIDE for words in named_in(path)}
    unknown = {
        (page, words)
        for page, words in named
        if words not in NO_WORDS_OF_OURS and not any(each.fullmatch(words) for each in said)
    }
    assert unknown == set()
    assert len(named) > 150  # the guide is still written this way
