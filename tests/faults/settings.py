"""The settings of the service, with a clock that goes faster: the short form does not wait for the real one."""

from config.settings import *

SWEEP_SECONDS = 2
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "notifications.sweep", "schedule": 2.0, "options": {"expires": 15}},
}
