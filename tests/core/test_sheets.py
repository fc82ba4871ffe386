import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core import sheets
from core.pasted import parse_table
from core.sheets import PasteForm, sheet_text


def a_book(*rows, **more):
    """A workbook: rows on the first sheet, and `more` sheets by title."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, theirs in more.items():
        sheet = book.create_sheet(title)
        for row in theirs:
            sheet.append(row)
    return book


def octets_of(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(octets):
    return sheet_text(io.BytesIO(octets))


def refused(octets):
    with pytest.raises(ValidationError) as no:
        read(octets)
    return no.value.messages[0]


def with_part(whole, name, cell):
    """The workbook with another cell A2."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w") as new:
        for each in old.namelist():
            part = old.read(each)
            if each == name:
                start = part.index(b'<c r="A2"')
                part = part[:start] + cell + part[part.index(b"</c>", start) + 4 :]
            new.writestr(each, part)
    return file.getvalue()


def test_cells_are_what_somebody_sees_and_a_line_is_a_row():
    book = a_book(
        ["Naam", "Telefoon", "Dag", "Uur", "Wil"],
        [],
        ['Jansen,\n"Piet"', 612345678.0, date(2030, 7, 5), time(9, 30), True],
        [None, 1.5, datetime.fromisoformat("2030-07-05T09:30")],
    )
    assert [line.rstrip("\t") for line in read(octets_of(book)).split("\n")[:4]] == [
        "Naam\tTelefoon\tDag\tUur\tWil",
        "",
        '"Jansen, ""Piet"""\t612345678\t2030-07-05\t09:30\tja',
        "\t1.5\t2030-07-05 09:30",
    ]


def test_a_comma_in_the_only_column_is_no_separator():
    table = parse_table(read(octets_of(a_book(["Naam"], ["Jansen, Piet"]))), {"name": ["naam"], "party": []})
    assert [row.values["name"] for row in table.rows] == ["Jansen, Piet"]


def test_a_formula_is_its_value_and_an_error_is_named_with_its_cell():
    whole, sheet = octets_of(a_book(["Naam"], ["Jan"])), "xl/worksheets/sheet1.xml"
    cell = b'<c r="A2" t="str"><f>UPPER("jan")</f><v>JAN</v></c>'
    assert read(with_part(whole, sheet, cell)) == "Naam\t\nJAN\t\n"
    wrong = refused(with_part(whole, sheet, b'<c r="A2" t="e"><v>#N/A</v></c>'))
    assert wrong == "In cel A2 staat een fout: #N/A. Verbeter die in uw bestand."


def test_hidden_and_empty_sheets_do_not_count_and_two_filled_ones_are_refused():
    book = a_book(["Naam"], ["Jan"], Geheim=[["x"]], Leeg=[])
    book["Geheim"].sheet_state = "hidden"
    assert read(octets_of(book)) == "Naam\t\nJan\t\n"
    book["Geheim"].sheet_state = "visible"
    assert "meer dan één blad: Sheet, Geheim" in refused(octets_of(book))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_in_the_encodings_of_spreadsheets(codec):
    assert read("Naam;Fractie\r\nRenée;SP".encode(codec)) == "Naam;Fractie\r\nRenée;SP"


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (b"", "geen rijen"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "oud Excel-bestand"),
        (b"%PDF-1.7\x00\x01", "geen spreadsheet"),
        (b"PK\x03\x04 and then nothing", "niet lezen"),
        (b"a" * (sheets.MAX_BYTES + 1), "te groot"),
    ],
    ids=["empty", "xls", "pdf", "torn", "large"],
)
def test_what_is_no_list_is_refused_in_a_sentence(octets, sentence):
    assert sentence in refused(octets)


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_is_read():
    file = io.BytesIO(octets_of(a_book(["Naam"])))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/big.xml", b" " * (sheets.MAX_UNPACKED + 1))
    assert len(file.getvalue()) < sheets.MAX_BYTES
    assert "uitgepakt te groot" in refused(file.getvalue())


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    assert "meer dan 2 rijen" in refused(octets_of(a_book(["a"], ["b"], ["c"])))


def test_a_file_takes_the_place_of_the_text_and_of_the_consent():
    file = SimpleUploadedFile("lijst.xlsx", octets_of(a_book(["Naam"], ["Jan"])))
    form = PasteForm({"text": "Piet", "seen": "abc"}, {"file": file})
    assert form.is_valid()
    assert (form.cleaned_data["text"], form.cleaned_data["seen"]) == ("Naam\t\nJan\t\n", "")
    assert form["text"].value() == "Naam\t\nJan\t\n"


def test_a_wrong_file_leaves_what_was_typed():
    form = PasteForm({"text": "Piet"}, {"file": SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0")})
    assert not form.is_valid()
    assert (list(form.errors), form["text"].value()) == (["file"], "Piet")


def test_neither_text_nor_a_file_is_asked_for():
    assert list(PasteForm({}).errors) == ["text"]
