import email
import stat
from email import policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection

BACKEND = "notifications.outbox.eml.EmailBackend"


def write(settings, folder, *mails):
    settings.EMAIL_FILE_PATH = str(folder)
    return get_connection(BACKEND).send_messages(mails)


def a_mail(to="Sam <sam@voorbeeld.example>", **fields):
    return EmailMessage(
        **{"subject": "Hé", "body": "Regel\n", "from_email": "a@x.example", "to": [to]} | fields
    )


def test_each_mail_is_a_file_that_a_mail_program_opens(settings, tmp_path):
    assert write(settings, tmp_path / "mail", a_mail(), a_mail()) == 2
    first, second = sorted((tmp_path / "mail").iterdir())
    assert first.name < second.name
    assert "-sam@voorbeeld.example-" in first.name
    mail = email.message_from_bytes(first.read_bytes(), policy=policy.default)
    assert (mail["Subject"], mail.get_content()) == ("Hé", "Regel\r\n")


def test_only_we_may_read_it_for_personal_links_stand_in_it(settings, tmp_path):
    write(settings, tmp_path, a_mail())
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_address_cannot_choose_where_the_file_goes(settings, tmp_path):
    folder = tmp_path / "mail"
    write(settings, folder, a_mail('"../../x"@voorbeeld.example'))
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [folder]


def test_a_disk_that_fails_leaves_no_half_mail(settings, tmp_path, monkeypatch):
    def full(_self, _target):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write(settings, tmp_path, a_mail())
    assert list(tmp_path.glob("*.eml")) == []


def test_a_mail_to_nobody_is_no_file(settings, tmp_path):
    assert write(settings, tmp_path, EmailMessage(subject="x", body="x")) == 0
    assert list(tmp_path.iterdir()) == []
