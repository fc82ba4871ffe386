"""Every organiser page there is, found by walking the URLs: a new one is covered, or these tests say what they miss.

Who may look at each and who may act on each stands in WHO, for every role.
"""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from notifications.models import Batch, Received
from scheduling.models import PlanRun, Proposal
from tests.access import LOGIN, ROLES, is_led_back, visitors_of
from tests.builders import (
    a_closed_day,
    a_draft,
    a_message,
    a_poll,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    a_venue,
    an_organisation,
    publish_quietly,
)
from tours.models import (
    Allotment,
    Commitment,
    Contact,
    Material,
    MaterialVersion,
    Membership,
    Notice,
    Pool,
    Statement,
)
from tours.organisations.access import May

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# Who may look, and who may act (None: there is nothing of the kind), of the pages about one event.
WHO = {
    (May.SEE, None): """
        batches:letter batches:letter_html board:programme calling:invited desk:event_messages desk:mailing dialogue:event groups:groups lifecycle:event live:today materials:event
        materials:version inbound:host_wrote inbound:speaker_wrote outbox:event_log outbox:message outbox:message_html planner:planning polls:poll
        programme:speakers signups:attendance signups:counts signups:people signups:people_csv
        signups:people_xlsx""",
    (May.SEE, May.PLAN): """
        batches:people desk:publish materials:material reminders:event""",
    (May.HANDLE_PEOPLE, None): "signups:person_row signups:pools",
    (May.HANDLE_PEOPLE, May.HANDLE_PEOPLE): """
        desk:lunch groups:quotas polls:invite polls:invitee signups:add signups:invite signups:paste signups:person signups:person_cancel
        signups:walk_in writing:write""",
    (None, May.HANDLE_PEOPLE): """
        groups:accept groups:change live:reached outbox:again outbox:allow outbox:release outbox:withdraw programme:speaker_answer
        desk:address_works signups:called signups:invite_again signups:invite_one signups:keep signups:move signups:move_up signups:notice_seen
        signups:person_back signups:person_link signups:person_present signups:pool signups:pool_add
        signups:pool_remove signups:release""",
    (May.PLAN, None): "lifecycle:export live:falls_out",
    (May.PLAN, May.PLAN): """
        batches:lines live:plan_b board:group board:group_delete board:paste board:stop board:stop_delete board:stop_new board:talk
        board:talk_delete board:talk_new desk:cancel dialogue:commitment dialogue:statement lifecycle:close
        lifecycle:copy lifecycle:delete lifecycle:reopen lifecycle:settings planner:wishes polls:choose
        polls:invitee_change polls:invitee_remove polls:invitee_new polls:invitees_paste polls:invitees_pick polls:open
        polls:option_delete polls:quorum polls:withdraw programme:speaker programme:speaker_delete
        programme:speaker_new programme:speakers_paste""",
    (None, May.PLAN): """
        live:delete_plan_b live:publish_plan_b board:day board:end board:estimate board:fill board:group_new board:leg board:order board:shift
        board:talk_order desk:completeness dialogue:add_commitment dialogue:add_statement dialogue:move_report
        dialogue:settle dialogue:write_report groups:thaw live:later live:measured materials:act materials:act_on_version
        materials:add_file materials:add_link materials:add_version materials:limits planner:ask
        planner:choose planner:drop planner:fill planner:grant planner:move planner:stop planner:undo
        polls:option_new polls:settings polls:start programme:speaker_invite programme:speakers_invite
        reminders:drop batches:go_on batches:hold batches:tell batches:withdraw""",
}
# The same, where somebody of an organisation that hosts along has nothing to seek: of the organisation itself.
WHO_OF_THE_HOUSE = {
    (May.SEE, None): "calendar:follow calendar_days:closed",
    (None, May.SEE): "calendar:renew",
    (May.HANDLE_PEOPLE, May.HANDLE_PEOPLE): "organisations:contact organisations:contact_delete",
    (None, May.HANDLE_PEOPLE): "inbound:done inbound:take_over",
    (May.PLAN, May.PLAN): "programme:venue programme:venue_delete",
    (None, May.PLAN): """
        calendar_days:add calendar_days:delete calendar_days:forget calendar_days:import calendar_days:region
        lifecycle:cohosting lifecycle:cohosts""",
    (May.OWN, May.OWN): "organisations:member organisations:settings trial:trial",
    (None, May.OWN): "organisations:member_remove organisations:new_member",
}
# About whoever is logged in: a stranger gets their own, perhaps empty, page.
WHO_OF_ONESELF = {
    (May.SEE, None): """
        desk:events desk:home desk:messages inbound:received organisations:contacts outbox:log
        programme:venues""",
    (May.SEE, May.SEE): "organisations:keys",
    (May.HANDLE_PEOPLE, May.HANDLE_PEOPLE): "organisations:contacts_paste organisations:new_contact",
    (May.PLAN, May.PLAN): "lifecycle:new programme:venue_new",
    (None, May.SEE): "organisations:key_revoke outbox:release_all",
}


