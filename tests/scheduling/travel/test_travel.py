"""A router measures where one is configured; where it fails, ways are estimated and the page says so."""

import pytest
from django.core.cache import cache
from django.core.checks import run_checks
from django.urls import reverse

from scheduling.board.day import load
from scheduling.engine import Point
from scheduling.models import PlanRun, Road
from scheduling.travel.actions import measure_ways
from scheduling.travel.routers import Measured, RouterFailed, router
from tests.builders import a_user
from tests.elsewhere import somewhere
from tests.scheduling.board.board import a_day
from tours.models import Leg
from tours.programme.actions import add_stop

pytestmark = pytest.mark.django_db
HERE, THERE = Point(52.09, 5.12), Point(52.1, 5.13)
TWO = [Measured(0, 0), Measured(1234, 900)], [Measured(1300, 950), None]
METRES, SECONDS = [[0, 1234.4], [1300, None]], [[0, 900], [950.2, None]]
ORS = {"distances": METRES, "durations": SECONDS}
OSRM = {"code": "Ok", **ORS}
VALHALLA = {
    "sources_to_targets": [
        [{"distance": 0, "time": 0}, {"distance": 1.2344, "time": 900}],
        [{"distance": 1.3, "time": 950}, {"distance": None, "time": None}],
    ]
}


def osrm(metres, seconds):
    """An OSRM in which every two places are so far apart."""

    def answer(path, _body):
        size = path.partition("?")[0].count(";") + 1
        table = {
            name: [[0 if a == b else value for a in range(size)] for b in range(size)]
            for name, value in (("distances", metres), ("durations", seconds))
        }
        return 200, {"code": "Ok"} | table

    return answer


@pytest.mark.parametrize(
    ("kind", "said", "path", "body"),
    [
        (
            "osrm+{}/routed-{{profile}}",
            OSRM,
            "/routed-foot/table/v1/foot/5.12000,52.09000;5.13000,52.10000?annotations=duration%2Cdistance",
            None,
        ),
        (
            "ors+{}",
            ORS,
            "/v2/matrix/foot-walking",
            {
                "locations": [[5.12, 52.09], [5.13, 52.1]],
                "metrics": ["distance", "duration"],
                "units": "m",
            },
        ),
        (
            "valhalla+{}/",
            VALHALLA,
            "/sources_to_targets",
            {
                "sources": [{"lat": 52.09, "lon": 5.12}, {"lat": 52.1, "lon": 5.13}],
                "targets": [{"lat": 52.09, "lon": 5.12}, {"lat": 52.1, "lon": 5.13}],
                "costing": "pedestrian",
                "units": "kilometers",
            },
        ),
    ],
)
def test_three_routers_are_asked_in_their_own_words(settings, kind, said, path, body):
    with somewhere(lambda *_: (200, said)) as (address, asked):
        settings.ROUTING_URL = kind.format(address)
        assert [list(row) for row in router().matrix([HERE, THERE], "walk")] == list(TWO)
    assert asked == [(path, body)]


@pytest.mark.parametrize(
    "said",
    [
        (500, {}),
        (302, {}),
        (200, b"<html>"),
        (200, []),
        (200, {"code": "NoTable"}),
        (200, {"code": "Ok", "durations": [[0]], "distances": [[0]]}),
        (200, OSRM | {"durations": [[0, "soon"], [1, 2]]}),
        (200, OSRM | {"durations": [[0, -4], [1, 2]]}),
        (200, OSRM | {"durations": [[0, 1e300], [1, 2]]}),
        (200, b" " * 3_000_000),
    ],
)
def test_an_answer_that_is_none_is_a_failure(settings, said):
    with somewhere(lambda *_: said) as (address, _asked):
        settings.ROUTING_URL = f"osrm+{address}"
        with pytest.raises(RouterFailed):
            router().matrix([HERE, THERE], "walk")


