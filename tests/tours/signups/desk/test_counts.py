import pytest

from tests.builders import a_registration, a_speaker, a_stop, an_event
from tests.tours.signups.desk.desk import Desk
from tours.models import Group
from tours.signups.desk.counts import count_people

pytestmark = pytest.mark.django_db


def words(pairs):
    return {str(word): number for word, number in pairs}


def test_persons_are_counted_with_who_they_bring():
    event = an_event(companions_allowed=2)
    a_registration(event, companions=2)
    for state in ["held", "waiting", "invited", "cancelled"]:
        a_registration(event, state=state)
    counts = count_people(event)
    assert (counts.coming, counts.unsure, counts.waiting, counts.invited) == (3, 1, 1, 1)
    assert (counts.capacity, counts.left) == (20, 16)


def test_lunch_counts_people_companions_speakers_hosts_and_guides_by_diet():
    event = an_event(companions_allowed=1)
    a_registration(event, diet="vegan", companions=1)
    a_registration(event, diet="halal", state="waiting")
    a_speaker(event, state="confirmed", diet="Veganistisch")
    a_speaker(event, state="invited", diet="geen noten")
    a_speaker(event, state="declined", diet="halal")
    a_stop(event, contact_name="Gastvrouw")
    event.groups.update(guide_name="Gids")
    counts = count_people(event)
    assert words(counts.by_diet) == {"Veganistisch": 2, "Anders": 1, "Geen wens": 3}
    assert (counts.eating, counts.speakers, counts.hosts, counts.guides) == (6, 2, 1, 1)
    assert [eater.wish for eater in counts.wishes] == ["geen noten"]


def test_who_has_several_parts_eats_once():
    event = an_event()
    a_registration(event, name="Ans Bos")
    a_speaker(event, name="ans bos", state="confirmed")
    a_speaker(event, name="Wim", state="confirmed")
    a_stop(event, contact_name="Wim")
    a_stop(event, contact_name="Wim ")
    counts = count_people(event)
    assert (counts.eating, counts.speakers, counts.hosts) == (2, 1, 0)


def test_bicycles_are_counted_for_who_has_a_seat():
    event = an_event()
    for transport in ["own_bicycle", "borrow_bicycle", "borrow_bicycle", "cannot_cycle", ""]:
        a_registration(event, transport=transport)
    a_registration(event, transport="borrow_bicycle", state="cancelled")
    counts = count_people(event)
    assert words(counts.by_transport) == {
        "Eigen fiets": 1,
        "Leenfiets": 2,
        "Fietst niet": 1,
        "Niet gezegd": 1,
    }
    assert counts.borrowing == 2


def test_needs_are_listed_by_name_and_groups_counted():
    event = an_event()
    group = Group.objects.create(event=event, letter="B", position=2)
    a_registration(event, name="Wim", access_needs="rolstoel", group=group)
    a_registration(event, name="Ans", access_needs="ringleiding")
    a_registration(event, name="Cor", access_needs="tolk", state="cancelled")
    counts = count_people(event)
    assert [one.name for one in counts.needs] == ["Ans", "Wim"]
    assert counts.groups == [("A", 0), ("B", 1), ("", 1)]


def test_of_many_needs_fifty_are_listed_and_all_are_counted():
    event = an_event(seats=None)
    for _ in range(52):
        a_registration(event, access_needs="rolstoel")
    counts = count_people(event)
    assert (len(counts.needs), counts.needs_total) == (50, 52)


def test_an_event_with_nobody_counts_zero():
    counts = count_people(an_event())
    assert (counts.coming, counts.eating, counts.by_diet, counts.needs) == (0, 0, [], [])


@pytest.mark.parametrize("people", [1, 3])
def test_statements_do_not_grow_with_people_stops_or_speakers(people, django_assert_num_queries):
    event = an_event()
    Group.objects.create(event=event, letter="B", position=2)
    for _ in range(people):
        a_registration(event, access_needs="rolstoel", diet="vegan")
        a_speaker(event, state="confirmed")
        a_stop(event, contact_name="Gastvrouw")
    with django_assert_num_queries(8):
        count_people(event)


def test_the_panel_shows_it_and_can_be_printed():
    event = an_event()
    a_registration(event, diet="vegan", transport="borrow_bicycle", access_needs="rolstoel")
    for htmx in (True, False):
        page = Desk(event).get("counts", htmx=htmx).content.decode()
        assert "<b>1</b> veganistisch" in page
        assert "rolstoel" in page
        assert ("<html" in page) is not htmx


def test_at_a_meeting_without_a_meal_no_lunch_is_counted():
    event = an_event(kind="meeting")
    a_registration(event)
    assert "Lunch" not in Desk(event).get("counts").content.decode()
    a_stop(event, kind="meal")
    assert "Lunch" in Desk(event).get("counts").content.decode()
