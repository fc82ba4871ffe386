import pytest
from django.template.loader import render_to_string

from tours.models import Pool
from tours.templatetags.seats import seats_bar


@pytest.mark.parametrize(
    ("capacity", "taken", "drawn", "filled"),
    [
        (45, 31, 45, 31),
        (60, 60, 60, 60),
        (1000, 0, 60, 0),
        (1000, 1, 60, 1),
        (1000, 500, 60, 30),
        (1000, 999, 60, 59),
        (1000, 1000, 60, 60),
    ],
)
def test_up_to_sixty_seats_are_drawn_one_by_one_more_in_proportion(capacity, taken, drawn, filled):
    bar = seats_bar(Pool(capacity=capacity, taken=taken))
    assert bar.marks.count("<rect") == drawn
    assert bar.marks.count("dt-seats__taken") == filled


@pytest.mark.parametrize(
    ("pool", "sentence"),
    [
        (Pool(capacity=45, taken=31), "31 van 45 plaatsen"),
        (Pool(capacity=1, taken=1, waiting=1), "1 aanmelding op de wachtlijst"),
        (Pool(capacity=None, taken=0), "Er is plaats voor iedereen."),
        (Pool(capacity=None, taken=7), "Er komen tot nu toe 7 personen."),
        (Pool(capacity=0), "Er zijn geen plaatsen."),
    ],
)
def test_a_sentence_says_it_too(pool, sentence):
    assert sentence in render_to_string("tours/signups/_seats.html", {"pool": pool})