@pytest.mark.parametrize(
    "url", ["https://router", "osrm+ftp://x", "google+https://x", "osrm+https://", "osrm"]
)
def test_a_wrong_address_is_said_at_the_start(settings, url):
    settings.ROUTING_URL = url
    assert [error.id for error in run_checks() if error.id == "scheduling.E001"] == ["scheduling.E001"]


def test_what_was_measured_is_used_at_the_pace_of_a_group_and_asked_for_once(settings):
    event = a_day(0, 0.3)
    with somewhere(osrm(900, 300)) as (address, asked):
        settings.ROUTING_URL = f"osrm+{address}"
        assert measure_ways(event)
        assert measure_ways(event)
    assert [path.split("/")[3] for path, _ in asked] == ["bike", "foot"]
    day = load(event)
    guess = day.estimate(*day.stops, "walk")
    assert (guess.minutes, guess.metres) == (15, 900)  # 13.5 minutes at 4 km/h, not the 5 of the router
    assert day.is_measured(*day.stops, "walk")


def test_a_router_that_is_slower_than_a_group_is_believed(settings):
    event = a_day(0, 0.3)
    with somewhere(osrm(900, 1500)) as (address, _asked):
        settings.ROUTING_URL = f"osrm+{address}"
        measure_ways(event)
    day = load(event)
    assert day.estimate(*day.stops, "walk").minutes == 25


def test_without_a_router_nothing_is_read_or_asked(django_assert_num_queries):
    event = a_day(0, 0.3)
    with django_assert_num_queries(0):
        assert measure_ways(event)
    with django_assert_num_queries(5):
        load(event)


def test_with_a_router_reading_a_day_takes_one_statement_more(settings, django_assert_num_queries):
    event = a_day(0, 0.3, 0.6, 0.9)
    settings.ROUTING_URL = "osrm+http://router.example"
    with django_assert_num_queries(6):
        load(event)


def test_a_place_that_is_new_has_all_measured_again(settings):
    event = a_day(0, 0.3)
    with somewhere(osrm(900, 300)) as (address, asked):
        settings.ROUTING_URL = f"osrm+{address}"
        measure_ways(event)
        add_stop(event, title="Erbij", venue=a_day(2).stops.get().venue, duration_min=10)
        measure_ways(event)
    assert len(asked) == 4
    assert Road.objects.count() == 2 * 3 * 2


def test_a_router_that_is_down_is_left_alone_for_a_minute_and_ways_are_estimated(client, settings):
    event = a_day(0, 3, filled=False)
    client.force_login(a_user(organisation=event.organisation))
    with somewhere(lambda *_: (503, {})) as (address, asked):
        settings.ROUTING_URL = f"osrm+{address}"
        for _ in range(2):
            page = client.post(reverse("board:fill", args=[event.slug]), follow=True).content.decode()
    assert "De routeplanner antwoordt niet. De reistijden zijn geschat." in page
    assert len(asked) == 1
    assert Leg.objects.get().minutes == 20
    cache.clear()


def test_the_page_says_which_ways_a_router_measured(client, settings):
    event = a_day(0, 3, filled=False)
    client.force_login(a_user(organisation=event.organisation))
    with somewhere(osrm(4321, 600)) as (address, _asked):
        settings.ROUTING_URL = f"osrm+{address}"
        page = client.post(reverse("board:fill", args=[event.slug]), follow=True).content.decode()
    assert ">routeplanner</span>" in page
    assert ">geschat</span>" not in page
    assert (Leg.objects.get().minutes, Leg.objects.get().metres) == (25, 4321)


def test_a_search_goes_by_what_was_measured(client, settings):
    event = a_day(0, 3, groups=2)
    client.force_login(a_user(organisation=event.organisation))
    with somewhere(osrm(9000, 3000)) as (address, _asked):
        settings.ROUTING_URL = f"osrm+{address}"
        client.post(reverse("planner:ask", args=[event.slug]))
    matrix = PlanRun.objects.get().problem["travel"]["minutes"]
    assert max(max(row) for row in matrix) == 50
