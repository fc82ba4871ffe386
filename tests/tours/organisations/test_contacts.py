import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.builders import a_user, an_organisation
from tests.tours.organisations.browser import Member
from tours.models import Contact, Membership

pytestmark = pytest.mark.django_db


def a_contact(organisation, **fields):
    return Contact.objects.create(
        **{"organisation": organisation, "name": "Ans Bos", "role": "councillor"} | fields
    )


def names(response):
    return re.findall(r'<th scope="row">([^<]+)', response.content.decode())


def stored(organisation):
    return list(organisation.contacts.order_by("pk").values_list("name", "party", "email", "phone"))


def paste(member, text, **more):
    """Look first, then save; the answer to the second step."""
    shown = member.post("contacts_paste", text=text)
    if shown.status_code != 200:
        return shown
    return member.post("contacts_paste", text=text, seen=more.get("seen", shown.context["seen"]))


def test_contacts_of_my_own_organisation_are_listed_and_searched():
    member = Member(role="viewer")
    a_contact(member.organisation, party="SP")
    a_contact(member.organisation, name="Wim", email="wim@x.example")
    a_contact(an_organisation(), name="Vreemd")
    assert names(member.get("contacts")) == ["Ans Bos", "Wim"]
    assert names(member.get("contacts", q="sp bos")) == ["Ans Bos"]
    assert names(member.get("contacts", q="wim@x")) == ["Wim"]


def test_who_works_for_two_organisations_chooses_between_them():
    member = Member()
    other = an_organisation(name="Alliantie")
    Membership.objects.create(user=member.user, organisation=other, role="viewer")
    a_contact(other, name="Van daar")
    assert names(member.get("contacts", organisatie=other.slug)) == ["Van daar"]
    assert member.get("contacts", organisatie=an_organisation().slug).status_code == 404
    assert member.get("new_contact", organisatie=other.slug).status_code == 404


def test_somebody_is_written_down_changed_and_forgotten():
    member = Member(role="desk")
    member.post("new_contact", name="Ans", role="councillor", email="Ans@X.example", version=1)
    ans = member.organisation.contacts.get()
    member.post("contact", ans.pk, name="Ans Bos", role="alderman", version=1)
    assert stored(member.organisation) == [("Ans Bos", "", "", "")]
    assert "Ans Bos" in member.get("contact_delete", ans.pk).content.decode()
    assert member.organisation.contacts.exists()
    member.post("contact_delete", ans.pk)
    assert not member.organisation.contacts.exists()


def test_the_same_name_and_address_twice_is_told():
    member = Member()
    a_contact(member.organisation, email="ans@x.example")
    response = member.post("new_contact", name="ans bos", role="resident", email="ANS@x.example", version=1)
    assert response.status_code == 422
    assert "al in de contacten" in response.content.decode()


def test_the_second_of_two_editors_is_told_and_loses_nothing():
    member = Member()
    ans = a_contact(member.organisation)
    member.post("contact", ans.pk, name="Ans", role="councillor", party="SP", version=1)
    response = member.post("contact", ans.pk, name="Ans", role="councillor", party="D66", version=1)
    assert response.status_code == 422
    assert 'value="D66"' in response.content.decode()
    assert "<b>Fractie:</b> SP" in response.content.decode()


@pytest.mark.parametrize("contacts", [1, 3])
def test_statements_do_not_grow_with_contacts(contacts, django_assert_num_queries):
    member = Member()
    for n in range(contacts):
        a_contact(member.organisation, name=f"Sam {n}")
    with django_assert_num_queries(6):
        member.get("contacts")


def test_pasted_contacts_show_their_differences_and_are_saved_then():
    member = Member()
    a_contact(member.organisation, party="SP", email="ans@x.example", phone="030 123 45 67")
    text = "Naam\tFractie\tE-mail\nAns Bos\tGroenLinks\tans@x.example\nWim\tSP\twim@x.example"
    shown = member.post("contacts_paste", text=text)
    page = shown.content.decode()
    assert "<del>SP</del> → <ins>GroenLinks</ins>" in page
    assert len(stored(member.organisation)) == 1
    member.post("contacts_paste", text=text, seen=shown.context["seen"])
    assert stored(member.organisation) == [
        ("Ans Bos", "GroenLinks", "ans@x.example", "030 123 45 67"),
        ("Wim", "SP", "wim@x.example", ""),
    ]


def test_pasting_the_same_again_changes_nothing():
    member = Member()
    text = "naam;e-mail\nAns;ans@x.example\nWim;"
    paste(member, text)
    shown = member.post("contacts_paste", text=text)
    assert "Alles staat er al zo" in shown.content.decode()
    assert [contact.version for contact in member.organisation.contacts.all()] == [1, 1]


def test_a_known_person_with_another_address_or_name_is_recognised():
    member = Member()
    a_contact(member.organisation, name="A. Bos", email="ans@x.example")
    a_contact(member.organisation, name="Wim", email="")
    paste(member, "naam;e-mail\nAns Bos;ANS@x.example\nwim;wim@x.example")
    assert stored(member.organisation) == [
        ("Ans Bos", "", "ans@x.example", ""),
        ("wim", "", "wim@x.example", ""),
    ]


