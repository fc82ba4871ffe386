import random

import pytest
from icalendar.parser import Contentlines

from notifications.calendar.lines import clean_name, clean_text, fold


def physical_lines(folded):
    return folded.split(b"\r\n")


def unfold(folded):
    """By hand, as RFC 5545 3.1 says: take out each CRLF with the one space behind it."""
    return folded.replace(b"\r\n ", b"").decode()


@pytest.mark.parametrize("length", [74, 75, 76, 148, 149, 150, 223, 224, 225])
def test_no_physical_line_is_longer_than_75_octets(length):
    line = "SUMMARY:" + "x" * (length - 8)
    folded = fold(line)
    assert max(map(len, physical_lines(folded))) <= 75
    assert unfold(folded) == line
    assert (len(physical_lines(folded)) > 1) == (length > 75)


@pytest.mark.parametrize("pad", range(8))
@pytest.mark.parametrize("char", ["é", "—", "😀", "أ", "👩‍👩‍👧"])
def test_a_character_is_never_split_over_two_lines(pad, char):
    line = "X:" + "a" * pad + char * 60
    folded = fold(line)
    for piece in physical_lines(folded):
        piece.decode()  # raises where a character was cut in two
        assert len(piece) <= 75
    assert unfold(folded) == line


@pytest.mark.parametrize("pad", range(60, 76))
@pytest.mark.parametrize("escape", [r"\n", r"\,", r"\;", r"\\", "^n", "^^", "^'"])
def test_an_escape_sequence_is_never_split_over_two_lines(pad, escape):
    line = "a" * pad + escape * 40
    pieces = physical_lines(fold(line))
    first, *rest = [pieces[0].decode(), *(piece[1:].decode() for piece in pieces[1:])]
    assert (len(first) - pad) % 2 == 0
    assert all(len(piece) % 2 == 0 for piece in rest)


def test_any_text_comes_back_whole():
    letters = random.Random(5)
    for _ in range(300):
        line = "X:" + "".join(letters.choice("ab\\^,;n é—😀") for _ in range(letters.randint(0, 400)))
        folded = fold(line)
        assert unfold(folded) == line
        assert max(map(len, physical_lines(folded))) <= 75
        assert next(str(each) for each in Contentlines.from_ical(folded + b"\r\n")) == line


def test_text_keeps_its_paragraphs_and_nothing_else_that_ends_a_line():
    assert clean_text("een\r\ntwee\rdrie\n\nvier") == "een\ntwee\ndrie\n\nvier"
    assert clean_text("a\x00b\x0bc\x85d\u2028e\u2029f\tg\x1b[0m") == "ab c d e f g[0m"
    assert clean_text("half \ud83d teken") == "half  teken"


def test_a_name_has_no_quotes_and_no_lines():
    assert clean_name('Jan "de\r\nBCC: x@y" Boer') == "Jan 'de BCC: x@y' Boer"
