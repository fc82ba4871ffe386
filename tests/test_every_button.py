"""No page of the workspace offers a way that ends in a refusal: each link and button leads where this person may go."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from tests.access import visitors_of
from tests.test_every_url import (
    PAGES,
    WHO,
    WHO_OF_ONESELF,
    WHO_OF_THE_HOUSE,
    World,
    ask,
    outcomes_for,
    who,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MAY = {name: outcomes_for(name, *roles) for name, roles in who(WHO, WHO_OF_THE_HOUSE, WHO_OF_ONESELF).items()}
# A planner sees of an event what a planner of an organisation that hosts along sees, and an owner may do everything.
OF_ALL_EVENTS = who(WHO_OF_THE_HOUSE, WHO_OF_ONESELF).keys()
VISITORS = {"viewer": PAGES, "desk": PAGES, "planner": OF_ALL_EVENTS, "cohost_planner": PAGES}
# The words on the button in the frame around each page of an event.
BUTTON = re.compile(r'dt-eventbar.*?/publiceren/"><svg[^>]*><use[^>]*/></svg> ([^<]*)</a>', re.DOTALL)
LOOK, ACT = 0, 1


class Ways(HTMLParser):
    """Where the links and forms of a page lead: pairs of an address and whether something is sent there."""

    def __init__(self, text, url):
        super().__init__()
        self.url, self.found, self._posts = url, set(), False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posts = said.get("method", "get").lower() == "post"
            self._add(said.get("action"), ACT if self._posts else LOOK)
        if tag == "a":
            self._add(said.get("href"), LOOK)
        self._add(said.get("formaction"), ACT if self._posts else LOOK)
        self._add(said.get("hx-get"), LOOK)
        self._add(said.get("hx-post"), ACT)

    def _add(self, address, how):
        where = urlsplit(urljoin(self.url, address or ""))
        if address is not None and where.scheme in {"", "http", "https"} and not where.netloc:
            self.found.add((where.path, how))


def is_refused(visitor, path, how, event):
    """Whether this person would be refused at this address, of the event or its organisation; the rest is their own."""
    match = resolve(path)
    if match.view_name not in MAY or match.kwargs.get("slug", event.slug) not in {
        event.slug,
        event.organisation.slug,
    }:
        return False
    if visitor == "cohost_planner" and match.view_name == "lifecycle:cohosting":
        return False  # there they stop what is theirs
    return not MAY[match.view_name][visitor][how]


def test_no_way_ends_in_a_refusal():
    world = World()
    browsers = visitors_of(world.event)
    refused, called, dashes = set(), set(), set()
    for visitor, pages in VISITORS.items():
        for page in pages:
            if not MAY[page][visitor][LOOK]:
                continue
            response = ask(browsers[visitor], "get", url := world.url(page))
            if response.status_code != 200 or "html" not in response["Content-Type"]:
                continue
            text = response.content.decode()
            ways = Ways(text, url).found
            refused |= {(visitor, page, *way) for way in ways if is_refused(visitor, *way, world.event)}
            called |= {(visitor, words) for words in BUTTON.findall(text)}
            dashes |= {page} if ">-----" in text else set()
    assert sorted(refused) == []
    assert dashes == set()  # a choice that was not made is said in words
    assert called == {
        ("viewer", "Bekijk wat er verandert"),
        ("desk", "Bekijk wat er verandert"),
        ("cohost_planner", "Publiceren"),
    }
