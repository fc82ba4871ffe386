import pytest

from tests.tours.lifecycle.files import SMALL, changed, places_of, problems_of
from tours.lifecycle.importing import read_event
from tours.programme.reminders import standard_rules


def test_a_whole_file_has_no_problems():
    assert problems_of(SMALL) == []


@pytest.mark.parametrize("title", ["10:30", "no", "2018-06-29", "0x1F", "1_000", "on", ".inf", "1e3"])
def test_text_stays_text_whatever_it_looks_like(title):
    assert read_event(changed("title: Toer", f"title: {title}").encode())["title"] == title


def test_values_are_what_the_schema_says():
    file = read_event(changed("end: 12:00", "end: 24:00\nprogramme_complete: yes\nbuffer: 5").encode())
    assert (file["start_min"], file["end_min"]) == (540, 1440)
    assert (file["programme_complete"], file["buffer_min"]) == (True, 5)
    assert file["groups"][0]["visits"][0]["end_min"] == 570


def test_what_is_left_out_has_its_default():
    file = read_event(b"format: 1\nslug: toer\ntitle: Toer\norganisation: {id: griffie, name: Griffie}\n")
    assert (file["kind"], file["timezone"], file["reminder_offsets"]) == (
        "tour",
        "Europe/Amsterdam",
        ["7d", "1d"],
    )
    assert file["reminder_rules"] == standard_rules()  # as in files from before there were rules
    assert (file["date"], file["stops"], file["report"]) == (None, [], None)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("title: Toer", "titel: Toer", (3, "titel")),
        ("title: Toer", "title:", (3, "title")),
        ("title: Toer", f"title: {'x' * 141}", (3, "title")),
        ("title: Toer", "title: [a, b]", (3, "title")),
        ("title: Toer", 'title: "a\\nb"', (3, "title")),
        ("slug: toer", "slug: Toer Oost", (2, "slug")),
        ("slug: toer", "slug: kalender", (2, "slug")),
        ("format: 1", "format: 2", (1, "format")),
        ("date: 2026-09-18", "date: 18-09-2026", (7, "date")),
        ("date: 2026-09-18", "date: 2026-02-30", (7, "date")),
        ("date: 2026-09-18", "date: 9999-12-01", (7, "date")),
        ("start: 09:00\nend", "start: 9 uur\nend", (8, "start")),
        ("end: 12:00", "end: 25:00", (9, "end")),
        ("end: 12:00", "end: 08:00", (9, "end")),
        ("end: 12:00", "programme_complete: misschien", (9, "programme_complete")),
        ("end: 12:00", "buffer: -1", (9, "buffer")),
        ("end: 12:00", "timezone: Utrecht", (9, "timezone")),
        ("name: Noor Bakker", "name: Noor\n    language: fr", (17, "speakers[0].language")),
        ("title: Halte", "title: Halte\n    contact: {language: fr}", (20, "stops[0].contact.language")),
        ("end: 12:00", "reminders: [3 weken]", (9, "reminders[0]")),
        ("end: 12:00", "reminders: 7d", (9, "reminders")),
        ("end: 12:00", "further_reminders: [1d before lunch]", (9, "further_reminders[0]")),
        ("end: 12:00", "sign_up: {companions: 9}", (9, "sign_up.companions")),
        ("end: 12:00", "conference_url: javascript:alert(1)", (9, "conference_url")),
        ("end: 12:00", "cohosts: griffie", (9, "cohosts")),
        ("  name: Griffie", "  name: Griffie\n  mail_from: griffie", (7, "organisation.mail_from")),
        ("meeting_point: stadhuis", "meeting_point: raadhuis", (10, "meeting_point")),
        ("    name: Stadhuis", "    name: Stadhuis\n    lat: 52.09", (12, "venues[0]")),
        ("    name: Stadhuis", "    name: Stadhuis\n    lat: 152\n    lon: 5", (14, "venues[0].lat")),
        ("    name: Noor Bakker", "    name: Noor Bakker\n    phone: bel mij", (17, "speakers[0].phone")),
        ("    venue: stadhuis", "    venue: raadhuis", (20, "stops[0].venue")),
        ("        title: Praatje", "        duration: 2000", (22, "stops[0].talks[0].title")),
        ("[noor]", "[noor, sem]", (24, "stops[0].talks[0].speakers")),
        ("      - stop: halte", "      - stop: stop", (28, "groups[0].visits[0].stop")),
        ("        end: 09:30", "        end: 08:30", (30, "groups[0].visits[0].end")),
        ("        end: 09:30", "", (28, "groups[0].visits[0]")),
        ("        end: 09:30", "        end: 09:30\n    legs:\n      - {from: halte, to: halte, minutes: 5}", (32, "groups[0].legs[0].to")),
        ("        end: 09:30", "        end: 09:30\n      - stop: halte", (31, "groups[0].visits[1].stop")),
        ("    name: Stadhuis", "    name: Stadhuis\n  - id: stadhuis\n    name: Nog een", (14, "venues[1].id")),
        ("groups:", "materials:\n  - {id: dia, title: Dia}\ngroups:", (26, "materials[0]")),
        ("groups:", "materials:\n  - {id: dia, title: Dia, file: ../../etc/passwd}\ngroups:", (26, "materials[0].file")),
        ("groups:", "materials:\n  - {id: dia, title: Dia, file: /etc/passwd}\ngroups:", (26, "materials[0].file")),
        ("groups:", "statements:\n  - {id: a, kind: wens, side: council, text: X}\ngroups:", (26, "statements[0].kind")),
        ("groups:", "report: {text: ''}\ngroups:", (25, "report.text")),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line_and_field(old, new, place):
    assert place in places_of(changed(old, new))