def who(*tables):
    """Per page, who may look and who may act."""
    return {name: roles for table in tables for roles, names in table.items() for name in names.split()}


LOOKED_AT = {name: look for name, (look, _act) in who(WHO, WHO_OF_THE_HOUSE, WHO_OF_ONESELF).items()}
OF_ONESELF = who(WHO_OF_ONESELF).keys()
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
REFUSED = {404, 405}


def organiser_pages(urls=None, namespace="", before=""):
    """Name and route of every page under /beheer/."""
    for entry in urls or get_resolver().url_patterns:
        route = before + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from organiser_pages(entry.url_patterns, entry.namespace or namespace, route)
        elif route.startswith("beheer/"):
            yield f"{namespace}:{entry.name}", route


PAGES = dict(organiser_pages())
WITH_ROW = {name: route for name, route in PAGES.items() if "<slug:slug>" in route and "<int:pk>" in route}


class World:
    """One event with something of every kind, and whoever works on it."""

    def __init__(self):
        self.organisation = an_organisation()
        draft = a_draft(organisation=self.organisation)
        stop = a_stop(draft, at=600)
        there, talk = a_stop(draft, at=700), a_talk(stop)
        speaker = a_speaker(draft, talk=talk)
        self.event = event = publish_quietly(draft)
        person = a_registration(event)
        material = Material.objects.create(event=event, title="Folder", visibility="public")
        folder = storages["materials"].save("folder", ContentFile(b"%PDF-"))
        self.poll = a_poll(event)
        self.member = a_user(role="planner", organisation=self.organisation)
        self.owner = a_user(organisation=self.organisation)
        self.rows = {
            "leden": Membership.objects.get(user=self.member),
            "contacten": Contact.objects.create(organisation=self.organisation, name="Kim"),
            "locaties": a_venue(event),
            "sprekers": speaker,
            "halte": stop,
            "onderdeel": talk,
            "groep": event.groups.get(),
            "plaatsen": Pool.objects.create(event=event, role="councillor", capacity=3),
            "apart": Allotment.objects.create(event=event, name="Alliantie", seats=0),
            "mensen": person,
            "berichten": a_message(person),
            "binnen": Received.objects.create(
                key=f"binnen:{event.pk}",
                form="mail",
                raw=b"",
                state="review",
                organisation=self.organisation,
                came_at=timezone.now(),
                next_attempt_at=timezone.now(),
            ),
            "bericht": Notice.objects.create(registration=person, kind="reply", text="Kan niet"),
            "mails": Batch.objects.create(event=event, state="running", begun_at=timezone.now()),
            "materiaal": material,
            "versie": MaterialVersion.objects.create(
                material=material,
                number=1,
                filename="folder.pdf",
                size_bytes=5,
                sha256="0" * 64,
                storage_name=folder,
                state="published",
            ),
            "gezegd": Statement.objects.create(event=event, kind="need", side="council", text="Ruimte"),
            "dag": self.poll.options.first(),
            "genodigde": self.poll.invitees.get(),
            "vrij": a_closed_day(self.organisation),
            "afspraken": Commitment.objects.create(event=event, text="Wij bellen", owner_name="Kim"),
        }
        way = {"code": "buffer", "values": {}}
        conflict = {"clash": [], "concessions": [way], "minimal": True}
        run = PlanRun.objects.create(event=event, state="running", problem={}, conflict=conflict)
        proposal = Proposal.objects.create(run=run, kind="shortest", plan={})
        # What a page needs to hear before it knows what it is asked.
        self.said = {
            "board:end": {"end_min": 1000, "version": event.version},
            "board:leg": {"group": self.rows["groep"].pk, "from": stop.pk, "to": there.pk},
            "board:order": {"stop": stop.pk, "move": "down"},
            "board:shift": {"visit": stop.visits.get().pk},
            "board:talk_order": {"talk": talk.pk, "move": "down"},
            "dialogue:move_report": {"move": "review"},
            "dialogue:settle": {"state": "done"},
            "groups:accept": {"voorstel": "iedereen"},
            "lifecycle:cohosting": {"organisation": self.organisation.slug},
            "planner:choose": {"proposal": proposal.pk},
            "planner:move": {"later": stop.visits.get().pk},
            "planner:grant": {"run": run.pk, "concession": 0},
            "planner:stop": {"run": run.pk},
        }

    def url(self, name, *, rows=None):
        """The page about this event; `rows` from another world put in its pk."""
        route, values = PAGES[name], {}
        if "<slug:slug>" in route:
            values["slug"] = self.organisation.slug if "organisatie/" in route else self.event.slug
        if "<int:pk>" in route:
            kind = route.partition("<int:pk>")[0].rstrip("/").rpartition("/")[2]
            values["pk"] = (rows or self.rows)[kind].pk
        if "<slug:verb>" in route:
            values["verb"] = "withdraw"
        return reverse(name, kwargs=values)


