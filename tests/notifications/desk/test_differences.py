"""The difference between two published programmes, in sentences. Pure: two snapshots in, sentences out."""

import copy

import pytest

from notifications.desk.differences import differences, what_becomes_public
from tests.builders import a_speaker, a_talk, a_venue
from tests.notifications.desk.desk import a_plan
from tours.models import Group, Leg, Visit
from tours.programme.snapshot import snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = a_plan(title="Toer", days=30)
    a_speaker(event, name="Anja", talk=a_talk(event.stops.first(), title="Inleiding"))
    return event


def said(event, change):
    """What is said about the change that this function makes to the drafts."""
    before = snapshot(event)
    change()
    event.refresh_from_db()
    return [str(each) for each in differences(before, snapshot(event))]


def set_to(row, **fields):
    def change():
        type(row).objects.filter(pk=row.pk).update(**fields)

    return change


def test_nothing_changed_is_nothing_said(event):
    assert said(event, lambda: None) == []


def test_a_moved_stop_tells_its_old_and_new_time(event):
    def later():
        Visit.objects.filter(stop=event.stops.last()).update(start_min=615, end_min=645)

    assert said(event, later) == ["De tijd van ‘De Nieuwe Jutter’: 10.00 – 10.30 wordt 10.15 – 10.45"]


def test_groups_that_move_differently_are_told_apart(event):
    other = Group.objects.create(event=event, letter="B", position=2)
    for visit in event.groups.get(letter="A").visits.all():
        Visit.objects.create(
            group=other,
            stop=visit.stop,
            position=visit.position,
            start_min=visit.start_min,
            end_min=visit.end_min,
        )

    def later():
        Visit.objects.filter(stop=event.stops.last(), group=other).update(start_min=615, end_min=645)

    assert said(event, later) == ["Groep B bij ‘De Nieuwe Jutter’: 10.00 – 10.30 wordt 10.15 – 10.45"]


def test_groups_that_move_together_are_told_once(event):
    other = Group.objects.create(event=event, letter="B", position=2)
    Visit.objects.create(group=other, stop=event.stops.last(), position=1, start_min=600, end_min=630)

    def later():
        Visit.objects.filter(stop=event.stops.last()).update(start_min=615, end_min=645)

    assert len(said(event, later)) == 1


def test_a_stop_that_goes(event):
    found = said(event, lambda: event.stops.last().delete())
    assert found == ["‘De Nieuwe Jutter’ vervalt."]


def test_a_stop_that_comes(event):
    place = a_venue(event, name="Bibliotheek", address="Neude 11")
    found = said(
        event,
        lambda: event.stops.create(ref="nieuw", position=3, title="Slot", venue=place),
    )
    assert found == ["Nieuw: ‘Slot’, Bibliotheek, Neude 11."]


def test_a_stop_with_another_name(event):
    found = said(event, set_to(event.stops.first(), title="Podium"))
    assert found == ["Andere titel: Podium Oost wordt Podium"]


def test_a_stop_at_another_place(event):
    place = a_venue(event, name="Bibliotheek")
    (sentence,) = said(event, set_to(event.stops.last(), venue=place))
    assert sentence.startswith("De plek van ‘De Nieuwe Jutter’: ")
    assert sentence.endswith(" wordt Bibliotheek")


def test_another_order(event):
    def swap():
        event.stops.filter(title="Podium Oost").update(position=9)

    assert said(event, swap) == ["Andere volgorde: De Nieuwe Jutter en Podium Oost."]


def test_a_speaker_who_comes_and_one_who_goes(event):
    talk = event.stops.first().talks.get()

    def replace():
        talk.speakers.clear()
        a_speaker(event, name="Hans", talk=talk)

    assert said(event, replace) == [
        "Anja spreekt niet meer bij ‘Podium Oost’.",
        "Hans spreekt bij ‘Podium Oost’.",
    ]


def test_a_speaker_who_declines_leaves_the_programme(event):
    found = said(event, lambda: event.speakers.update(state="declined"))
    assert found == ["Anja spreekt niet meer bij ‘Podium Oost’."]


def test_talks_that_come_go_and_change(event):
    stop = event.stops.first()

    def rearrange():
        stop.talks.update(title="Welkom", text="Koffie")
        a_talk(stop, title="Gesprek")

    assert said(event, rearrange) == [
        "Een onderdeel heet anders: Inleiding wordt Welkom",
        "De gegevens van ‘Welkom’ zijn veranderd.",
        "Bij ‘Podium Oost’ komt ‘Gesprek’.",
    ]


def test_another_date_and_title(event):
    found = said(event, set_to(event, title="Grote toer", start_min=540))
    assert found[0] == "Titel: Toer wordt Grote toer"
    assert "9.15 – 11.30 wordt " in found[1]
    assert found[1].endswith("9.00 – 11.30")


def test_another_meeting_point(event):
    (sentence,) = said(event, set_to(event, meeting_point=a_venue(event, name="Stadhuis")))
    assert sentence.startswith("Verzamelpunt: ")
    assert sentence.endswith("wordt Stadhuis")


def test_where_it_ends_comes_is_told_in_other_words_and_goes(event):
    venue = a_venue(event, name="Buurthuis", address="Plein 1")
    last, there = "bij de laatste halte", "Buurthuis, Plein 1"
    assert said(event, set_to(event, end_point=venue)) == [f"Einde: {last} wordt {there}"]
    assert said(event, set_to(venue, lat_deg=52.1)) == ["De gegevens van het eindpunt zijn veranderd."]
    assert said(event, set_to(event, end_point=None)) == [f"Einde: {there} wordt {last}"]


def test_a_text_is_told_without_repeating_it(event):
    assert said(event, set_to(event, summary="x" * 500)) == ["De inleiding is veranderd."]


def test_a_line_that_comes_changes_and_goes(event):
    assert said(event, set_to(event, hosts="Dwarsverband")) == ["Te gast bij: Dwarsverband"]
    assert said(event, set_to(event, hosts="SAMEN030")) == ["Te gast bij: Dwarsverband wordt SAMEN030"]
    assert said(event, set_to(event, hosts="")) == ["Te gast bij staat er niet meer bij."]


def test_a_programme_that_is_complete_at_last(event):
    set_to(event, programme_complete=False)()
    event.refresh_from_db()
    found = said(event, set_to(event, programme_complete=True))
    assert "Het hele programma komt op de website, in plaats van ‘programma volgt’." in found


def test_a_way_that_takes_longer(event):
    first, second = event.stops.all()
    leg = Leg.objects.create(group=event.groups.get(), from_stop=first, to_stop=second, minutes=10)
    found = said(event, set_to(leg, minutes=15, mode="bicycle"))
    assert found == [
        "De weg van ‘Podium Oost’ naar ‘De Nieuwe Jutter’: 10 minuten lopen wordt 15 minuten fietsen"
    ]


def test_a_difference_without_words_is_still_said(event):
    before = snapshot(event)
    after = copy.deepcopy(before)
    after["stops"][0]["number"] = 7
    assert len(differences(before, after)) == 1


def test_the_first_time_it_says_what_becomes_public(event):
    found = [str(change) for change in what_becomes_public(snapshot(event))]
    assert found[0] == "Toer"
    assert "Op het programma: Podium Oost en De Nieuwe Jutter." in found
    assert "Eén spreker: Anja." in found


def test_a_save_the_date_says_that_the_programme_follows(event):
    set_to(event, programme_complete=False)()
    event.refresh_from_db()
    assert "Programma volgt" in str(what_becomes_public(snapshot(event))[-1]).capitalize().replace("‘p", "P")
