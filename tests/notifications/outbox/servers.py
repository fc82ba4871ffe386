"""Stand-ins for the mail server outside: a backend that answers as it was told to."""

from django.core.mail.backends.base import BaseEmailBackend

NAME = "tests.notifications.outbox.servers.Scripted"


class Scripted(BaseEmailBackend):
    """Gives, per recipient, the `answers` one after the other: an error to raise, or something to do meanwhile."""

    answers = {}
    opening = []
    sent = []
    opened = 0

    def open(self):
        Scripted.opened += 1
        if Scripted.opening:
            error = Scripted.opening.pop(0)
            if error:
                raise error
        return True

    def send_messages(self, email_messages):
        for mail in email_messages:
            answers = self.answers.get(mail.recipients()[0].rpartition("<")[2].strip(">"), [])
            answer = answers.pop(0) if answers else lambda: None
            if isinstance(answer, Exception):
                raise answer
            answer()
            Scripted.sent.append(mail)
        return len(email_messages)