def ask(browser, method, url, said=None, **how):
    """The answer to somebody, after which everything is as it was."""
    with transaction.atomic():
        response = getattr(browser, method)(url, said, **how)
        transaction.set_rollback(True)
    return response


def answer(response):
    """LOGIN, or whether they got in; where forms are sent to there is nothing to look at."""
    if response.headers.get("Location", "").startswith("/account/login/"):
        return LOGIN
    return response.status_code not in REFUSED and not is_led_back(response)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def bare(monkeypatch):
    """Pages are not drawn: who gets one is decided before."""
    monkeypatch.setattr(Template, "render", lambda *_: "")


def test_each_page_is_for_those_whom_it_is_for(world, bare):
    tables = [WHO, WHO_OF_THE_HOUSE, WHO_OF_ONESELF]
    expected = {name: outcomes_for(name, *roles) for name, roles in who(*tables).items()}
    browsers = visitors_of(world.event)
    world.event.asked_cohosts.add(world.organisation)
    got = {
        name: {
            visitor: tuple(
                answer(ask(browser, method, world.url(name), said))
                for method, said in (("get", None), ("post", world.said.get(name)))
            )
            for visitor, browser in browsers.items()
        }
        for name in sorted(PAGES)
    }
    assert got == expected


def outcomes_for(name, look, act):
    """What each visitor should get, at looking and at acting."""

    def may(role):
        return tuple(bool(ability and role in ability.value) for ability in (look, act))

    expected = {"anonymous": (LOGIN, LOGIN)} | {role: may(role) for role in ROLES}
    expected["foreign"] = may("owner") if name in OF_ONESELF else (False, False)
    expected["cohost_planner"] = (False, False) if name in who(WHO_OF_THE_HOUSE) else may("planner")
    return expected


def test_looking_changes_nothing(world, client):
    client.force_login(world.owner)
    written = {}
    for name in PAGES:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(world.url(name)).status_code in {200, 302, *REFUSED}, name
        written[name] = [query["sql"] for query in asked if WRITES.match(query["sql"])]
    assert {name: sql for name, sql in written.items() if sql} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_row_of_another_event_is_not_found_under_ones_own(world, method):
    browser = Client(headers={"HX-Request": "true"})
    browser.force_login(world.owner)
    rows = World().rows
    looked_at = [name for name in WITH_ROW if method == "post" or LOOKED_AT[name]]
    asked = {name: ask(browser, method, world.url(name, rows=rows), follow=True) for name in looked_at}
    assert {name: response.status_code for name, response in asked.items() if answer(response)} == {}


def test_who_opens_where_a_form_is_sent_to_comes_to_a_page(world, bare, client):
    client.force_login(world.owner)
    sent_to = [name for name, look in LOOKED_AT.items() if look is None]
    pages = {name: client.get(world.url(name), follow=True) for name in sent_to}
    assert {name: page.status_code for name, page in pages.items() if page.status_code != 200} == {}
    assert pages["dialogue:add_statement"].request["PATH_INFO"] == world.url("dialogue:event")
    assert pages["lifecycle:cohosts"].request["PATH_INFO"] == world.url("lifecycle:event")


# What a page is asked to work on by a number in the form, not in its address.
NAMES_ROWS = [
    "board:leg",
    "board:order",
    "board:shift",
    "board:talk_order",
    "planner:choose",
    "planner:grant",
    "planner:move",
    "planner:stop",
]


def test_a_row_of_another_event_in_the_form_is_not_found_either(world, client):
    client.force_login(world.owner)
    other = World()
    got = {
        name: [ask(client, "post", world.url(name), one.said[name]).status_code for one in (world, other)]
        for name in NAMES_ROWS
    }
    assert {name: theirs for name, (_own, theirs) in got.items() if theirs != 404} == {}
    assert {name: own for name, (own, _theirs) in got.items() if own not in {302, 422}} == {}
