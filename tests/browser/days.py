"""Days of a test's own in the house: a day that is pulled about is nobody else's."""

from textwrap import dedent

HEAD = """
from itertools import count
from time import time
from scheduling.models import StopWish
from tests import builders
from tests.builders import a_registration, in_days, publish_quietly
from tests.scheduling.board.board import a_day, a_place
from tours.models import Event, Visit
from tours.programme.actions import add_stop
builders._n = count(int(time() * 1000))
organisation = Event.objects.get(slug="{slug}").organisation
"""


def made(house, slug, code):
    """The slug of the `event` that the code makes, in the organisation of the event that is named."""
    end = "\nprint('made', event.slug)"
    return house.manage("shell", "-c", HEAD.format(slug=slug) + dedent(code) + end).split()[-1]
