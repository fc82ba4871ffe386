"""The checker finds what is planted: without this a run without findings would say nothing."""

from dataclasses import replace

import pytest

from tests.faults.checker import GRACE_S, Mail, Story, differences

INVITED = Mail(
    10, "<1@huis>", "sam@voorbeeld.example", ("U hebt een plaats", "REQUEST", "u1", 0), 0, "om 9.15 uur"
)
CHANGED = Mail(
    20,
    "<2@huis>",
    "sam@voorbeeld.example",
    ("Gewijzigd", "REQUEST", "u1", 1),
    1,
    "niet om 9.15 maar om 10.15 uur",
)
TAKEN_BACK = Mail(30, "<3@huis>", "sam@voorbeeld.example", ("Afgemeld", "CANCEL", "u1", 2), 2)
ALL = [INVITED, CHANGED, TAKEN_BACK]


def a_story():
    return Story(
        acknowledged=["sam@voorbeeld.example"],
        cancelled={"sam@voorbeeld.example": 25},
        untrue=[(15, "9.15", "10.15")],
    )


def test_it_finds_nothing_where_all_is_well():
    assert differences(a_story(), ALL) == []


PLANTED = {
    "lost: sam": [],
    "twice: sam": [*ALL, replace(INVITED, message_id="<4@huis>")],
    "copies: 1 mails came again, 0 can": [*ALL, CHANGED],
    "stale: sam@voorbeeld.example read '9.15'": [*ALL, replace(INVITED, at=15.1 + GRACE_S)],
    "stale: sam@voorbeeld.example got SEQUENCE 0 after 1": [replace(INVITED, at=21), CHANGED],
    "cancelled: sam": [*ALL, replace(CHANGED, at=25.1 + GRACE_S)],
}


@pytest.mark.parametrize("said", PLANTED)
def test_it_finds_what_is_planted(said):
    assert any(line.startswith(said) for line in differences(a_story(), PLANTED[said]))


def test_a_second_copy_is_no_finding_where_a_death_explains_it():
    story = a_story()
    story.copies = 1
    assert differences(story, [*ALL, CHANGED]) == []
    assert differences(story, [*ALL, CHANGED, CHANGED]) != []
