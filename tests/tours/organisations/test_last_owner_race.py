from threading import Barrier, Thread

import pytest
from django.db import connection, models

from tests.builders import a_user, an_organisation
from tours.models import Membership
from tours.organisations import actions
from tours.organisations.errors import LastOwner

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def two_owners_demote_each_other():
    """How many owners are left, and how many were told no."""
    organisation = an_organisation()
    memberships = [a_user(organisation=organisation).memberships.get() for _ in range(2)]
    start, refused = Barrier(2), []

    def demote(membership):
        try:
            start.wait(120)
            actions.change_role(membership, role="desk")
        except LastOwner:
            refused.append(membership)
        finally:
            connection.close()

    threads = [Thread(target=demote, args=[membership]) for membership in memberships]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Membership.objects.filter(organisation=organisation, role="owner").count(), len(refused)


def test_two_owners_who_demote_each_other_at_once_leave_one():
    assert [two_owners_demote_each_other() for _ in range(10)] == [(1, 1)] * 10


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, lock or not")
def test_without_the_lock_both_would_go(monkeypatch):
    both_checked, check = Barrier(2), actions._keep_an_owner_besides

    def check_together(membership):
        check(membership)
        both_checked.wait(120)

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda queryset, **_how: queryset)
    monkeypatch.setattr(actions, "_keep_an_owner_besides", check_together)
    assert two_owners_demote_each_other() == (0, 0)
