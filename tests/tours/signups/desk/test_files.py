import csv
import io
import re
from datetime import date

import openpyxl
import pytest

from core.pasted import parse_table
from tests.builders import a_registration, an_event
from tests.tours.signups.desk.desk import Desk
from tours.models import Event, Group
from tours.signups.desk.export import COLUMNS, harmless
from tours.signups.desk.forms import PASTED_COLUMNS

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://evil.example";"klik")'


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_csv_opens_in_a_dutch_excel_with_all_fields():
    event = an_event(companions_allowed=1)
    a_registration(
        event,
        name="André",
        party="SP; lijst 2",
        note="regel 1\nregel 2",
        companions=1,
        transport="own_bicycle",
    )
    response = Desk(event).get("people_csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    [row] = rows_of(response)
    assert list(row) == [str(title) for title, _cell in COLUMNS]
    assert (row["Naam"], row["Fractie"], row["Opmerking"]) == ("André", "SP; lijst 2", "regel 1\nregel 2")
    assert (row["Stand"], row["Neemt mee"], row["Vervoer"]) == ("Komt", "1", "Eigen fiets")


def test_the_file_has_a_name_that_every_system_takes():
    event = an_event()
    response = Desk(event).get("people_csv")
    assert response["Content-Disposition"] == f'attachment; filename="mensen-{event.slug}-{event.date}.csv"'
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_the_day_in_the_name_of_the_file_is_the_one_that_was_published():
    event = an_event(slug="toer-2030-06-14", date=date(2030, 6, 14))
    Event.objects.filter(pk=event.pk).update(date=date(2030, 6, 21))
    assert 'filename="mensen-toer-2030-06-14.csv"' in Desk(event).get("people_csv")["Content-Disposition"]


def test_the_day_stands_once_in_the_name_of_the_file():
    event = an_event(slug="toer-2030-06-14", date=date(2030, 6, 14))
    assert 'filename="mensen-toer-2030-06-14.csv"' in Desk(event).get("people_csv")["Content-Disposition"]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (EVIL, "'" + EVIL),
        ("+31 6 12345678", "+31 6 12345678"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("Ans", "Ans"),
        ("", ""),
    ],
)
def test_no_cell_calculates(cell, written):
    assert harmless(cell) == written


def test_a_formula_that_somebody_signed_up_with_is_text_in_both_files():
    event = an_event()
    a_registration(event, name=EVIL, party="=1+1", phone="+31 6 12345678")
    desk = Desk(event)
    [row] = rows_of(desk.get("people_csv"))
    assert (row["Naam"], row["Fractie"], row["Telefoon"]) == ("'" + EVIL, "'=1+1", "+31 6 12345678")
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get("people_xlsx").content)).active
    assert [(sheet.cell(2, 1).value, sheet.cell(2, 1).data_type), sheet.cell(2, 3).data_type] == [
        (EVIL, "s"),
        "s",
    ]


def test_the_workbook_has_a_row_per_person_with_numbers_as_numbers():
    event = an_event(companions_allowed=2)
    group = Group.objects.create(event=event, letter="B", position=2)
    a_registration(event, name="Ans", companions=2, group=group)
    a_registration(event, name="Wim", state="cancelled", cancelled_by="desk")
    sheet = openpyxl.load_workbook(io.BytesIO(Desk(event).get("people_xlsx").content)).active
    titles = [cell.value for cell in sheet[1]]
    ans, wim = (
        {title: cell.value for title, cell in zip(titles, row, strict=True)}
        for row in sheet.iter_rows(min_row=2)
    )
    assert (ans["Naam"], ans["Neemt mee"], ans["Groep"]) == ("Ans", 2, "B")
    assert (wim["Stand"], wim["Afgemeld door"]) == ("Afgemeld", "Door de organisatie")


def test_an_empty_list_is_a_file_with_headings():
    event = an_event()
    desk = Desk(event)
    assert rows_of(desk.get("people_csv")) == []
    assert openpyxl.load_workbook(io.BytesIO(desk.get("people_xlsx").content)).active.max_row == 1


def test_what_was_downloaded_can_be_pasted_again():
    event = an_event()
    a_registration(event, name="Ans", party="SP", diet="vegan", email="ans@x.example")
    text = Desk(event).get("people_csv").content.decode("utf-8-sig")
    [row] = parse_table(text, PASTED_COLUMNS).rows
    assert [row.values[name] for name in ("name", "party", "diet", "email")] == [
        "Ans",
        "SP",
        "Veganistisch",
        "ans@x.example",
    ]


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("page", ["people_csv", "people_xlsx", "attendance"])
def test_statements_do_not_grow_with_people(page, people, django_assert_num_queries):
    event = an_event()
    for _ in range(people):
        a_registration(event, group=event.groups.get())
    desk = Desk(event)
    with django_assert_num_queries(5):
        desk.get(page)


def test_the_attendance_list_has_a_sheet_per_group_of_who_has_a_seat():
    event = an_event()
    group = Group.objects.create(event=event, letter="B", position=2, guide_name="Gids Kim")
    a_registration(event, name="Ans", group=group, companions=1)
    a_registration(event, name="Wim", group=event.groups.get(letter="A"))
    a_registration(event, name="Cor", state="waiting")
    page = Desk(event).get("attendance").content.decode()
    assert page.count("dt-sheet") == 2
    assert page.index("Wim") < page.index("Gids Kim") < page.index("Ans")
    assert "Cor" not in page
    assert re.findall(r"\((\d+)\)</span></h3>", page) == ["1", "2"]  # heads: who is brought along counts
