from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import news  # noqa: F401  (its listeners register themselves)
        from notifications.outbox.actions import suppressed_among
        from notifications.outbox.breaker import mail_stands_still
        from notifications.outbox.knowing import who_is_being_told
        from tours.lifecycle.knowing import add_knowing
        from tours.signups.promised import add_shut, add_standstill

        add_knowing(who_is_being_told)
        add_standstill(mail_stands_still)
        add_shut(suppressed_among)
