"""From upload to published, or refused: nothing is lost and nothing unchecked gets out."""

import hashlib
import io
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from tests.builders import a_draft, a_speaker, a_stop, a_talk, an_event
from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, an_upload, check_all, stored, stored_files
from tours.materials import actions, store
from tours.materials.deadlines import speakers_without_slides
from tours.materials.errors import (
    BelongsElsewhere,
    FileRefused,
    FileTooLarge,
    NothingToRestore,
    NothingToWithdraw,
    StorageUnavailable,
    TooManyFiles,
)
from tours.materials.models import Help, Material, MaterialVersion
from tours.materials.workplace import a_folder
from tours.programme.errors import ChangedMeanwhile

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)  # files go when the transaction is over


def test_an_upload_waits_in_quarantine_and_cannot_be_fetched():
    material = a_material(checked=False)
    assert material.versions.get().state == "quarantined"
    assert material.newest is None
    assert not Material.objects.public_now(at=timezone.now()).exists()


@committing
def test_a_checked_upload_is_published_under_the_sum_that_was_checked(settings):
    version = a_material(data=files.a_pdf(files.everything_active)).versions.get()
    assert version.state == "published"
    assert hashlib.sha256(stored(version)).hexdigest() == version.sha256 != version.source_sha256
    assert b"JavaScript" not in stored(version)
    assert len(stored(version)) == version.size_bytes
    assert len(stored_files(settings)) == 1


def test_the_name_in_the_storage_is_never_the_users(settings):
    version = a_material(name="Dag raad, één & twee.pdf").versions.get()
    assert version.filename == "Dag raad, één & twee.pdf"
    assert all("raad" not in str(each) for each in stored_files(settings))


@committing
def test_a_hostile_upload_is_refused_and_thrown_away(settings):
    material = a_material(name="dia.pptx", data=files.a_pptx(main_type=files.PPTM))
    version = material.versions.get()
    assert version.state == "rejected"
    assert "macro" in version.refused_because
    assert version.storage_name == ""
    assert stored_files(settings) == []


def test_linked_media_is_kept_for_the_organiser_who_may_help(settings):
    linked = files.a_pptx(links=[("video", "file:///C:/Film.mp4", "External")])
    version = a_material(name="dia.pptx", data=linked).versions.get()
    assert version.state == "rejected"
    assert "Film.mp4" in version.refused_because
    assert stored(version) == linked


def test_an_old_powerpoint_is_kept_and_says_what_to_do():
    version = a_material(name="dia.ppt", data=b"\xd0\xcf\x11\xe0").versions.get()
    assert version.state == "rejected"
    assert ".pptx of als pdf" in version.refused_because
    assert stored(version) == b"\xd0\xcf\x11\xe0"


@pytest.mark.parametrize("name", ["pagina.html", "virus.exe", "logo.svg", "alles.zip", "zonder"])
def test_what_we_do_not_take_leaves_nothing_behind(settings, name):
    with pytest.raises(FileRefused):
        a_material(name=name, data=b"x")
    assert not Material.objects.exists()
    assert stored_files(settings) == []


@pytest.mark.parametrize("name", ["../../etc/dia.pdf", "C:\\dia.pdf", "map/dia.pdf"])
def test_a_path_in_a_name_is_refused(name):
    file = ContentFile(files.a_pdf())
    file.name = name
    with pytest.raises(FileRefused, match="map"):
        actions.add_material(an_event(), title="Dia", file=file)
    assert not Material.objects.exists()


def test_an_empty_file_is_refused():
    with pytest.raises(FileRefused, match="leeg"):
        a_material(data=b"")


def test_a_file_larger_than_the_event_allows_is_refused(settings):
    event = an_event()
    actions.set_limits(event, megabytes=1, files=5)
    with pytest.raises(FileTooLarge, match="1 MB"):
        a_material(event, data=bytes(1024 * 1024 + 1))
    assert stored_files(settings) == []


def test_an_event_takes_so_many_files_and_no_more():
    event = an_event()
    actions.set_limits(event, megabytes=1, files=2)
    material = a_material(event)
    actions.add_version(material, an_upload())
    with pytest.raises(TooManyFiles):
        a_material(event)


