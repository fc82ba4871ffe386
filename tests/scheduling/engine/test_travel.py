import subprocess
import sys

import pytest

from scheduling.engine import PROFILES, Point, estimate_leg, estimate_travel_matrix
from scheduling.engine.travel import great_circle_m

JUTTER = Point(52.0707, 5.1216)
PODIUM = Point(52.0910, 5.1430)


def test_one_degree_along_a_meridian_is_a_hundred_and_eleven_kilometres():
    assert great_circle_m(Point(52, 5), Point(53, 5)) == pytest.approx(111_195, abs=1)


def test_the_antipodes_are_half_the_earth_away():
    assert great_circle_m(Point(0, 0), Point(0, 180)) == pytest.approx(20_015_115, abs=1)


@pytest.mark.parametrize(
    ("mode", "minutes"),
    [
        ("walk", 55),  # 2,688 m × 1.3 at 4 km/h is 52.4 minutes
        ("bicycle", 20),  # × 1.25 at 12 km/h is 16.8
        ("bus", 20),  # × 1.4 at 20 km/h is 11.3, and 5 for the stop
    ],
)
def test_a_leg_is_rounded_up_to_five_minutes(mode, minutes):
    assert great_circle_m(JUTTER, PODIUM) == pytest.approx(2688, abs=5)
    assert estimate_leg(JUTTER, PODIUM, PROFILES[mode]).minutes == minutes


def test_exactly_five_minutes_stays_five_and_a_metre_more_becomes_ten():
    metres = 5 / 60 * 4000 / 1.3  # what a group walks in five minutes
    degrees = metres / 111_195.08
    walk = PROFILES["walk"]
    assert estimate_leg(Point(0, 0), Point(degrees * 0.9999, 0), walk).minutes == 5
    assert estimate_leg(Point(0, 0), Point(degrees * 1.004, 0), walk).minutes == 10


@pytest.mark.parametrize("mode", PROFILES)
def test_within_one_building_no_time_passes(mode):
    estimate = estimate_leg(JUTTER, Point(JUTTER.lat_deg + 0.0001, JUTTER.lon_deg), PROFILES[mode])
    assert (estimate.minutes, estimate.metres) == (0, 0)


def test_the_matrix_has_every_way_in_the_order_of_the_points():
    points = {"start": JUTTER, "end": JUTTER, "podium": PODIUM}
    matrix = estimate_travel_matrix(points, PROFILES["bicycle"])
    assert matrix.ids == ("start", "end", "podium")
    assert matrix.minutes == ((0, 0, 20), (0, 0, 20), (20, 20, 0))
    assert matrix.between("podium", "end") == 20
    assert estimate_travel_matrix(points, "bicycle") == matrix


def test_the_engine_loads_where_there_is_no_django():
    code = (
        "import sys; sys.modules['django'] = None; import scheduling.engine;"
        " print([name for name in sys.modules if name.startswith(('tours', 'core', 'notifications'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
