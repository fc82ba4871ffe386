"""What a worker is asked to do. Nothing is remembered here: the database knows what is due."""

from celery import shared_task
from django.utils import timezone

from notifications.outbox import delivery, health
from notifications.sweep import sweep as sweep_all


@shared_task(name="notifications.deliver_due")
def deliver_due() -> None:
    """Send what is due; poked after a commit."""
    health.beat(health.WORKER)
    delivery.deliver_due(at=timezone.now())


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Everything that is due; beat asks for it."""
    health.beat(health.WORKER)
    sweep_all(timezone.now())
