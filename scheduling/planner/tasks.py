from celery import shared_task
from django.utils import timezone

from scheduling.planner.running import run_due


@shared_task(name="planner.run")
def run() -> None:
    """Look for plans where that was asked."""
    run_due(at=timezone.now())
