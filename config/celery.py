"""The queue's application: `celery -A config.celery worker` and `… beat`."""

import os

from celery import Celery

from config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
broker.use()
app = Celery("dialoogtoer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "notifications.outbox",
        "notifications.reminders",
        "notifications.inbound",
        "notifications",
        "scheduling.planner",
        "tours.materials",
    ]
)
