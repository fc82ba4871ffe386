"""`manage.py check_outbox`: what people should have been told, against what they were."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.outbox.audit import differences
from notifications.outbox.models import Message, MessageState

_LOOK_AGAIN_AFTER_S = 2


class Command(BaseCommand):
    help = "Compares what should have been told with what was; a list and exit 1 when they differ."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = differences(at=timezone.now())
        if found:
            # People come and go while we read: only what is still so a moment later is a difference.
            time.sleep(_LOOK_AGAIN_AFTER_S)
            again = set(differences(at=timezone.now()))
            found = [line for line in found if line in again]
        for line in found:
            self.stdout.write(line)
        failed = Message.objects.filter(state=MessageState.FAILED).count()
        held = Message.objects.filter(state=MessageState.HELD).count()
        self.stdout.write(f"{len(found)} differences; {failed} messages failed, {held} are held")
        if found:
            raise CommandError("What should have been told and what was told differ.")
