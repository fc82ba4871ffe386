from celery import shared_task
from django.utils import timezone

from tours.materials import actions


@shared_task(name="materials.check")
def check() -> None:
    actions.check_due(timezone.now())
