import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.builders import a_user, an_organisation
from tours.models import Membership, Organisation, User

pytestmark = pytest.mark.django_db


def members():
    return list(Membership.objects.values_list("user__email", "organisation__name", "role"))


def test_the_first_owner_gets_an_account_and_an_organisation(capsys):
    call_command("create_organiser", "Ans@X.example", organisation="Griffie Utrecht", name="Ans")
    assert members() == [("ans@x.example", "Griffie Utrecht", "owner")]
    assert Organisation.objects.get().slug == "griffie-utrecht"
    assert not User.objects.get().has_usable_password()
    assert "/account/login/" in capsys.readouterr().out


def test_doing_it_again_changes_nothing_and_makes_a_member_owner():
    organisation = an_organisation(name="Griffie")
    user = a_user(role="viewer", organisation=organisation)
    for _ in range(2):
        call_command("create_organiser", user.email)
    assert members() == [(user.email, "Griffie", "owner")]


def test_which_organisation_must_be_said_when_it_is_not_plain():
    for _ in range(2):
        with pytest.raises(CommandError, match="--organisation"):
            call_command("create_organiser", "ans@x.example")
        an_organisation(), an_organisation()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ["geen-adres", "--organisation", "Griffie"],
        ["ans@x.example", "--organisation", "G" * 121],
        ["ans@x.example", "--organisation", "Grif\nfie"],
        ["ans@x.example", "--organisation", "Griffie", "--password", "kort"],
        ["ans@x.example", "--organisation", "Griffie", "--name", "A" * 121],
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(wrong):
    with pytest.raises(CommandError):
        call_command("create_organiser", *wrong)
    assert not User.objects.exists()
    assert not Organisation.objects.exists()


def test_a_password_is_for_the_one_process_mode():
    command = [
        "create_organiser",
        "ans@x.example",
        "--organisation",
        "Griffie",
        "--password",
        "vier losse woorden",
    ]
    if settings.ONE_PROCESS:
        call_command(*command)
        assert User.objects.get().check_password("vier losse woorden")
    else:
        with pytest.raises(CommandError):
            call_command(*command)


def test_an_organisation_is_never_called_like_a_page_of_an_event():
    call_command("create_organiser", "ans@x.example", organisation="Mensen")
    call_command("create_organiser", "ans@x.example", organisation="Mensen!")
    slugs = Organisation.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["mensen-organisatie", "mensen-organisatie-2"]
