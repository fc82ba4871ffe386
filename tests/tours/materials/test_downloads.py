"""Who may fetch what, and what the answer says."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.access import assert_access, everybody, visitors_of
from tests.builders import a_draft, a_registration, a_speaker, a_user, an_event
from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, an_upload, check_all, stored
from tours.materials import actions
from tours.materials.links import Audience, download_url, zip_url
from tours.materials.models import Material

pytestmark = pytest.mark.django_db


def fetch(url, **headers):
    return Client().get(url, headers=headers)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_public_file_is_given_to_everybody_as_it_was_checked():
    material = a_material(name="Dag.pdf")
    response = fetch(f"/materiaal/{material.pk}/Dag.pdf")
    assert response.status_code == 200
    assert body(response) == stored(material.newest)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(material.newest.size_bytes)


def test_nothing_in_a_download_can_run():
    response = fetch(download_url(a_material()))
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("dia.pdf", 'attachment; filename="dia.pdf"'),
        (
            "één vraag.pdf",
            "attachment; filename=\"een vraag.pdf\"; filename*=UTF-8''%C3%A9%C3%A9n%20vraag.pdf",
        ),
        ("議会.pdf", "attachment; filename=\"bestand.pdf\"; filename*=UTF-8''%E8%AD%B0%E4%BC%9A.pdf"),
        ("50%.pdf", "attachment; filename=\"50_.pdf\"; filename*=UTF-8''50%25.pdf"),
    ],
)
def test_the_name_survives_in_any_alphabet(name, header):
    assert fetch(download_url(a_material(name=name)))["Content-Disposition"] == header


def test_the_link_keeps_working_for_the_newest_version_whatever_its_name():
    material = a_material(name="eerst.pdf")
    url = download_url(material)
    actions.add_version(material, an_upload("later.pptx", files.a_pptx()))
    check_all()
    assert 'filename="later.pptx"' in fetch(url)["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-5", -5, None), ("bytes=5-99999999", 5, None)],
)
def test_a_range_gives_that_part(asked, first, last):
    material = a_material()
    whole, size = stored(material.newest), material.newest.size_bytes
    response = fetch(download_url(material), range=asked)
    assert response.status_code == 206
    assert body(response) == (whole[first:] if last is None else whole[first : last + 1])
    start = first if first >= 0 else size + first
    assert response["Content-Range"] == f"bytes {start}-{size - 1 if last is None else last}/{size}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_416(asked):
    material = a_material()
    response = fetch(download_url(material), range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{material.newest.size_bytes}"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,4-5", "bytes=9-2", "regels=1-2", "bytes=-", "bytes=x", "bytes=٣-٥"]
)
def test_a_range_that_we_do_not_understand_gives_everything(asked):
    assert fetch(download_url(a_material()), range=asked).status_code == 200


def test_if_range_gives_a_part_of_the_same_version_only():
    url = download_url(a_material())
    etag = fetch(url)["ETag"]
    assert fetch(url, range="bytes=0-9", if_range=etag).status_code == 206
    assert fetch(url, range="bytes=0-9", if_range='"ander"').status_code == 200


def test_what_the_browser_has_is_not_sent_again():
    url = download_url(a_material())
    etag = fetch(url)["ETag"]
    response = fetch(url, if_none_match=f'"x", W/{etag}')
    assert (response.status_code, body(response)) == (304, b"")


def test_whatever_the_browser_has_is_enough_when_it_says_so():
    assert fetch(download_url(a_material()), if_none_match="*").status_code == 304


def test_head_tells_the_length_without_the_file():
    material = a_material()
    response = Client().head(download_url(material))
    assert response["Content-Length"] == str(material.newest.size_bytes)
    assert body(response) == b""


@pytest.mark.parametrize("visibility", ["participants", "organisers"])
def test_who_may_fetch_what_is_not_public(visibility):
    event = an_event()
    url = download_url(a_material(event, visibility=visibility))
    expected = everybody() | {"anonymous": 404, "foreign": 404}
    assert_access(url, "get", expected, visitors=visitors_of(event))


def test_everybody_may_fetch_what_is_public():
    event = an_event()
    url = download_url(a_material(event))
    assert_access(url, "get", everybody(), visitors=visitors_of(event))


def test_the_key_of_a_participant_opens_it_for_a_day():
    material = a_material(visibility="participants")
    url = download_url(material, Audience.PARTICIPANTS)
    response = fetch(url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        late = fetch(url)
        assert late.status_code == 410
        assert "verse link" in late.content.decode()


def test_an_old_key_does_not_stand_in_the_way_of_what_became_public():
    event = an_event()
    material = a_material(event, speaker=a_speaker(event))
    url = download_url(material, Audience.PARTICIPANTS)
    actions.agree_to_public(material)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert fetch(url).status_code == 200


def test_a_key_opens_one_thing_for_one_audience():
    event = an_event()
    one, other = (a_material(event, visibility="participants") for _ in range(2))
    key = download_url(one, Audience.PARTICIPANTS).partition("?")[2]
    assert fetch(f"{download_url(other)}?{key}").status_code == 404
    assert fetch(f"{zip_url(event)}?{key}").status_code == 404
    assert fetch(f"{download_url(one)}?sleutel=organisers:1:x").status_code == 404


def test_a_participants_key_does_not_open_what_is_for_the_organisers_or_later():
    event = an_event()
    mine = a_material(event, visibility="participants")
    url = download_url(mine, Audience.PARTICIPANTS)
    actions.change(mine, version=1, title="x", visibility="participants", shown="after")
    assert fetch(url).status_code == 404
    hidden = a_material(event, visibility="organisers")
    assert fetch(download_url(hidden, Audience.PARTICIPANTS)).status_code == 404


def test_a_speaker_sees_their_own_before_anybody_else():
    event = a_draft()
    material = a_material(event, visibility="organisers", speaker=a_speaker(event))
    assert fetch(download_url(material, Audience.SPEAKER)).status_code == 200


def test_a_public_link_needs_no_key():
    assert "sleutel" not in download_url(a_material(), Audience.PARTICIPANTS)


@pytest.mark.parametrize("how", ["withdrawn", "unchecked", "refused", "gone"])
def test_what_cannot_be_fetched_is_not_there(how):
    data = b"<html>" if how == "refused" else None
    material = a_material(checked=how != "unchecked", data=data)
    url = f"/materiaal/{material.pk}/dia.pdf"
    if how == "withdrawn":
        actions.withdraw(material)
    if how == "gone":
        actions.delete(material)
    assert fetch(url).status_code == 404


def test_a_file_that_the_storage_lost_is_said_to_be_lost(settings, capsys):
    event = an_event()
    kept, lost = a_material(event), a_material(event, title="Folder", name="folder.pdf")
    there = stored(kept.versions.get())
    Path(settings.STORAGES["materials"]["OPTIONS"]["location"], lost.versions.get().storage_name).unlink()
    response = fetch(download_url(lost))
    assert response.status_code == 404
    assert "‘Folder’ is bij ons zoekgeraakt" in response.text
    assert unzipped(fetch(zip_url(event))) == {"dia.pdf": there}
    with pytest.raises(CommandError):
        call_command("check_materials")
    assert f"{event.slug}: Folder, folder.pdf (1) is not there" in capsys.readouterr().out


def test_all_files_are_there(capsys):
    a_material()
    call_command("check_materials")
    assert capsys.readouterr().out == "0 files are not there\n"


def test_a_link_leads_to_its_place():
    link = actions.add_link(an_event(), title="Film", link="https://film.example/1", visibility="public")
    assert download_url(link) == "https://film.example/1"
    assert fetch(f"/materiaal/{link.pk}/film")["Location"] == "https://film.example/1"


def test_a_download_never_changes_anything():
    material = a_material()
    assert Client().post(download_url(material)).status_code == 405


# --- all at once ---------------------------------------------------------------------------------------


def unzipped(response):
    data = body(response)
    assert len(data) == int(response["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_holds_everything_this_visitor_may_see():
    event = an_event()
    public = a_material(event, name="dia.pdf")
    a_material(event, name="dia.pdf", visibility="participants")
    a_material(event, name="geheim.pdf", visibility="organisers")
    actions.add_link(event, title="Film", link="https://film.example/1", visibility="public")
    assert unzipped(fetch(zip_url(event))) == {"dia.pdf": stored(public.newest)}
    assert set(unzipped(fetch(zip_url(event, Audience.PARTICIPANTS)))) == {"dia.pdf", "dia (2).pdf"}
    browser = Client()
    browser.force_login(a_user(organisation=event.organisation, role="viewer"))
    assert len(unzipped(browser.get(zip_url(event)))) == 3


def test_an_empty_zip_is_not_there():
    assert fetch(zip_url(an_event())).status_code == 404


def test_the_zip_of_a_draft_is_not_there():
    event = a_draft()
    a_material(event)
    assert fetch(zip_url(event)).status_code == 404


def test_head_tells_the_length_of_the_zip():
    event = an_event()
    a_material(event)
    assert Client().head(zip_url(event))["Content-Length"] == str(len(body(fetch(zip_url(event)))))


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_zip_costs_the_same_whatever_is_in_it(django_assert_num_queries, how_many):
    event = an_event()
    a_registration(event)
    for _ in range(how_many):
        a_material(event)
    assert Material.objects.count() == how_many
    url = zip_url(event)
    with django_assert_num_queries(3):
        body(fetch(url))
