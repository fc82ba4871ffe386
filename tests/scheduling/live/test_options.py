"""What could be done when a group is late, on published days as data: no database."""

from datetime import datetime, timedelta

from scheduling.engine import TimeWindow
from scheduling.live.changes import changes
from scheduling.live.options import How, when_late
from scheduling.live.reading import Hours, read
from scheduling.live.ways import ways_of
from tours.programme.day import minute_of

BEGIN = datetime.fromisoformat("2026-06-26T08:00:00+00:00")  # 10.00 in Amsterdam, minute 600


def moment(minute):
    return (BEGIN + timedelta(minutes=minute - 600)).isoformat().replace("+00:00", "Z")


def a_stop(pk, *, speakers=(), lat=52.09):
    venue = {"id": pk, "name": f"Plek {pk}", "address": "", "lat_deg": lat, "lon_deg": 5.12}
    talk = {"title": "", "speakers": [{"id": one, "name": one, "affiliation": ""} for one in speakers]}
    venue["lat_deg"] += 0.004 * pk  # ten minutes on foot from one to the next
    return {"id": pk, "number": pk, "kind": "visit", "title": f"Halte {pk}", "venue": venue, "talks": [talk]}


def a_day(*routes, speakers=None):
    """Groups A, B, …: each a dict of stop → minute; visits of 30 minutes, ways of 10."""
    speakers = speakers or {}
    stops = sorted({stop for route in routes for stop in route})
    groups = [
        {
            "id": number,
            "letter": "ABC"[number - 1],
            "visits": [{"stop": pk, "start": moment(at), "end": moment(at + 30)} for pk, at in route.items()],
            "legs": [
                {"from_stop": one, "to_stop": other, "mode": "walk", "minutes": 10}
                for one, other in zip(route, list(route)[1:], strict=False)
            ],
        }
        for number, route in enumerate(routes, start=1)
    ]
    return {
        "date": "2026-06-26",
        "timezone": "Europe/Amsterdam",
        "stops": [a_stop(pk, speakers=speakers.get(pk, ())) for pk in stops],
        "groups": groups,
        "ends_at": moment(900),
    }


def options(day, *, late, now, hours=None):
    reading = read(day, ways_of(day), Hours(open=hours or {}))
    return {one.how: one for one in when_late(reading, group_id=1, minutes=late, now_min=now)}


def starts(day, option, number=1):
    group = option.programme["groups"][number - 1]
    return {
        visit["stop"]: minute_of(day, datetime.fromisoformat(visit["start"])) for visit in group["visits"]
    }


def test_a_stop_that_would_be_closed_by_then_comes_earlier_in_the_order():
    day = a_day({1: 600, 2: 640, 3: 680})
    found = options(day, late=45, now=635, hours={3: (TimeWindow(600, 730),)})
    assert [code for code, _values in found[How.SHIFT].doubts] == ["outside_opening_hours"]
    assert list(found) == [How.REORDER, How.SHIFT]  # no cut of a third of a visit has it over in time
    assert starts(day, found[How.REORDER]) == {1: 600, 3: 695, 2: 735}


def test_leaving_a_stop_out_leaves_out_the_one_that_helps_most():
    day = a_day({1: 600, 2: 640, 3: 680, 4: 720})
    found = options(day, late=40, now=635)
    assert starts(day, found[How.SKIP]) == {1: 600, 3: 690, 4: 730}
    assert [
        one.stop["id"] for one in changes(day, found[How.SKIP].programme, since=BEGIN) if one.skipped
    ] == [2]


def test_nobody_is_sent_along_a_way_that_nobody_knows():
    day = a_day({1: 600, 2: 640, 3: 680})
    for stop in day["stops"]:
        stop["venue"] = None
    found = options(day, late=40, now=635)
    assert found.keys() == {How.SHIFT, How.SHORTEN}


def test_a_speaker_who_is_needed_at_two_stops_is_not_sent_to_both_at_once():
    day = a_day({1: 600, 2: 640, 3: 690}, {2: 600, 3: 640, 1: 690}, speakers={2: ["s"], 3: ["s"]})
    reading = read(day, ways_of(day), Hours())
    assert not reading.problem.speakers  # the published day itself needs them at two stops: that was decided
    spread = a_day({1: 600, 2: 640, 3: 690}, {3: 590, 1: 760}, speakers={2: ["s"], 3: ["s"]})
    assert [one.id for one in read(spread, ways_of(spread), Hours()).problem.speakers] == ["s"]


def test_spare_time_that_takes_it_all_up_leaves_nothing_to_choose():
    day = a_day({1: 600, 2: 660})
    assert options(day, late=20, now=635) == {}


def test_what_begun_stands_also_for_the_other_groups():
    day = a_day({1: 600, 2: 640}, {2: 600, 1: 640})
    shift = options(day, late=20, now=645)[How.SHIFT] if options(day, late=20, now=645) else None
    assert shift is None
    assert starts(day, options(day, late=20, now=635)[How.SHIFT], 2) == {2: 600, 1: 640}
