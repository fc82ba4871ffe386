"""axe on every page that a link leads to, unfolded, at two widths: new pages come along by themselves."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.visitor import PHONE, WIDE

pytestmark = pytest.mark.browser
NO_PAGE = re.compile(r"\.(ics|atom|csv|xlsx|zip|txt|xml)$|^/(materiaal|taal)/|/(bestand|html)/$")


def test_every_public_page_is_accessible(visit, tour):
    visitor = visit(WIDE)
    visitor.expected.add(404)
    start = ["/agenda/", f"/agenda/{tour}/", f"/agenda/{tour}/aanmelden/", "/agenda/utrecht-2018-06-29/"]
    seen = _walk(visitor, [*start, "/agenda/?past=1", "/bestaat/niet/"], lambda path: "/beheer/" not in path)
    assert {"/over/", "/privacy/", "/toegankelijkheid/", f"/agenda/{tour}/draaiboek/"} <= seen


def test_every_page_of_the_workspace_is_accessible(visit, tour, clerks_cookies):
    visitor = visit(WIDE, storage_state=clerks_cookies)
    own = re.compile(
        rf"^/beheer/({tour}|locaties|contacten|sleutels|berichten|bijeenkomsten|nieuw|organisatie)/|^/beheer/$"
    )
    seen = _walk(visitor, ["/beheer/"], own.match)
    base = f"/beheer/{tour}/"
    parts = ["", "gegevens/", "programma/", "mensen/", "sprekers/", "materiaal/", "berichten/", "vervolg/"]
    assert {base + part for part in parts} | {
        base + "publiceren/",
        base + "programma/plakken/",
        "/beheer/sleutels/",
    } <= seen


def _walk(visitor, start, belongs):
    """Visit these and what they link to, one page of each kind; the paths that were visited."""
    todo, kinds, problems = list(start), set(), []
    visited = set()
    while todo:
        path = todo.pop(0)
        kind = re.sub(r"/\d+/", "/N/", path)
        if kind in kinds:
            continue
        kinds.add(kind)
        visited.add(path)
        page = visitor.page
        page.goto(visitor.base + path)
        found = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)")
        links = [urlsplit(link).path for link in found if link.startswith(visitor.base)]
        todo += [link for link in links if belongs(link) and not NO_PAGE.search(link)]
        for width in (WIDE, PHONE):
            visitor.resize(width)
            problems += [f"{path} at {width}: {each}" for each in visitor.problems(unfold=True)]
    assert not problems, "\n".join(problems)
    return visited
