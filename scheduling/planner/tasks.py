from celery import shared_task
from django.utils import timezone

from scheduling.planner.running import TASK, run_due


@shared_task(name=TASK)
def run() -> None:
    """Look for plans where that was asked."""
    run_due(at=timezone.now())
