"""Who may open which page: one table per room, checked role by role.

    PAGES = [("signups:people", "get", only(May.SEE)), …]

    @pytest.mark.parametrize(("name", "method", "expected"), PAGES)
    def test_who_may(name, method, expected):
        event = an_event()
        assert_access(reverse(name, args=[event.slug]), method, expected, visitors=visitors_of(event))

Every request happens in a transaction that is rolled back, so that one role does not undo what the next one sees.
"""

from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests.builders import a_user, an_organisation
from tours.organisations.access import May

LOGIN = "to logging in"
ROLES = ("viewer", "desk", "planner", "owner")
VISITORS = ("anonymous", "foreign", *ROLES, "cohost_planner")


def visitors_of(subject):
    """A browser for each kind of visitor of an event or an organisation, logged in where they can be."""
    organisation = getattr(subject, "organisation", subject)
    users = {"anonymous": None, "foreign": a_user(role="owner")}
    users |= {role: a_user(role=role, organisation=organisation) for role in ROLES}
    cohost = an_organisation()
    if hasattr(subject, "cohosts"):
        subject.cohosts.add(cohost)
    users["cohost_planner"] = a_user(role="planner", organisation=cohost)
    return {visitor: _browser(user) for visitor, user in users.items()}


def only(may, *, allowed=200, cohosts=True):
    """Members who may do this get in, others find nothing there, and visitors are asked to log in."""
    expected = {"anonymous": LOGIN, "foreign": 404}
    expected |= {role: allowed if role in may.value else 404 for role in ROLES}
    expected["cohost_planner"] = allowed if cohosts and "planner" in may.value else 404
    return expected


def everybody(status=200):
    return dict.fromkeys(VISITORS, status)


def is_led_back(response):
    """Whether somebody looked where forms are sent to: the answer is the way to the page above."""
    asked = response.request
    return asked["REQUEST_METHOD"] == "GET" and hasattr(resolve(asked["PATH_INFO"]).func, "posts_only")


def assert_access(url, method, expectations, *, visitors, data=None):
    """Each visitor gets the status that is expected, LOGIN, or any of several; all differences in one message."""
    assert expectations.keys() == visitors.keys()
    wrong = []
    for visitor, browser in visitors.items():
        with transaction.atomic():
            response = getattr(browser, method)(url, data or {})
            transaction.set_rollback(True)
        got = (
            LOGIN
            if response.headers.get("Location", "").startswith("/account/login/")
            else response.status_code
        )
        expected = expectations[visitor]
        if got not in (expected if isinstance(expected, tuple) else (expected,)):
            wrong.append(f"{visitor}: {got} instead of {expected}")
    assert not wrong, f"{method.upper()} {url}: " + "; ".join(wrong)


def _browser(user):
    browser = Client(raise_request_exception=True)
    if user is not None:
        browser.force_login(user)
    return browser


__all__ = ["LOGIN", "May", "assert_access", "everybody", "is_led_back", "only", "visitors_of"]
