"""What is kept of a letter for the next reader must not show: each gets, byte for byte, what they would have got alone."""

import pytest

from notifications.letters import Series, compose, merging, particular, words_of
from notifications.letters.octets import octets
from notifications.models import Message
from notifications.outbox.models import Kind
from tests.builders import a_message, a_registration, a_speaker, a_stop, a_talk, a_told, an_event
from tests.notifications.test_letters import CONTEXT

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NAMES = [
    "Sam de Vries",
    "J. P. O'Brien-Smit",
    "Vries; Sam, de: (bestuur) <sam@voorbeeld.example>",
    "Zoë & <b>'Ünal'</b> \"100%\" {{ name }}",
    "%(name)s \\g<0> \\n \\, ^n ^^ =?utf-8?q?x?=",
    "محمد علي",
    "\u202bמשה\u202c כהן",
    "山田 太郎 👩‍👩‍👧",
    "Ž" * 60,
    "Ž" * 140,
    "lange naam " * 12,
    "a" * 140,
    "'" * 60,
    "twee  spaties\tof\nmeer\u2028regels\x07",
    "",
]
ADDRESSES = [
    "sam@voorbeeld.example",
    f"{'lang.' * 12}adres@{'sub.' * 40}example",
    "o'b+x=y@a.example",
]


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    """The second that a mail says it was written in stands still."""
    time_machine.move_to("2030-06-20T10:00:00Z", tick=False)


def alone(message):
    """The mail written for this reader from the start: its words, sender and bytes."""
    letter = compose(message)
    return words_of(letter), letter.from_email, octets(letter.message())


def written(series, message):
    letter = series.write(message)
    return letter.words, letter.sender, letter.octets


def a_calendar_message(event, **fields):
    registration = a_registration(event)
    told = a_told(registration, sequence=3)
    return a_message(
        registration, **{"kind": "seat_confirmed", "method": "REQUEST", "told": told, "sequence": 3, **fields}
    )


def how_many_apart(monkeypatch):
    """Whose letter was written in the ordinary way, from now on."""
    apart = []
    monkeypatch.setattr(
        merging, "compose", lambda message: apart.append(message.recipient) or compose(message)
    )
    return apart


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_reader_gets_what_they_would_have_got_alone(kind, language):
    event, series = an_event(programme_complete=True), Series()
    for name in ["Eerste", "Tweede", *NAMES]:
        about = a_speaker(event) if kind.startswith("speaker") else a_registration(event)
        message = a_message(
            about, kind=kind, facts=CONTEXT.get(kind, {}), recipient_name=name, language=language
        )
        assert written(series, message) == alone(message)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_so_does_everybody_who_is_invited_or_told_that_it_is_off(language, method, monkeypatch):
    event, series = an_event(seats=200, programme_complete=True, title="Één, twee; drie: \\n"), Series()
    kind = {"REQUEST": "seat_confirmed", "CANCEL": "event_cancelled"}[method]
    readers = [(name, address) for address in ADDRESSES for name in ["Eerste", "Tweede", *NAMES]]
    apart = how_many_apart(monkeypatch)
    for name, address in readers:
        message = a_calendar_message(
            event, recipient_name=name, recipient=address, language=language, kind=kind, method=method
        )
        message.told.ended_at = message.created_at if method == "CANCEL" else None
        mail = written(series, message)
        assert mail == alone(message)
        assert b"Content-Type: text/calendar" in mail[-1]
    assert len(apart) < len(readers) / 2


def test_a_letter_that_is_plain_ascii_stays_so_but_for_who_is_not():
    event, series = an_event(title="Tour"), Series()
    for name in ["Sam", "Kim", "Zoë", "Jo"]:
        message = a_message(a_registration(event), kind="own_link", recipient_name=name, language="en")
        assert written(series, message) == alone(message)


def test_a_line_that_may_grow_too_long_is_written_apart(monkeypatch):
    event, series = an_event(title="T" * 100), Series()
    apart = how_many_apart(monkeypatch)
    for number in range(4):
        message = a_message(
            a_registration(event),
            kind="event_cancelled",
            facts={"reason": "r" * 980},
            recipient_name="x" * number,
        )
        assert written(series, message)[-1] == alone(message)[-1]
    assert len(apart) >= 4


def test_the_third_reader_costs_no_letter(monkeypatch):
    event, series = an_event(), Series()
    for _ in range(2):
        series.write(a_calendar_message(event))
    apart = how_many_apart(monkeypatch)
    letters = [
        series.write(a_calendar_message(event, recipient_name=name)) for name in ["Zoë", "J. Smit, raadslid"]
    ]
    assert apart == []
    assert letters[0].words.text.startswith("Beste Zoë,")


def test_another_language_fact_programme_or_state_is_another_letter(monkeypatch):
    event, series = an_event(), Series()
    registration = a_registration(event)
    apart = how_many_apart(monkeypatch)
    others = [
        {},
        {"language": "en"},
        {"facts": {"promoted": True}},
        {"recipient_name": ""},
        {"kind": "own_link"},
    ]
    for fields in others:
        series.write(a_message(registration, **{"kind": "seat_confirmed", **fields}))
    waiting = a_registration(event, state="waiting")
    series.write(a_message(waiting, kind="seat_confirmed"))
    assert len(apart) == len(others) + 1


def test_a_letter_that_says_something_else_of_each_reader_is_never_merged(monkeypatch):
    """Whatever a template comes to say of a person: the second reader's letter shows it, and nobody gets another's."""
    diet_for_title = {Kind.OWN_LINK: lambda message: {"title": message.registration.diet}}
    monkeypatch.setattr(particular, "_PARTICULAR", particular._PARTICULAR | diet_for_title)
    event, series = an_event(), Series()
    for diet in ["vega", "vegan", "halal", "zonder noten"]:
        message = a_message(a_registration(event, diet=diet), kind="own_link")
        assert written(series, message) == alone(message)


def test_speakers_get_their_own():
    event, series = an_event(), Series()
    stop = a_stop(event)
    for title in ["Een", "Twee", "Drie"]:
        speaker = a_speaker(event, talk=a_talk(stop, title=title))
        message = a_message(speaker, kind="speaker_invited", recipient_name="Sam")
        assert written(series, message) == alone(message)


def test_every_column_of_a_message_is_shared_or_its_own():
    """A new column must be in one of the two, else letters that differ in it would be taken for alike."""
    own = {
        "id", "key", "state", "batch_id", "released_at", "registration_id", "told_id", "recipient", "recipient_name", "facts", "message_id",
        "due_at", "next_attempt_at", "not_after", "attempts", "lease_until", "lease_owner", "last_error", "reason",
        "subject", "body_text", "body_html", "body_sha256", "sent_at", "created_at",
    }  # fmt: skip
    columns = {field.attname for field in Message._meta.concrete_fields}
    assert columns == own | set(merging._SHARED)
