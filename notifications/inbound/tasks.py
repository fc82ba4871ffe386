from celery import shared_task
from django.utils import timezone

from notifications.inbound import actions
from notifications.outbox import health


@shared_task(name=actions.TASK)
def work_inbound() -> None:
    """Work what came in; poked after it was stored."""
    health.beat(health.WORKER)
    actions.work_off(at=timezone.now())