def test_no_event_may_allow_more_than_the_site(settings):
    settings.MATERIAL_MAX_BYTES = 2 * 1024 * 1024
    event = an_event()
    actions.set_limits(event, megabytes=50, files=5)
    assert actions.limits_of(event).megabytes == 2


def test_a_newer_version_takes_over_when_it_is_checked():
    material = a_material(name="eerst.pdf")
    actions.add_version(material, an_upload("later.pptx", files.a_pptx()))
    assert Material.objects.get().newest.filename == "eerst.pdf"
    check_all()
    assert Material.objects.get().newest.filename == "later.pptx"


def test_a_refused_newer_version_leaves_the_old_one_standing():
    material = a_material(name="eerst.pdf")
    actions.add_version(material, an_upload("later.pdf", b"<html>"))
    check_all()
    assert Material.objects.get().newest.filename == "eerst.pdf"


def test_of_two_uploads_the_later_one_is_served_whichever_is_checked_first():
    material = a_material(checked=False, name="een.pdf")
    second = actions.add_version(material, an_upload("twee.pdf"))
    actions.check(second.pk)
    check_all()
    assert Material.objects.get().newest.filename == "twee.pdf"


def at_once(times, action):
    """What `action` gives in that many threads at the same moment."""
    start = threading.Barrier(times)

    def run(_number):
        try:
            start.wait()
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@committing
@pytest.mark.race
def test_uploads_at_the_same_moment_get_a_number_each():
    material = a_material()
    at_once(8, lambda: actions.add_version(Material.objects.get(pk=material.pk), an_upload()))
    assert sorted(material.versions.values_list("number", flat=True)) == list(range(1, 10))


@committing
@pytest.mark.race
def test_uploads_at_the_same_moment_do_not_pass_the_limit():
    event = an_event()
    actions.set_limits(event, megabytes=1, files=3)

    def upload():
        try:
            return actions.add_material(event, title="Dia", file=an_upload())
        except TooManyFiles:
            return None

    assert len([each for each in at_once(8, upload) if each]) == 3


@committing
@pytest.mark.race
def test_two_workers_check_one_file_once():
    version = a_material(checked=False).versions.get()
    at_once(4, lambda: actions.check(version.pk))
    version.refresh_from_db()
    assert (version.state, version.attempts) == ("published", 1)