def test_two_people_at_one_address_stay_two():
    member = Member()
    a_contact(member.organisation, name="Ans", email="samen@x.example")
    paste(member, "naam;e-mail;fractie\nWim;samen@x.example;SP\nAns;samen@x.example;D66")
    assert stored(member.organisation) == [
        ("Ans", "D66", "samen@x.example", ""),
        ("Wim", "SP", "samen@x.example", ""),
    ]


def test_one_wrong_row_keeps_all_out_and_names_line_and_column():
    member = Member()
    response = paste(member, "naam;e-mail;rol\nAns;ans@x.example;raadslid\n;geen;koning")
    problems = [(problem.line, problem.column) for problem in response.context["table"].problems]
    assert (response.status_code, problems) == (422, [(3, "Naam"), (3, "Rol"), (3, "E-mailadres")])
    assert stored(member.organisation) == []


def test_what_changed_since_it_was_shown_is_shown_again():
    member = Member()
    ans = a_contact(member.organisation, party="SP", email="ans@x.example")
    text = "naam;fractie;e-mail\nAns Bos;D66;ans@x.example"
    shown = member.post("contacts_paste", text=text)
    Contact.objects.filter(pk=ans.pk).update(party="GroenLinks")
    response = member.post("contacts_paste", text=text, seen=shown.context["seen"])
    assert response.status_code == 422
    assert "<del>GroenLinks</del>" in response.content.decode()
    assert stored(member.organisation)[0][1] == "GroenLinks"


@pytest.mark.parametrize("text", ["", "  \n", "naam;fractie", '"open', "naam\n" + "x" * 130])
def test_nothing_useful_pasted_is_told(text):
    assert Member().post("contacts_paste", text=text).status_code == 422


def test_two_thousand_contacts_are_pasted_in_a_few_seconds(django_assert_max_num_queries):
    member = Member()
    text = "naam;e-mail\n" + "\n".join(f"Sam {n};sam{n}@x.example" for n in range(2000))
    with django_assert_max_num_queries(8):
        assert member.post("contacts_paste", text=text).context["news"]
    assert a_user(role=None).memberships.count() == 0


def test_an_uploaded_workbook_is_looked_at_first_and_then_stored_as_shown():
    member = Member()
    a_contact(member.organisation, name="Bo", email="bo@x.example", party="SP")
    a_contact(member.organisation, name="Cas", email="cas@x.example")
    rows = [
        ["Naam", "Fractie", "E-mail", "Secretaris"],
        ["Bo", "GL", "bo@x.example", "bode@x.example"],
        ["Cas", None, "cas@x.example"],
        ["Dré", "SP"],
    ]
    shown = member.post("contacts_paste", text="", file=a_workbook(rows))
    assert shown.status_code == 200
    assert member.organisation.contacts.count() == 2
    changes = [(each.label, each.old, each.new) for row in shown.context["changes"] for each in row.changes]
    assert changes == [("Fractie", "SP", "GL"), ("E-mailadres van de secretaris", "", "bode@x.example")]
    assert [row.name for row in shown.context["same"]] == ["Cas"]
    text = shown.context["form"]["text"].value()
    member.post("contacts_paste", text=text, seen=shown.context["seen"])
    assert stored(member.organisation)[0][1] == "GL"
    assert member.organisation.contacts.filter(name="Dré", party="SP").exists()


def test_a_wrong_row_of_a_workbook_is_named_and_nothing_is_stored():
    member = Member()
    answer = member.post(
        "contacts_paste", text="", file=a_workbook([["Naam", "E-mail"], ["An", "geen adres"]])
    )
    assert (answer.status_code, member.organisation.contacts.count()) == (422, 0)
    assert [(each.line, each.column) for each in answer.context["table"].problems] == [(2, "E-mailadres")]
    assert "geen adres" in answer.content.decode()


def a_workbook(rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile("contacten.xlsx", file.getvalue())


@pytest.mark.parametrize(
    ("typed", "language"),
    [("Engels", "en"), ("English", "en"), ("en", "en"), ("Nederlands", "nl"), ("", "nl")],
)
def test_the_language_of_a_contact_may_be_pasted_in_words(typed, language):
    member = Member()
    paste(member, f"Naam\tE-mail\tTaal\nSam\tsam@x.example\t{typed}")
    assert Contact.objects.get().language == language


def test_a_pasted_language_is_shown_as_a_change_and_an_empty_cell_changes_nothing():
    member = Member()
    a_contact(member.organisation, name="Sam", email="sam@x.example", language="en")
    same = member.post("contacts_paste", text="Naam\tE-mail\tTaal\nSam\tsam@x.example\t")
    other = member.post("contacts_paste", text="Naam\tE-mail\tTaal\nSam\tsam@x.example\tnl")
    assert "Taal van de berichten: <del>" not in same.text
    assert "Taal van de berichten: <del>English</del> → <ins>Nederlands</ins>" in other.text


def test_a_language_that_we_do_not_write_is_said_with_those_that_we_do():
    answer = Member().post("contacts_paste", text="Naam\tTaal\nSam\tFrans")
    assert "U kunt kiezen uit: Nederlands, English." in answer.text


def test_the_language_of_a_contact_is_chosen_on_their_page_and_stays_where_it_is_not_sent():
    member = Member()
    contact = a_contact(member.organisation)
    for version, sent in enumerate([{"language": "en"}, {}], start=1):
        member.post("contact", contact.pk, name="Ans Bos", role="councillor", version=version, **sent)
        assert Contact.objects.get().language == "en"
