import pytest
from django.core.mail import EmailMultiAlternatives

from notifications.letters import compose
from notifications.letters.octets import octets
from tests.builders import a_message, a_registration, a_told, an_event

TEXTS = ["Kort", "é" * 200, "lang " * 60, "a" * 300, 'komma, "aanhaling" en <haakjes>', "日本語の件名 " * 12]


def a_mail(text):
    mail = EmailMultiAlternatives(
        subject=text,
        body=f".\r\n..\n{text}\n" * 3,
        from_email="Griffie Utrecht <griffie@voorbeeld.example>",
        to=[f'"{text[:60].replace(chr(34), "")}" <sam@voorbeeld.example>'],
        headers={"Message-ID": "<1@localhost>", "X-Long": "woord " * 30},
    )
    mail.attach_alternative(f"<p>{text}</p>", "text/html")
    mail.attach("invite.ics", b"BEGIN:VCALENDAR\r\n", "application/ics")
    return mail.message()


@pytest.mark.parametrize("text", TEXTS)
def test_the_quick_way_gives_the_librarys_bytes(text):
    mail = a_mail(text)
    quick = octets(mail)
    assert quick == mail.as_bytes(linesep="\r\n")


@pytest.mark.django_db
def test_an_invitation_too():
    registration = a_registration(an_event(), name="Zoë 'Q' de Ünal")
    message = a_message(registration, kind="seat_confirmed", method="REQUEST", told=a_told(registration))
    mail = compose(message).message()
    quick = octets(mail)
    assert quick == mail.as_bytes(linesep="\r\n")
    assert b"\n" not in quick.replace(b"\r\n", b"")
