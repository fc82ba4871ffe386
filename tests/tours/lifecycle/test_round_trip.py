from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.core.management import call_command

from tests.builders import (
    a_draft,
    a_speaker,
    a_stop,
    a_talk,
    a_venue,
    an_organisation,
    in_days,
)
from tests.tours.lifecycle.files import imported
from tours.lifecycle.importing import write_event
from tours.materials.actions import add_checked, add_link
from tours.models import (
    AgendaSetter,
    Commitment,
    Event,
    Group,
    Leg,
    Pool,
    Report,
    Statement,
    Stop,
    Talk,
    Visit,
)
from tours.programme.reminders import standard_rules

pytestmark = pytest.mark.django_db

NASTY = (
    "no", "yes", "null", "~", "10:30", "2018-06-29", "1e3", "0x1F", "# geen commentaar", "a: b", "a #b", "- streep",
    "? vraag", "& en *", "!tag", "%procent", "@apen", "`scheef`", "{a: b}", "[a, b]", "'enkel'", '"dubbel"', "het is 't",
    "back\\slash", "| blok", "> vouw", "é ë ﬁ 😀 漢字", "…", "a, b", ": begin", "eind:", "<<", "=", "x" * 80, "---", "...",
    "trap\u00a0spatie", "[", "}", ",",
)  # fmt: skip
LINES = (
    "een\ntwee",
    "een\n\n  ingesprongen\ntwee",
    "- lijst\n- nog een",
    "  begin",
    "a\r\nb",
    "tab\there",
    "eind \nx",
    "# kop\n\ntekst\n\n",
)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_written_is_read_back_and_written_the_same(seed):
    event = a_random_event(Random(seed))
    text = write_event(stored(event))
    assert not imported(text).changed
    assert write_event(stored(event)) == text


@pytest.mark.parametrize("seed", range(12, 20))
def test_a_file_from_elsewhere_gives_the_same_file_here(seed):
    event = a_random_event(Random(seed))
    text = write_event(stored(event))
    Event.objects.filter(pk=event.pk).delete()
    again = imported(text).event
    assert write_event(stored(again)) == text


def test_files_travel_along(tmp_path):
    event = a_draft(slug="toer")
    (tmp_path / "dia.txt").write_text("Een dia")
    add_checked(event, ref="dia", title="Dia", path=tmp_path / "dia.txt", visibility="public", agreed=True)
    call_command("export_event", "toer", to=tmp_path / "kopie")
    text = (tmp_path / "kopie" / "toer.yaml").read_text()
    event.materials.all().delete()
    again = imported(text, folder=tmp_path / "kopie").event
    assert write_event(stored(again)) == text
    assert again.materials.get().newest.sha256 in text


def test_the_command_writes_the_same_to_the_screen(capsys):
    event = a_draft(slug="toer")
    call_command("export_event", "toer")
    assert capsys.readouterr().out == write_event(stored(event))


def test_the_order_in_which_things_were_made_does_not_matter():
    first, second = a_draft(slug="toer", title="Toer"), None
    a_speaker(first, ref="b"), a_speaker(first, ref="a")
    text = write_event(stored(first)).replace(first.organisation.slug, "ander")
    Event.objects.filter(pk=first.pk).delete()
    second = a_draft(slug="toer", title="Toer", organisation=an_organisation(slug="ander", name="Ander"))
    a_speaker(second, ref="a"), a_speaker(second, ref="b")
    refs = [line for line in write_event(stored(second)).splitlines() if "- id:" in line]
    assert refs == [line for line in text.splitlines() if "- id:" in line]


def stored(event):
    return Event.objects.select_related("organisation", "meeting_point", "follows").get(pk=event.pk)


def a_random_event(r):
    """A draft with something of everything in it, in texts that YAML could mistake for something else."""
    word, lines = (lambda: r.choice(NASTY)), (lambda: r.choice((*NASTY, *LINES)))
    event = a_draft(
        title=word(), audience=word(), summary=lines(), description=lines(), hosts=word(), motivation=lines(),
        working_form=word(), kind=r.choice(["tour", "meeting"]), date=r.choice([None, in_days(r.randrange(99))]),
        programme_complete=r.random() < 0.5, confirm_address=r.random() < 0.5, companions_allowed=r.randrange(6),
        reminder_offsets=r.choice([[], ["7d", "1d"], ["3d", "2h"]]),
        reminder_rules=r.choice([standard_rules(), [], ["2d after start", "2h before start for press"]]), follows=r.choice([None, a_draft()]),
        registration_closes_at=r.choice([None, datetime(2027, 10, 31, 1, 30, tzinfo=UTC)]),
        start_min=r.choice([None, 540]), end_min=r.choice([None, 600, 1440]), buffer_min=r.randrange(30),
    )  # fmt: skip
    cohost = an_organisation()
    event.cohosts.set([cohost])
    event.meeting_point = a_venue(r.choice([event.organisation, cohost]), name=word())
    event.save()
    _random_programme(r, event, cohost, word, lines)
    _random_outcome(r, event, word, lines)
    return event


def _random_programme(r, event, cohost, word, lines):
    places = [
        a_venue(event, name=word(), step_free="yes"),
        a_venue(cohost, chairs=9, lat_deg=None, lon_deg=None),
    ]
    Group.objects.create(event=event, letter="B", position=2, guide_name=word(), guide_phone="06 00 00 00 01")
    for _ in range(r.randrange(4)):
        stop = a_stop(
            event,
            title=word(),
            description=lines(),
            venue=r.choice([None, *places]),
            at=r.choice([None, 700]),
        )
        for _ in range(r.randrange(3)):
            a_speaker(
                event,
                talk=a_talk(stop, title=word(), text=lines(), kind=r.choice(["dialogue", "resident"])),
                name=word(),
            )
    Visit.objects.filter(group__letter="B", stop__position=2).delete()
    stops = list(Stop.objects.filter(event=event))
    for start, end in pairwise(stops):
        step_free = r.choice([None, True, False])
        Leg.objects.create(
            group=event.groups.first(), from_stop=start, to_stop=end, minutes=5, step_free=step_free
        )
    Pool.objects.create(event=event, role="resident", capacity=r.choice([None, 0, 9]))
    AgendaSetter.objects.create(event=event, name=word(), party=word())


def _random_outcome(r, event, word, lines):
    stop = Stop.objects.filter(event=event).first()
    talk = Talk.objects.filter(stop__event=event).first()
    add_link(event, title=word(), link="https://film.example/?a=1&b=#c", ref="film", stop=stop, talk=talk)
    moment = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=r.randrange(10**6))
    add_link(event, title="Later", link="https://x.example", ref="later", shown="moment", visible_from=moment)
    Statement.objects.create(event=event, ref="s", kind="need", side="both", text=lines(), stop=stop)
    Commitment.objects.create(
        event=event, ref="c", text=lines(), owner_name=word(), due_date=in_days(9), state="done"
    )
    if r.random() < 0.5:
        Report.objects.create(event=event, body=lines(), state=r.choice(["draft", "published"]))
