import hashlib
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from examples import make_presentations
from notifications.models import Message
from tests.tours.lifecycle.files import imported
from tours.lifecycle.example import FILES, coming_friday, load
from tours.lifecycle.importing import write_event
from tours.models import Event, MaterialVersion, Registration, Revision, Speaker, User

TOUR, FOLLOW_UP = (file.stem for file in FILES)
MATERIALS = Path(make_presentations.__file__).parent / "materials"


@pytest.fixture
def loaded(db):
    return load(today=timezone.localdate())


def test_the_tour_of_2018_is_on_its_page_with_material_report_and_what_followed(loaded, client):
    page = client.get(reverse("agenda:event", args=[TOUR])).text
    for text in ("Mariska van Keulen", "Presentatie Podium Oost", "SAMEN030", "Raadsinformatieavond Tenders"):
        assert text in page
    assert Speaker.objects.filter(event__slug=TOUR).count() == 6
    assert MaterialVersion.objects.filter(material__event__slug=TOUR, state="published").count() == 4
    follow_up = Event.objects.get(slug=FOLLOW_UP)
    assert (follow_up.follows.slug, follow_up.date, follow_up.kind) == (TOUR, date(2018, 9, 6), "meeting")


def test_the_copy_is_open_for_sign_up_and_has_people_in_every_state(loaded):
    copy = Event.objects.select_related("current").latest("date")
    assert copy.takes_registrations(at=timezone.now())
    states = list(copy.registrations.values_list("state", flat=True))
    assert len(states) == 26
    assert set(states) == {"confirmed", "held", "waiting", "cancelled"}
    assert set(copy.speakers.values_list("state", flat=True)) == {"confirmed", "invited", "listed"}
    assert copy.pools.get(role="").left > 0


def test_nobody_of_2018_appears_in_the_copy_and_nobody_real_is_mailed(loaded):
    there = set(Speaker.objects.filter(event__slug=TOUR).values_list("name", flat=True))
    copy = Event.objects.latest("date")
    assert not there & set(copy.speakers.values_list("name", flat=True))
    assert not [message for message in Message.objects.all() if not message.recipient.endswith(".example")]
    assert not Message.objects.exclude(event=copy).exists()
    assert Message.objects.count() < 40


def test_loading_again_changes_nothing(loaded):
    before = Revision.objects.count(), Registration.objects.count(), Message.objects.count()
    assert load(today=timezone.localdate()) == []
    assert (Revision.objects.count(), Registration.objects.count(), Message.objects.count()) == before


def test_a_new_copy_comes_when_the_last_one_is_over(loaded):
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        [again] = load(today=timezone.localdate())
        assert again.date > timezone.localdate()
    assert Event.objects.count() == 4


def test_reading_the_files_in_again_makes_no_revision(loaded):
    for file in FILES:
        done = imported(file.read_text(), folder=file.parent, publish=True)
        assert (done.changed, done.revision) == (False, None)


def test_the_files_survive_a_round_trip(loaded):
    for slug in (TOUR, FOLLOW_UP):
        event = Event.objects.select_related("organisation").get(slug=slug)
        text = write_event(event)
        assert not imported(text).changed
        assert write_event(Event.objects.get(pk=event.pk)) == text


@pytest.mark.parametrize("day", [date(2026, 11, day) for day in range(1, 15)])
def test_the_copy_is_on_a_friday_in_about_three_weeks(day):
    friday = coming_friday(day)
    assert friday.weekday() == 4
    assert 20 <= (friday - day).days <= 26


@pytest.mark.django_db
def test_the_command_lets_an_organiser_in_with_a_password_of_its_own(settings, tmp_path, client, capsys):
    settings.DATA_DIR, settings.ONE_PROCESS = tmp_path, True
    call_command("load_example")
    email, password = (tmp_path / "organiser-login.txt").read_text().split()
    assert password in capsys.readouterr().out
    assert (tmp_path / "organiser-login.txt").stat().st_mode & 0o077 == 0
    client.force_login(User.objects.get(email=email))
    assert User.objects.get(email=email).check_password(password)
    assert client.get(reverse("lifecycle:event", args=[TOUR])).status_code == 200
    call_command("load_example")
    assert User.objects.get(email=email).check_password(password)


@pytest.mark.django_db
def test_with_separate_processes_there_is_no_password(settings, tmp_path):
    settings.DATA_DIR, settings.ONE_PROCESS = tmp_path, False
    call_command("load_example")
    assert not User.objects.get().has_usable_password()
    assert not (tmp_path / "organiser-login.txt").exists()


@pytest.mark.django_db
def test_if_empty_leaves_a_database_with_events_alone(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    imported()
    call_command("load_example", if_empty=True)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("name", make_presentations.PRESENTATIONS)
def test_a_presentation_is_made_the_same_every_time(name):
    maker = {".pdf": make_presentations.pdf, ".pptx": make_presentations.pptx, ".odp": make_presentations.odp}
    path = MATERIALS / name
    slides = make_presentations.PRESENTATIONS[name]
    made = [maker[path.suffix](path.stem, slides) for _ in range(2)]
    assert made[0] == made[1]
    if path.suffix == ".pdf":
        with pikepdf.open(path) as document:
            assert len(document.pages) == len(slides)
    else:
        with zipfile.ZipFile(io.BytesIO(made[0])) as archive:
            assert archive.testzip() is None
        assert hashlib.sha256(made[0]).digest() == hashlib.sha256(path.read_bytes()).digest()
