import pytest
from django.urls import reverse

from tests.access import LOGIN, May, assert_access, only, visitors_of
from tests.builders import an_organisation
from tours.models import Contact, Membership
from tours.organisations.urls import urlpatterns

MINE = {"anonymous": LOGIN, "foreign": 200} | dict.fromkeys(
    ["viewer", "desk", "planner", "owner", "cohost_planner"], 200
)
PAGES = [
    ("settings", "get", only(May.OWN)),
    ("settings", "post", only(May.OWN, allowed=422)),
    ("new_member", "post", only(May.OWN, allowed=422)),
    ("member", "get", only(May.OWN)),
    ("member", "post", only(May.OWN, allowed=422)),
    ("member_remove", "post", only(May.OWN, allowed=302)),
    ("contact", "get", only(May.HANDLE_PEOPLE)),
    ("contact", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("contact_delete", "get", only(May.HANDLE_PEOPLE)),
    ("contact_delete", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("contacts", "get", only(May.SEE)),
    ("new_contact", "get", only(May.HANDLE_PEOPLE)),
    ("new_contact", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("contacts_paste", "get", only(May.HANDLE_PEOPLE)),
    ("contacts_paste", "post", only(May.HANDLE_PEOPLE, allowed=422)),
]
PAGES_OF_ONES_OWN = [
    ("contacts", "get", 200),
    ("keys", "get", 200),
    ("keys", "post", 422),
    ("key_revoke", "post", 302),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may_open_which_page(name, method, expected):
    organisation = an_organisation()
    visitors = visitors_of(organisation)
    # Co-hosting an event opens nothing of the organisation itself.
    expected = expected | {"cohost_planner": 404}
    url = reverse(f"organisations:{name}", args=_args(name, organisation))
    if name in {"contacts", "new_contact", "contacts_paste"}:
        url += f"?organisatie={organisation.slug}"
    assert_access(url, method, expected, visitors=visitors)


def test_every_page_stands_in_a_table():
    names = {pattern.name for pattern in urlpatterns}
    assert names == {name for name, *_ in [*PAGES, *PAGES_OF_ONES_OWN]}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method", "status"), PAGES_OF_ONES_OWN)
def test_whoever_is_logged_in_has_pages_of_their_own(name, method, status):
    visitors, url = visitors_of(an_organisation()), reverse(f"organisations:{name}")
    expected = {visitor: LOGIN if answer == LOGIN else status for visitor, answer in MINE.items()}
    assert_access(url, method, expected, visitors=visitors)


def _args(name, organisation):
    if name in {"settings", "new_member"}:
        return [organisation.slug]
    if name.startswith("member"):
        return [organisation.slug, Membership.objects.get(organisation=organisation, role="viewer").pk]
    if name.startswith("contact") and not name.startswith("contacts"):
        return [Contact.objects.get_or_create(organisation=organisation, name="Ans")[0].pk]
    return []