def test_a_problem_says_what_was_expected_and_what_stands_there():
    [(line, field, sentence)] = problems_of(changed("date: 2026-09-18", "date: vrijdag"))
    assert (line, field) == (7, "date")
    assert "2018-06-29" in sentence
    assert "vrijdag" in sentence


def test_a_misspelt_field_gets_a_hint():
    [(_line, _field, sentence)] = problems_of(changed("end: 12:00", "titel: x"))
    assert "title" in sentence


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file():
    broken = (
        SMALL.replace("date: 2026-09-18", "date: x")
        .replace("end: 12:00", "end: x")
        .replace("[noor]", "[sem]")
    )
    assert places_of(broken) == [(7, "date"), (9, "end"), (24, "stops[0].talks[0].speakers")]


def test_a_time_that_the_clock_skips_is_no_time():
    spring = SMALL.replace("2026-09-18", "2027-03-28").replace("start: 09:00\nend", "start: 02:30\nend")
    assert places_of(spring) == [(8, "start")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (changed("title: Toer", "title: Toer\ntitle: Nog een"), (4, "title")),
        (changed("[noor]", "&wie [noor]"), (24, "stops[0].talks[0].speakers")),
        (changed("[noor]", "*wie"), (24, "stops[0].talks[0].speakers")),
        (changed("title: Toer", "title: !!python/object:os.system x"), (3, "title")),
        (changed("title: Toer", "title: !mijn x"), (3, "title")),
        (changed("title: Toer", "<<: x"), (3, "<<")),
        (SMALL + "---\nformat: 1\n", (31, "")),
        ("%YAML 1.1\n---\n" + SMALL, (2, "")),
        (changed("title: Toer", "title: 'Toer"), (31, "")),
        (changed("title: Toer", "\ttitle: Toer"), (3, "")),
        (changed("title: Toer", "title: a: b"), (3, "")),
        (changed("title: Toer", "title: a\x07b"), (3, "")),
        ("", (1, "")),
        ("# niets\n", (1, "")),
        ("- een lijst\n", (1, "")),
        ("alleen tekst", (1, "")),
        ("a: " + "[" * 5000, (1, "a" + "[0]" * 12)),
        (changed("title: Toer", "title: T").encode() + b"\xff\xfe", (31, "")),
        (b"a" * 1024 * 1024 + b"b", (1, "")),
    ],
)
def test_what_is_no_plain_yaml_1_2_is_refused_by_line(text, place):
    assert place in places_of(text)


def test_windows_line_ends_and_a_byte_order_mark_are_fine():
    assert problems_of(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == []
