"""A key for a program that ends: its maker is told in time, by mail, on the home page and where keys are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.letters import render
from tests.builders import a_user
from tests.notifications.reminders.sweeping import sweep
from tests.notifications.told import posted
from tours.models import ApiKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]
EIGHT = datetime(2030, 5, 2, 6, 0, tzinfo=UTC)
TODAY = date(2030, 5, 2)


def a_key(*, days, user=None, name="Website"):
    user = user or a_user()
    return ApiKey.objects.create(
        user=user, name=name, digest=f"{user.pk}{name}", expires_on=TODAY + timedelta(days=days)
    )


@pytest.mark.parametrize("days", [1, 14])
def test_its_maker_is_mailed_once(time_machine, days):
    key = a_key(days=days)
    counts = [sweep(EIGHT + timedelta(days=day), time_machine) for day in range(3)]
    assert counts == [1, 0, 0]
    (message,) = posted(kind="key_ends")
    assert message.recipient == key.user.email
    mail = render(message)
    assert mail.subject == "Uw sleutel verloopt binnenkort: Website"
    assert f"{key.expires_on.day} mei 2030. Daarna leest" in mail.text
    assert "/beheer/sleutels/" in mail.text


def test_a_key_that_is_renewed_under_its_name_is_told_of_again(time_machine):
    key = a_key(days=10)
    sweep(EIGHT, time_machine)
    ApiKey.objects.filter(pk=key.pk).update(expires_on=TODAY + timedelta(days=15))
    sweep(EIGHT + timedelta(days=1), time_machine)
    assert len(posted(kind="key_ends")) == 2


def test_nobody_is_mailed_about_a_key_that_ended_or_does_not_end_soon_or_of_who_left(time_machine):
    for days in (-1, 0, 15):
        a_key(days=days)
    a_key(days=5, user=a_user(is_active=False))
    ApiKey.objects.create(user=a_user(), name="Altijd", digest="x", expires_on=None)
    sweep(EIGHT, time_machine)
    assert posted(kind="key_ends") == []


@pytest.mark.parametrize(
    ("days", "home", "keys"),
    [
        (15, "", "geldig tot vrijdag 17 mei 2030"),
        (14, "Uw sleutel ‘Website’ verloopt op donderdag 16 mei 2030.", "verloopt op donderdag 16 mei 2030"),
        (0, "Uw sleutel ‘Website’ verliep op donderdag 2 mei 2030.", "verlopen op donderdag 2 mei 2030"),
        (
            -14,
            "Uw sleutel ‘Website’ verliep op donderdag 18 april 2030.",
            "verlopen op donderdag 18 april 2030",
        ),
        (-15, "", "verlopen op woensdag 17 april 2030"),
    ],
)
def test_its_maker_reads_it_on_the_home_page_and_with_the_keys(client, time_machine, days, home, keys):
    time_machine.move_to(EIGHT, tick=False)
    key = a_key(days=days)
    client.force_login(key.user)
    page = client.get("/beheer/").content.decode()
    assert home in page
    assert ("Uw sleutel" in page) == bool(home)
    assert keys in client.get("/beheer/sleutels/").content.decode()
    client.force_login(a_user())
    assert "Uw sleutel" not in client.get("/beheer/").content.decode()
