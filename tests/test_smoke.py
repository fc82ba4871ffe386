import pytest

from tests.builders import a_draft, a_stop, an_event, publish_quietly


@pytest.mark.django_db
def test_a_published_event_has_its_programme_in_the_revision():
    draft = a_draft(programme_complete=True)
    a_stop(draft, at=560)
    event = publish_quietly(draft)
    assert event.current.data["stops"][0]["title"] == "Halte 1"
    assert an_event().takes_registrations(at=event.current.published_at)