def test_a_check_that_dies_is_tried_three_times_and_then_refused(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    version = a_material(checked=False).versions.get()
    moment = timezone.now()
    for attempt in (1, 2, 3):
        assert actions.check_due(moment + timedelta(hours=attempt)) == 1
        MaterialVersion.objects.update(lease_until=None)
    version.refresh_from_db()
    assert (version.state, version.attempts) == ("rejected", 3)
    assert "kon niet worden gecontroleerd" in version.refused_because


def test_a_check_whose_worker_was_killed_goes_back_in_line():
    version = a_material(checked=False).versions.get()
    past = timezone.now() - timedelta(minutes=1)
    MaterialVersion.objects.update(state="checking", attempts=1, lease_until=past)
    actions.check_due(timezone.now())
    version.refresh_from_db()
    assert (version.state, version.attempts) == ("published", 2)


def test_what_a_killed_check_copied_goes_and_what_is_in_use_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f"dialoogtoer-check-{gone.pid}-x"
    left.mkdir()
    (left / "source").write_bytes(b"slides")
    with a_folder() as in_use:
        actions.check_due(timezone.now())
        assert [str(each) for each in tmp_path.iterdir()] == [in_use]


def test_an_upload_that_broke_off_says_so():
    version = a_material(checked=False).versions.get()
    MaterialVersion.objects.update(state="uploading", lease_until=timezone.now() - timedelta(minutes=1))
    assert actions.check_due(timezone.now()) == 1
    version.refresh_from_db()
    assert version.state == "rejected"
    assert "afgebroken" in version.refused_because


def test_an_upload_that_changed_in_the_storage_is_not_published():
    version = a_material(checked=False).versions.get()
    store.delete(version.storage_name)
    store.save(version.storage_name, ContentFile(files.a_pptx()))
    actions.check(version.pk)
    version.refresh_from_db()
    assert version.state == "quarantined"


def test_a_storage_that_is_away_keeps_nothing(settings, tmp_path):
    (tmp_path / "a-file").write_text("not a folder")
    options = {"location": str(tmp_path / "a-file" / "x"), "base_url": None}
    settings.STORAGES = settings.STORAGES | {
        "materials": settings.STORAGES["materials"] | {"OPTIONS": options}
    }
    with pytest.raises(StorageUnavailable):
        a_material()
    assert not Material.objects.exists()


def test_withdrawn_material_cannot_be_fetched_until_it_is_put_back():
    material = a_material()
    actions.withdraw(material)
    assert not Material.objects.public_now(at=timezone.now()).exists()
    with pytest.raises(NothingToWithdraw):
        actions.withdraw(material)
    actions.restore(material)
    assert Material.objects.public_now(at=timezone.now()).exists()
    with pytest.raises(NothingToRestore):
        actions.restore(material)


def test_withdrawing_the_newest_version_serves_the_one_before():
    material = a_material(name="eerst.pdf")
    newer = actions.add_version(material, an_upload("later.pdf"))
    check_all()
    newer.refresh_from_db()
    actions.withdraw_version(newer)
    assert Material.objects.get().newest.filename == "eerst.pdf"


def test_a_link_can_be_withdrawn_and_put_back():
    link = actions.add_link(an_event(), title="Film", link="https://film.example/1", visibility="public")
    actions.withdraw(link)
    assert not Material.objects.public_now(at=timezone.now()).exists()
    actions.restore(link)
    assert Material.objects.public_now(at=timezone.now()).get() == link


@committing
@pytest.mark.parametrize("gone", ["material", "talk", "event"])
def test_however_material_goes_its_files_go_too(settings, gone):
    event = a_draft()
    talk = a_talk(a_stop(event))
    material = a_material(event, talk=talk)
    assert len(stored_files(settings)) == 1
    {"material": lambda: actions.delete(material), "talk": talk.delete, "event": event.delete}[gone]()
    assert stored_files(settings) == []


def test_two_tabs_change_one_material_and_the_second_is_told():
    material = a_material()
    actions.change(material, version=1, title="Eerst", visibility="public")
    with pytest.raises(ChangedMeanwhile):
        actions.change(material, version=1, title="Tweede", visibility="public")
    assert Material.objects.get().title == "Eerst"


def test_a_stop_of_another_event_is_refused():
    with pytest.raises(BelongsElsewhere):
        a_material(an_event(), stop=a_stop(an_event()))


# --- who sees it, from when --------------------------------------------------------------------------


def seen_by_the_public(at=None):
    return Material.objects.public_now(at=at or timezone.now()).exists()


def seen_by_participants(at=None):
    return Material.objects.for_participants(at=at or timezone.now()).exists()


def test_participants_see_it_first_and_the_public_after_the_speakers_yes():
    event = an_event()
    material = a_material(event, speaker=a_speaker(event))
    assert (seen_by_participants(), seen_by_the_public()) == (True, False)
    actions.agree_to_public(material)
    assert seen_by_the_public()
    actions.agree_to_public(material, yes=False)
    assert not seen_by_the_public()


def test_a_speaker_who_is_deleted_did_not_say_yes():
    event = an_event()
    speaker = a_speaker(event)
    a_material(event, speaker=speaker)
    speaker.delete()
    assert (seen_by_participants(), seen_by_the_public()) == (True, False)


def test_material_of_a_talk_waits_for_the_speaker_of_that_talk():
    event = an_event()
    talk = a_talk(a_stop(event))
    speaker = a_speaker(event, talk=talk)
    assert a_material(event, talk=talk).speaker == speaker
    assert not seen_by_the_public()


def test_what_is_for_the_organisation_is_seen_by_nobody_else():
    a_material(visibility="organisers")
    assert not seen_by_participants()
    assert Material.objects.for_organisers().exists()


def test_it_may_show_only_after_the_event():
    event = an_event()
    a_material(event, shown="after")
    assert not seen_by_the_public()
    assert seen_by_the_public(at=event.current.ends_at)


def test_it_may_show_from_a_moment():
    moment = timezone.now() + timedelta(days=1)
    a_material(shown="moment", visible_from=moment)
    assert not seen_by_participants()
    assert seen_by_the_public(at=moment)


def test_nothing_of_a_draft_is_seen():
    a_material(a_draft())
    assert not seen_by_participants()


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_list_of_material_costs_the_same_whatever_its_length(django_assert_num_queries, how_many):
    event = an_event()
    for _ in range(how_many):
        a_material(event)
    with django_assert_num_queries(2):
        assert [each.newest.number for each in Material.objects.public_now(at=timezone.now())] == [
            1
        ] * how_many


# --- speakers who still have to bring something ------------------------------------------------------


def asked():
    return [speaker.name for speaker in speakers_without_slides()]


def a_speaker_with_a_talk(**fields):
    event = an_event()
    talk = a_talk(a_stop(event))
    return a_speaker(event, talk=talk, **{"state": "confirmed", "name": "Mariska"} | fields), talk


def test_a_speaker_is_asked_until_something_is_in():
    speaker, talk = a_speaker_with_a_talk()
    assert asked() == ["Mariska"]
    a_material(speaker.event, talk=talk)
    assert asked() == []


def test_a_refused_file_does_not_count_as_in():
    speaker, talk = a_speaker_with_a_talk()
    a_material(speaker.event, talk=talk, data=b"<html>")
    assert asked() == ["Mariska"]


@pytest.mark.parametrize("state", ["listed", "declined"])
def test_who_was_not_asked_or_does_not_come_owes_nothing(state):
    a_speaker_with_a_talk(state=state)
    assert asked() == []


def test_no_slides_and_help_are_answers_too():
    speaker, _talk = a_speaker_with_a_talk()
    actions.say_no_slides(speaker)
    assert asked() == []
    actions.say_no_slides(speaker, none=False)
    assert asked() == ["Mariska"]
    actions.answer_about_slides(speaker, answer=Help.ORGANISER)
    assert asked() == []


def test_a_dialogue_asks_for_no_slides():
    event = an_event()
    a_speaker(event, talk=a_talk(a_stop(event), kind="dialogue"), state="confirmed")
    assert asked() == []


# --- what is at hand already -------------------------------------------------------------------------


def add(event, path, **fields):
    return actions.add_checked(event, **{"ref": "dia", "title": "Dia", "path": path} | fields)


def test_a_file_at_hand_is_checked_and_published_at_once(tmp_path):
    path = tmp_path / "dia.pdf"
    path.write_bytes(files.a_pdf(files.everything_active))
    event = an_event()
    version = add(event, path).newest
    assert version.filename == "dia.pdf"
    assert b"JavaScript" not in stored(version)
    assert add(event, path, title="Dia van de raad").newest == version
    assert Material.objects.get().title == "Dia van de raad"


def test_a_file_that_came_out_of_an_export_is_the_same_file(tmp_path):
    path = tmp_path / "dia.jpg"
    path.write_bytes(files.a_photo_with_place())
    event = an_event()
    exported = stored(add(event, path).newest)
    path.write_bytes(exported)
    assert add(event, path).newest.number == 1


def test_another_file_at_hand_is_a_new_version(tmp_path):
    path = tmp_path / "dia.pptx"
    path.write_bytes(files.a_pptx())
    event = an_event()
    add(event, path)
    path.write_bytes(files.a_pptx({"ppt/slides/slide2.xml": "<sld/>"}))
    assert add(event, path).newest.number == 2


def test_a_hostile_file_at_hand_changes_nothing(tmp_path, settings):
    path = tmp_path / "dia.pptx"
    path.write_bytes(files.a_pptx(main_type=files.PPTM))
    with pytest.raises(FileRefused, match="macro"):
        add(an_event(), path)
    assert not Material.objects.exists()
    assert stored_files(settings) == []


def test_a_photo_is_stored_without_its_place():
    version = a_material(name="foto.JPEG", data=files.a_photo_with_place()).versions.get()
    assert version.filename == "foto.jpg"
    with Image.open(io.BytesIO(stored(version))) as image:
        assert not image.getexif()
