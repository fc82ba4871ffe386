from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.builders import a_registration, an_event, an_organisation, in_days
from tests.tours.lifecycle.files import SMALL, changed, imported, refused
from tours.lifecycle.actions import publish
from tours.materials.actions import add_checked
from tours.models import (
    Commitment,
    Event,
    Group,
    Material,
    MaterialVersion,
    Organisation,
    Report,
    Speaker,
    Statement,
    Stop,
    Venue,
)

pytestmark = pytest.mark.django_db
FUTURE = SMALL.replace("2026-09-18", in_days(30).isoformat())


def versions():
    """What an import would touch: every row with its version or fields."""
    rows = [
        *Event.objects.values(),
        *Stop.objects.values(),
        *Speaker.objects.values(),
        *Venue.objects.values(),
    ]
    return rows + [*Group.objects.values(), *Statement.objects.values(), *Material.objects.values()]


def test_a_file_becomes_the_drafts_of_an_event():
    done = imported()
    event = Event.objects.get(slug="toer")
    assert (done.created, done.revision, event.state) == (True, None, "draft")
    stop = event.stops.get()
    assert (stop.title, stop.venue.name, stop.talks.get().speakers.get().name) == (
        "Halte",
        "Stadhuis",
        "Noor Bakker",
    )
    assert [(visit.start_min, visit.end_min) for visit in event.groups.get().visits.all()] == [(540, 570)]
    assert [(pool.role, pool.capacity) for pool in event.pools.all()] == [("", None)]


def test_a_title_is_enough_for_an_event_with_one_group_that_visits_every_stop():
    imported(
        "format: 1\nslug: toer\ntitle: Toer\norganisation: {id: g, name: G}\n"
        "stops: [{id: a, title: A}, {id: b, title: B}]\n"
    )
    group = Event.objects.get().groups.get()
    assert (group.letter, [visit.stop.ref for visit in group.visits.all()]) == ("A", ["a", "b"])


def test_the_same_file_twice_changes_nothing():
    imported()
    before = versions()
    assert not imported().changed
    assert versions() == before


def test_publishing_the_same_file_twice_makes_one_revision():
    assert imported(FUTURE, publish=True).revision.number == 1
    again = imported(FUTURE, publish=True)
    assert (again.revision, again.changed) == (None, False)
    assert imported(FUTURE.replace("title: Toer", "title: Fietstoer"), publish=True).revision.number == 2


def test_only_what_differs_becomes_a_new_version():
    imported()
    imported(changed("title: Halte", "title: Stop"))
    assert (Stop.objects.get().version, Speaker.objects.get().version, Venue.objects.get().version) == (
        2,
        1,
        1,
    )


def test_items_are_matched_by_id_and_what_is_missing_goes():
    imported()
    old = Stop.objects.get()
    imported(SMALL.replace("title: Halte", "title: Stop").replace("speakers: [noor]", "speakers: []"))
    assert (Stop.objects.get().pk, Stop.objects.get().title) == (old.pk, "Stop")
    imported(SMALL.replace("id: halte", "id: stop").replace("stop: halte", "stop: stop"))
    assert [stop.ref for stop in Stop.objects.all()] == ["stop"]
    assert Stop.objects.get().pk != old.pk


def test_a_venue_that_no_file_names_any_more_stays_with_the_organisation():
    imported()
    imported(SMALL.replace("stadhuis", "buurthuis"))
    assert set(Venue.objects.values_list("ref", flat=True)) == {"stadhuis", "buurthuis"}


def test_an_organisation_is_made_once_and_never_changed():
    griffie = Organisation.objects.create(slug="griffie", name="Griffie Utrecht")
    imported()
    assert Organisation.objects.get() == griffie
    griffie.refresh_from_db()
    assert griffie.name == "Griffie Utrecht"


def test_what_only_the_database_knows_is_refused_by_line_too():
    imported()
    an_organisation(slug="ander", name="Ander")
    assert refused(changed("id: griffie", "id: ander")) == [(4, "organisation.id")]
    assert refused(changed("  id: griffie\n  name: Griffie", "  id: derde\n  name: Ander")) == [
        (4, "organisation.id"),
        (5, "organisation.id"),
    ]
    assert refused(changed("end: 12:00", "follows: er-niet")) == [(9, "follows")]
    assert refused(changed("end: 12:00", "follows: toer")) == [(9, "follows")]


def test_what_follows_must_not_run_in_a_circle():
    imported()
    imported(SMALL.replace("slug: toer", "slug: vervolg").replace("end: 12:00", "follows: toer"))
    assert refused(changed("end: 12:00", "follows: vervolg")) == [(9, "follows")]


def test_a_published_event_keeps_its_date():
    imported(FUTURE, publish=True)
    assert refused(changed("date: 2026-09-18\n", "")) == [(1, "date")]


def test_a_speaker_who_answered_does_not_go():
    imported()
    Speaker.objects.update(state="confirmed")
    gone = SMALL.replace("speakers:\n  - id: noor\n    name: Noor Bakker\n", "").replace("[noor]", "[]")
    assert refused(gone) == [(1, "speakers")]
    assert Speaker.objects.count() == 1


def test_a_group_with_people_in_it_does_not_go():
    event = publish_of(imported(FUTURE))
    a_registration(event, group=Group.objects.get())
    assert refused(FUTURE.replace("letter: A", "letter: B")) == [(25, "groups")]


