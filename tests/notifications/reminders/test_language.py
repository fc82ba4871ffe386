"""Who is written to in English is written to in English: asked, reminded, and in the calendar."""

import pytest

from notifications.letters import compose, render
from tests.notifications.reminders.sweeping import DAY_BEFORE, an_event_on_the_day, sweep
from tests.notifications.test_letters_situations import entry_in
from tests.notifications.told import posted
from tests.tours.signups.desk.desk import Desk
from tours.models import Contact, Registration
from tours.signups import actions as signups
from tours.signups.invitations.actions import invite_contacts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


def test_a_contact_is_invited_and_reminded_in_their_language(time_machine):
    event = an_event_on_the_day(title="Tour")
    contact = {"organisation": event.organisation, "name": "Sam", "email": "sam@x.example"}
    (sam,) = invite_contacts(event, [Contact.objects.create(**contact, language="en")])
    asked = posted(kind="invited")[0]
    assert compose(asked).subject == "Invitation: Tour"
    assert "The programme is to follow." in str(entry_in(asked)["DESCRIPTION"])
    signups.confirm(sam)
    sweep(DAY_BEFORE, time_machine)
    reminded = posted(kind="reminder")[-1]
    assert render(reminded).subject == "Tomorrow: Tour"


def test_who_is_added_by_the_desk_gets_mail_in_the_language_that_was_chosen():
    event = an_event_on_the_day()
    person = {"role": "resident", "attends_as": "participant", "version": 1, "language": "en"}
    Desk(event).post("add", name="Sam", email="sam@x.example", **person)
    assert [mail.language for mail in posted()] == ["en"]


def test_what_is_changed_counts_for_the_next_mail(time_machine):
    event = an_event_on_the_day()
    sam = signups.add_by_desk(event, source="desk", name="Sam", email="sam@x.example", role="resident")
    Desk(event).post(
        "person", sam.pk, name="Sam", email="sam@x.example", role="resident", attends_as="participant",
        language="en", version=sam.version,
    )  # fmt: skip
    assert Registration.objects.get().language == "en"
    sweep(DAY_BEFORE, time_machine)
    assert posted(kind="reminder")[-1].language == "en"


def test_somebody_who_is_typed_is_invited_in_the_language_that_was_chosen():
    event = an_event_on_the_day()
    Desk(event).post("invite_one", name="Sam", email="sam@x.example", role="resident", language="en")
    assert [mail.language for mail in posted(kind="invited")] == ["en"]
