import pytest
from django.urls import reverse

from core.tokens import make_token
from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_user, an_event
from tours.dialogue import actions
from tours.dialogue.errors import EmptyReport, NobodyToReview, ReportChanged, ReportIsPublic
from tours.dialogue.markdown import to_html

pytestmark = pytest.mark.django_db


def a_report(event, body="## Wat we zagen"):
    return actions.write_report(actions.report_of(event), body=body, version=1)


def test_an_empty_report_is_not_published():
    with pytest.raises(EmptyReport):
        actions.publish_report(actions.report_of(an_event()))


def test_the_second_of_two_writers_is_told():
    event = an_event()
    a_report(event)
    with pytest.raises(ReportChanged):
        actions.write_report(actions.report_of(event), body="anders", version=1)


def test_a_published_report_is_taken_back_before_it_is_changed():
    report = actions.publish_report(a_report(an_event()))
    with pytest.raises(ReportIsPublic):
        actions.write_report(report, body="anders", version=2)
    actions.withdraw_report(report)
    assert actions.write_report(report, body="anders", version=2).body == "anders"


def test_a_review_needs_somebody_to_ask():
    event = an_event()
    a_speaker(event, email="")
    with pytest.raises(NobodyToReview):
        actions.send_for_review(a_report(event))


def test_every_speaker_with_an_address_is_asked_to_review_once():
    event = an_event()
    speaker = a_speaker(event, state="confirmed")
    report = actions.send_for_review(a_report(event))
    actions.withdraw_report(report)
    actions.send_for_review(report)
    assert [review.speaker for review in report.reviews.all()] == [speaker]


def test_who_never_said_yes_is_not_asked_what_they_think_of_the_report():
    event = an_event()
    talk = a_talk(a_stop(event))
    spoke = [a_speaker(event, state="confirmed"), a_speaker(event, state="listed", talk=talk)]
    for state in ("invited", "declined"):
        a_speaker(event, state=state, talk=talk)
    a_speaker(event, state="listed")
    report = actions.send_for_review(a_report(event))
    assert [review.speaker for review in report.reviews.order_by("pk")] == spoke


def test_the_link_of_an_earlier_owner_ends_when_somebody_else_takes_the_commitment(client):
    promised = actions.make_commitment(
        an_event(), text="Een motie", owner_name="Sam", owner_email="sam@x.example"
    )
    sams = reverse("personal:commitment", args=[make_token("afspraak", promised.pk, promised.link_version)])
    actions.change_commitment(promised, owner_name="Sam Bos", owner_email="Sam@x.example")
    assert client.get(sams).status_code == 200
    actions.change_commitment(promised, owner_name="Noor", owner_email="noor@x.example")
    assert client.get(sams).status_code == 410


def test_another_owner_of_a_commitment_has_to_agree_anew():
    promised = actions.make_commitment(an_event(), text="Een motie indienen", owner_name="Sam")
    actions.agree_to_name(promised, agreed=True)
    assert promised.name_is_public
    actions.change_commitment(promised, owner_name="Noor")
    assert not promised.name_is_public


def test_statements_keep_the_order_in_which_they_were_made():
    event = a_draft()
    for text in ["Eerst", "Dan", "Dan"]:
        actions.add_statement(event, kind="need", side="council", text=text)
    assert [each.ref for each in event.statements.all()] == ["eerst", "dan", "dan-2"]


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[klik](javascript:alert(1))", 'javascript:alert(1)"'),
        ("![x](https://tracker.example/p.gif)", "<img"),
        ('<a href="x" onclick="y">z</a>', "<a href"),
    ],
)
def test_a_report_holds_no_active_content(written, never):
    assert never not in to_html(written)


def test_headings_of_a_report_stand_below_those_of_the_page():
    assert to_html("# Titel\n\n**vet**") == "<h3>Titel</h3>\n<p><strong>vet</strong></p>\n"


def test_headings_in_a_report_skip_no_level():
    html = to_html("## Een\n\n#### Twee\n\n# Drie\n\n## Vier")
    assert html == "<h3>Een</h3>\n<h4>Twee</h4>\n<h3>Drie</h3>\n<h4>Vier</h4>\n"


