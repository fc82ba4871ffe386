import pytest

from tests.builders import an_organisation
from tests.tours.organisations.browser import Member
from tours.models import Organisation, User

pytestmark = pytest.mark.django_db


def fields(organisation, **typed):
    names = [
        "name",
        "mail_from",
        "phone",
        "keep_needs_days",
        "keep_waiting_days",
        "keep_attendees_days",
        "keep_contributors_days",
        "keep_mails_days",
        "quiet_from",
        "quiet_until",
        "version",
    ]
    return {name: getattr(organisation, name) for name in names} | typed


def test_an_owner_changes_what_people_see_of_the_organisation():
    owner = Member()
    typed = {"name": "Griffie Utrecht", "mail_from": "griffie@utrecht.example", "keep_attendees_days": 60}
    response = owner.post("settings", owner.organisation.slug, **fields(owner.organisation, **typed))
    assert response.status_code == 302
    stored = Organisation.objects.get(pk=owner.organisation.pk)
    assert (stored.name, stored.mail_from, stored.keep_attendees_days) == tuple(typed.values())
    assert stored.slug == owner.organisation.slug


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "Griffie\nUtrecht"),
        ("mail_from", "griffie"),
        ("phone", "bel ons"),
        ("keep_needs_days", 0),
        ("keep_waiting_days", 100_000),
        ("theme_url", "javascript:alert(1)"),
        ("theme_url", "//evil.example/x.css"),
        ("theme_url", 'https://x.example/a.css"><script>'),
        ("theme_url", "http://x.example/a.css"),
        ("accessibility_url", "javascript:alert(1)"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field, typed):
    owner = Member()
    response = owner.post("settings", owner.organisation.slug, **fields(owner.organisation, **{field: typed}))
    assert response.status_code == 422
    assert field in response.context["form"].errors


@pytest.mark.parametrize(
    "theme", ["", "/static/thema.css", "https://huisstijl.utrecht.example/tokens.css?v=2"]
)
def test_a_theme_is_a_path_or_a_safe_address(theme):
    owner = Member()
    owner.post("settings", owner.organisation.slug, **fields(owner.organisation, theme_url=theme))
    assert Organisation.objects.get(pk=owner.organisation.pk).theme_url == theme


def test_the_name_of_another_organisation_is_taken():
    owner, other = Member(), an_organisation()
    response = owner.post("settings", owner.organisation.slug, **fields(owner.organisation, name=other.name))
    assert response.status_code == 422
    assert "al een organisatie met deze naam" in str(response.context["form"].errors["name"])


def test_the_second_of_two_editors_is_told_what_stands_there_now():
    owner = Member()
    before = fields(owner.organisation)
    owner.post("settings", owner.organisation.slug, **before | {"phone": "030 111 11 11"})
    response = owner.post("settings", owner.organisation.slug, **before | {"phone": "030 222 22 22"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "030 111 11 11" in page
    assert "030 222 22 22" in page
    assert Organisation.objects.get(pk=owner.organisation.pk).phone == "030 111 11 11"


def test_somebody_new_gets_an_account_without_a_password():
    owner = Member()
    owner.post("new_member", owner.organisation.slug, email=" Ans@X.example ", name="Ans", role="desk")
    ans = User.objects.get(email="ans@x.example")
    assert (ans.name, ans.has_usable_password()) == ("Ans", False)
    assert ans.memberships.get().role == "desk"


def test_somebody_with_an_account_keeps_their_name_and_gets_in_here_too():
    elsewhere, owner = Member(), Member()
    owner.post(
        "new_member", owner.organisation.slug, email=elsewhere.user.email, name="Anders", role="viewer"
    )
    elsewhere.user.refresh_from_db()
    assert (elsewhere.user.name, elsewhere.user.memberships.count()) == ("Griffie", 2)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "", "role": "desk"}, "email"),
        ({"email": "geen", "role": "desk"}, "email"),
        ({"email": "a@x.example", "role": "koning"}, "role"),
        ({"email": "a@x.example", "role": "desk", "name": "A\tB"}, "name"),
    ],
)
def test_a_member_that_cannot_be_is_refused_at_its_field(typed, field):
    owner = Member()
    response = owner.post("new_member", owner.organisation.slug, **typed)
    assert response.status_code == 422
    assert field in response.context["member_form"].errors
    assert "Fout:" in response.content.decode()


def test_who_is_a_member_already_is_told():
    owner = Member()
    response = owner.post("new_member", owner.organisation.slug, email=owner.user.email, role="desk")
    assert response.status_code == 422
    assert "al lid" in response.content.decode()


def test_a_role_is_changed_and_access_taken_away():
    owner = Member()
    desk = Member(owner.organisation, role="desk")
    pk = desk.user.memberships.get().pk
    owner.post("member", owner.organisation.slug, pk, role="planner")
    assert desk.user.memberships.get().role == "planner"
    owner.post("member_remove", owner.organisation.slug, pk)
    assert not desk.user.memberships.exists()
    assert desk.get("contacts").status_code == 200
    assert "nog bij geen organisatie" in desk.get("contacts").content.decode()


@pytest.mark.parametrize(("page", "typed"), [("member", {"role": "desk"}), ("member_remove", {})])
def test_the_last_owner_stays(page, typed):
    owner = Member()
    response = owner.post(page, owner.organisation.slug, owner.user.memberships.get().pk, **typed)
    assert response.status_code == 422
    assert "minstens één beheerder" in response.content.decode()
    assert owner.user.memberships.get().role == "owner"


def test_an_owner_with_another_beside_them_may_go():
    owner = Member()
    Member(owner.organisation)
    response = owner.post("member_remove", owner.organisation.slug, owner.user.memberships.get().pk)
    assert response.url == "/beheer/"


@pytest.mark.parametrize("members", [1, 3])
def test_statements_do_not_grow_with_members(members, django_assert_num_queries):
    owner = Member()
    for _ in range(members):
        Member(owner.organisation, role="desk")
    with django_assert_num_queries(5):
        owner.get("settings", owner.organisation.slug)
