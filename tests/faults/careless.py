"""A worker that is wrong on purpose: it marks what it claims as sent, and only then sends it."""

import logging

import django


def main():
    from django.utils import timezone

    from notifications.models import Message
    from notifications.outbox import lease
    from notifications.outbox.delivery import deliver_due

    sound_claim = lease.claim

    def claim_and_mark(owner, **limits):
        batch = sound_claim(owner, **limits)
        Message.objects.filter(pk__in=[message.pk for message in batch]).update(state="sent")
        return batch

    lease.claim = claim_and_mark
    deliver_due(at=timezone.now())


if __name__ == "__main__":
    django.setup()
    logging.disable()
    main()
