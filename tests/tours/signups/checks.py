"""What is looked at after something happened to seats, and what must be true of them whenever nobody is changing them."""

from django.db.models import Sum

from tours.signups.models import SEATED, Place, Pool, Registration, RegistrationState
from tours.signups.seats import pools_for


def taken(event):
    return Pool.objects.get(event=event, role="").taken


def states(event):
    return list(event.registrations.order_by("id").values_list("state", flat=True))


def kinds(heard):
    return [type(fact) for fact in heard]


def assert_seats_add_up(event):
    """Sums are exact, nobody sits twice or without a seat, and the head of each line does not fit."""
    pools = list(Pool.objects.filter(event=event))
    for pool in pools:
        set_apart = 0 if pool.role else sum(each.left for each in event.allotments.all())
        assert pool.taken == (pool.places.aggregate(seats=Sum("seats"))["seats"] or 0) + set_apart
        assert pool.waiting == Registration.objects.filter(waits_for=pool).count()
        assert pool.capacity is None or pool.taken <= pool.capacity
    for allotment in event.allotments.all():
        assert allotment.used == (allotment.places.aggregate(kept=Sum("kept"))["kept"] or 0)
    for registration in event.registrations.all():
        wanted = {pool.pk: registration.seats for pool in pools_for(registration, pools)}
        places = dict(Place.objects.filter(registration=registration).values_list("pool_id", "seats"))
        assert places == (wanted if registration.state in SEATED else {})
        assert (registration.waits_for_id in wanted) == (registration.state == RegistrationState.WAITING)
    assert_nobody_waits_for_a_free_seat(event)


def assert_nobody_waits_for_a_free_seat(event):
    head = Registration.objects.of(event).in_line().first()
    if head:
        stops = [
            pool
            for pool in pools_for(head, list(event.pools.all()))
            if pool.closed or (pool.capacity is not None and pool.capacity - pool.taken < head.seats)
        ]
        assert stops, "somebody waits while there are seats for them"