def test_material_with_a_file_does_not_go_and_a_link_does(tmp_path):
    (tmp_path / "dia.txt").write_text("Een dia")
    link = "materials:\n  - {id: film, title: Film, link: https://film.example/1}\n"
    imported(SMALL + link)
    event = imported(SMALL).event
    assert not event.materials.exists()
    add_checked(event, ref="dia", title="Dia", path=tmp_path / "dia.txt")
    assert refused(SMALL) == [(1, "materials")]


def test_a_report_and_an_agreed_commitment_do_not_go():
    event = imported().event
    Report.objects.create(event=event, body="Het ging goed.")
    Commitment.objects.create(
        event=event, ref="a", text="Bellen", owner_name="Noor", owner_agreed_at=event.created_at
    )
    assert refused(SMALL) == [(1, "commitments"), (1, "report")]


def test_an_error_changes_nothing_at_all(tmp_path):
    imported()
    before = versions()
    more = "materials:\n  - {id: dia, title: Dia, file: er-niet.txt}\n"
    assert refused(SMALL.replace("title: Halte", "title: Stop") + more, folder=tmp_path) == [
        (32, "materials[0].file")
    ]
    assert versions() == before


DIA = "materials:\n  - id: dia\n    title: Dia\n    file: dia.txt\n    talk: halte/praatje\n    visibility: public\n"


def test_a_file_is_checked_and_stored_once(tmp_path):
    (tmp_path / "dia.txt").write_text("Een dia")
    imported(SMALL + DIA, folder=tmp_path)
    material = Material.objects.get()
    assert (material.talk.ref, material.visibility, material.newest.filename) == (
        "praatje",
        "public",
        "dia.txt",
    )
    assert not imported(SMALL + DIA, folder=tmp_path).changed
    (tmp_path / "dia.txt").write_text("Een betere dia")
    assert imported(SMALL + DIA, folder=tmp_path).changed
    assert MaterialVersion.objects.count() == 2


def test_a_file_that_is_not_what_it_says_is_refused(tmp_path, settings):
    (tmp_path / "dia.pdf").write_text("geen pdf")
    assert refused(SMALL + DIA.replace("dia.txt", "dia.pdf"), folder=tmp_path) == [(34, "materials[0].file")]
    assert not Event.objects.exists()


def test_files_stored_by_an_import_that_fails_later_are_taken_away(tmp_path, settings):
    (tmp_path / "dia.txt").write_text("Een dia")
    two = DIA + "  - {id: nog, title: Nog een, file: er-niet.txt}\n"
    assert refused(SMALL + two, folder=tmp_path) == [(37, "materials[1].file")]
    stored = Path(settings.STORAGES["materials"]["OPTIONS"]["location"])
    assert not [path for path in stored.glob("**/*") if path.is_file()]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "map"
    folder.mkdir()
    (tmp_path / "geheim.txt").write_text("geheim")
    (folder / "dia.txt").symlink_to(tmp_path / "geheim.txt")
    assert refused(SMALL + DIA, folder=folder) == [(34, "materials[0].file")]


@pytest.mark.parametrize("name", ["x" * 280 + ".txt", "kring.txt", "."])
def test_a_path_that_is_no_file_is_a_problem_like_any_other(tmp_path, name):
    (tmp_path / "kring.txt").symlink_to(tmp_path / "kring.txt")
    assert refused(SMALL + DIA.replace("dia.txt", name), folder=tmp_path) == [(34, "materials[0].file")]


def test_publishing_an_event_that_is_over_tells_nobody(heard):
    imported(SMALL.replace("2026-09-18", "2018-06-29"), publish=True)
    assert [fact.silent for fact in heard] == [True]


def test_what_cannot_be_published_is_not_imported_either():
    bare = changed("meeting_point: stadhuis\n", "").replace("date: 2026-09-18\n", "")
    assert refused(bare, publish=True) == [(1, "date")]
    assert not Event.objects.exists()


def test_an_unpublished_report_is_public_only_with_publish():
    report = "report:\n  published: yes\n  text: Het ging goed.\n"
    imported(FUTURE, publish=True)
    imported(FUTURE + report)
    assert Report.objects.get().state == "draft"
    imported(FUTURE + report, publish=True)
    assert Report.objects.get().state == "published"


def test_the_command_names_file_line_field_and_what_was_expected(tmp_path):
    file = tmp_path / "toer.yaml"
    file.write_text(changed("date: 2026-09-18", "date: morgen"))
    with pytest.raises(CommandError, match=r"toer\.yaml:7: date: .*2018-06-29.*morgen"):
        call_command("import_event", file)


def test_the_command_says_when_there_is_no_difference(tmp_path, capsys):
    file = tmp_path / "toer.yaml"
    file.write_text(FUTURE)
    for _ in range(2):
        call_command("import_event", file, publish=True)
    assert "no difference" in capsys.readouterr().out.splitlines()[-1]


def test_the_command_says_when_there_is_no_such_file(tmp_path):
    with pytest.raises(CommandError, match=r"er-niet\.yaml"):
        call_command("import_event", tmp_path / "er-niet.yaml")


def publish_of(done):
    publish(done.event, by=None)
    return Event.objects.select_related("current").get(pk=done.event.pk)


def test_publishing_an_event_of_somebody_else_is_left_alone():
    other = an_event(slug="andere-toer")
    imported()
    assert Event.objects.get(pk=other.pk).version == other.version
