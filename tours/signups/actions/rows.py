"""What the verbs have in common: the row as it is now, locked, and who is on the list already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from tours.signups.errors import KnownAlready
from tours.signups.models import Registration
from tours.signups.seats import lock_pools


@contextmanager
def once() -> Iterator[None]:
    """A transaction in which the database may say that this person is on the list already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if any(word in str(error) for word in ("registration_once", "contact")):  # SQLite names the columns
            raise KnownAlready from error
        raise


def with_its_pools(registration: Registration) -> Registration:
    """The row as it is now, with its event's pools and itself locked, in that order."""
    lock_pools(registration.event)
    return as_it_is(registration)


def as_it_is(registration: Registration) -> Registration:
    """The row as it is now, locked. The event's pools are locked already, so that its event stands still too."""
    return (
        Registration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event__current", "event__organisation")
        .get(pk=registration.pk)
    )