def test_what_was_said_is_public_only_with_the_report(client):
    event = an_event()
    actions.add_statement(event, kind="need", side="council", text="Voorstellen die werken")
    url = reverse("agenda:event", args=[event.slug])
    assert "Voorstellen die werken" not in client.get(url).content.decode()
    actions.publish_report(a_report(event))
    page = client.get(url).content.decode()
    assert "Voorstellen die werken" in page
    assert "<h3>Wat we zagen</h3>" in page


def test_the_name_of_an_owner_is_public_only_after_a_yes(client):
    event = an_event()
    promised = actions.make_commitment(event, text="Een motie indienen", owner_name="Sam de Vries")
    actions.publish_report(a_report(event))
    url = reverse("agenda:event", args=[event.slug])
    assert "Sam de Vries" not in client.get(url).content.decode()
    client.post(reverse("personal:commitment", args=[make_token("afspraak", promised.pk, 1)]), {"agree": "1"})
    assert "Sam de Vries" in client.get(url).content.decode()


def test_looking_at_a_commitment_agrees_to_nothing(client):
    promised = actions.make_commitment(an_event(), text="Een motie indienen", owner_name="Sam")
    url = reverse("personal:commitment", args=[make_token("afspraak", promised.pk, 1)])
    response = client.get(url)
    promised.refresh_from_db()
    assert promised.owner_agreed_at is None
    assert response["Referrer-Policy"] == "no-referrer"
    assert client.get(url[:-3] + "00/").status_code == 404


def test_the_organiser_writes_notes_and_publishes(client):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation, role="planner"))
    client.post(reverse("dialogue:write_report", args=[event.slug]), {"body": "Het was goed.", "version": 1})
    client.post(reverse("dialogue:move_report", args=[event.slug]), {"move": "publish"})
    event.refresh_from_db()
    assert event.report.state == "published"
    assert client.get(reverse("dialogue:event", args=[event.slug])).status_code == 200


@pytest.mark.parametrize(("move", "state"), [("publish", "published"), ("review", "review"), ("", "draft")])
def test_what_was_typed_goes_along_with_the_button(client, move, state):
    event = an_event()
    a_speaker(event, state="confirmed")
    client.force_login(a_user(organisation=event.organisation, role="planner"))
    actions.write_report(actions.report_of(event), body="Eerst.", version=1)
    pressed = {"move": move} if move else {}
    client.post(reverse("dialogue:write_report", args=[event.slug]), {"body": "Nu.", "version": 2} | pressed)
    event.refresh_from_db()
    assert (event.report.body, event.report.state) == ("Nu.", state)


def test_a_text_that_somebody_else_changed_is_not_published(client):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation, role="planner"))
    actions.write_report(actions.report_of(event), body="Van een ander.", version=1)
    data = {"body": "Van mij.", "version": 1, "move": "publish"}
    answer = client.post(reverse("dialogue:write_report", args=[event.slug]), data)
    event.refresh_from_db()
    assert (answer.status_code, event.report.state) == (422, "draft")
    assert "Van mij." in answer.content.decode()


def test_a_form_with_errors_keeps_what_was_typed(client):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation, role="planner"))
    answer = client.post(
        reverse("dialogue:add_statement", args=[event.slug]), {"kind": "need", "text": "Bewaar dit"}
    )
    assert answer.status_code == 422
    assert "Bewaar dit" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "seen", "changed"), [("viewer", 200, 404), ("desk", 200, 404), ("planner", 200, 302)]
)
def test_a_role_may_look_or_change(client, role, seen, changed):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation, role=role))
    said = actions.add_statement(event, kind="need", side="both", text="Ruimte")
    assert client.get(reverse("dialogue:event", args=[event.slug])).status_code == seen
    url = reverse("dialogue:statement", args=[event.slug, said.pk])
    assert client.post(url, {"delete": "1"}).status_code == changed


def test_strangers_see_nothing(client):
    event = an_event()
    url = reverse("dialogue:event", args=[event.slug])
    assert client.get(url).status_code == 302
    client.force_login(a_user())
    assert client.get(url).status_code == 404
