"""The programme on paper."""

import re

import pytest
from django.urls import reverse

from tests.builders import a_draft, a_stop, publish_quietly
from tests.tours.agenda.tour import a_tour, page
from tours.models import Group

pytestmark = pytest.mark.django_db


def test_every_group_has_its_own_sheet(client):
    draft = a_draft(programme_complete=True)
    draft.groups.create(letter="B", position=2)
    a_stop(draft, at=560)
    text = client.get(reverse("agenda:print", args=[publish_quietly(draft).slug])).content.decode()
    assert text.count("dt-sheet") == 2


def test_a_programme_on_paper_says_whose_it_is(client):
    tour = a_tour(stops=1)
    assert "dt-onprint" not in page(client, tour)
    Group.objects.create(event=tour, letter="B", position=2)
    publish_quietly(tour)
    assert re.search(r'dt-onprint">, groep\s+B<', page(client, tour, "?groep=B"))
