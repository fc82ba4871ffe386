"""What is let through, and why the rest is not."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from PIL import Image

from tests.tours.materials import files
from tours.materials.checks import limits
from tours.materials.checks.kinds import check
from tours.materials.checks.refused import Refused
from tours.materials.refusals import is_known


@pytest.fixture
def checked(tmp_path):
    """checked(data, extension) -> the bytes that may be published."""

    def run(data, extension):
        source, out = tmp_path / "source", tmp_path / "out"
        source.write_bytes(data)
        return (out if check(source, extension, out) else source).read_bytes()

    return run


@pytest.fixture
def refused(checked):
    """refused(data, extension) -> the code; every code can be said in words."""

    def run(data, extension):
        with pytest.raises(Refused) as no:
            checked(data, extension)
        assert is_known({"code": no.value.code} | no.value.values)
        return no.value.code

    return run


def an_xlsx():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "Lunch"
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("extension", "data"),
    [
        ("pptx", files.a_pptx()),
        ("xlsx", an_xlsx()),
        ("odp", files.an_odp()),
        ("odt", files.an_odp(kind="text")),
        ("txt", "Dag raadslid, één vraag.\r\n\tGroet".encode()),
    ],
)
def test_an_honest_document_is_published_byte_for_byte(checked, extension, data):
    assert checked(data, extension) == data


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_an_honest_picture_stays_the_same_picture(checked, kind):
    data = files.an_image({"jpg": "JPEG"}.get(kind, kind.upper()))
    with Image.open(io.BytesIO(checked(data, kind))) as image:
        assert image.size == (40, 30)
        assert abs(image.convert("RGB").getpixel((5, 5))[1] - 106) < 4


# --- documents that are a zip ----------------------------------------------------------------------


def test_a_renamed_pptm_is_no_pptx(refused):
    assert refused(files.a_pptx(main_type=files.PPTM), "pptx") == "macros"


def test_a_docx_that_calls_itself_pptx_is_refused(refused):
    assert refused(files.a_pptx(main_type=files.DOCX), "pptx") == "other_document"


def test_the_main_part_is_the_one_that_the_package_begins_with(refused):
    begins_elsewhere = {
        "_rels/.rels": files.relations(("officeDocument", "ppt/other.xml", "")),
        "ppt/other.xml": "<x/>",
    }
    assert refused(files.a_zip(files.pptx_members() | begins_elsewhere), "pptx") == "other_document"


@pytest.mark.parametrize("name", ["ppt/vbaProject.bin", "ppt/activeX/activeX1.xml", "xl/macrosheets/s1.xml"])
def test_macros_and_controls_are_refused(refused, name):
    assert refused(files.a_pptx({name: b"x"}), "pptx") == "macros"


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        ("video", "file:///C:/Users/Sam/Film%20van%20Sam.mp4", "linked_media"),
        ("audio", "Muziek.mp3", "linked_media"),
        ("video", "https://www.youtube.com/embed/x", "online_video"),
        ("image", "https://evil.example/pixel.png", "linked_file"),
        ("oleObject", "file:///C:/cijfers.xlsx", "linked_file"),
        ("attachedTemplate", "https://evil.example/a.dotm", "linked_template"),
        ("externalLinkPath", "begroting.xlsx", "linked_workbook"),
    ],
)
def test_what_is_fetched_from_elsewhere_is_named(refused, kind, target, code):
    assert refused(files.a_pptx(links=[(kind, target, "External")]), "pptx") == code


def test_a_linked_film_is_called_by_its_name(checked):
    linked = files.a_pptx(links=[("video", "file:///C:/Users/Sam/Film%20van%20Sam.mp4", "External")])
    with pytest.raises(Refused) as no:
        checked(linked, "pptx")
    assert no.value.values == {"name": "Film van Sam.mp4"}


def test_a_link_that_is_clicked_is_fine(checked):
    assert checked(files.a_pptx(links=[("hyperlink", "https://utrecht.example", "External")]), "pptx")


def test_a_film_within_the_presentation_is_fine(checked):
    assert checked(files.a_pptx({"ppt/media/film.mp4": files.an_mp4()}), "pptx")


def test_a_spreadsheet_within_a_presentation_is_looked_into(checked, refused):
    assert checked(files.a_pptx({"ppt/embeddings/Werkblad.xlsx": an_xlsx()}), "pptx")
    with_macros = files.a_zip({"[Content_Types].xml": "<Types/>", "xl/vbaProject.bin": b"x"})
    assert refused(files.a_pptx({"ppt/embeddings/Werkblad.xlsx": with_macros}), "pptx") == "macros"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ppt/embeddings/factuur.exe", b"MZ"),
        ("ppt/embeddings/oleObject1.bin", b"MZ\x90"),
        (
            "ppt/embeddings/oleObject1.bin",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Ole10Native".encode("utf-16-le") + b"\0\0",
        ),
    ],
)
def test_a_program_within_a_document_is_refused(refused, name, content):
    assert refused(files.a_pptx({name: content}), "pptx") == "embedded"


def test_an_old_or_locked_office_file_with_a_new_name_is_refused(refused):
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "pptx") == "old_inside"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "ppt\\..\\x", "C:/x", "ppt//x", "a\x07b"]
)
def test_a_name_that_leads_out_of_the_document_is_refused(refused, name):
    assert refused(files.a_pptx({name: "x"}), "pptx") == "odd_inside"


def test_a_name_that_stands_there_twice_is_refused(refused):
    assert refused(files.a_pptx({"PPT/Presentation.xml": "x"}), "pptx") == "odd_inside"


def test_a_bomb_is_refused_by_its_directory(refused):
    assert refused(files.a_zip_bomb(files.pptx_members()), "pptx") == "too_much_inside"


def test_a_bomb_that_lies_about_its_size_is_refused_too(refused):
    assert refused(files.a_lying_zip(files.pptx_members()), "pptx") == "too_much_inside"


def test_too_many_members_are_refused_before_they_are_read(refused, monkeypatch):
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 4)
    assert refused(files.a_pptx(), "pptx") == "odd_inside"


def test_an_encrypted_member_is_refused(refused):
    data = bytearray(files.a_pptx())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refused(bytes(data), "pptx") == "password"


def test_two_members_in_one_place_are_refused(refused):
    data = files.overlapping_zip(files.pptx_members())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[-2:] == ["ppt/outer.bin", "ppt/inner.bin"]
    assert refused(data, "pptx") == "odd_inside"


def test_a_member_that_calls_itself_otherwise_is_refused(refused):
    data = files.a_pptx({"ppt/notMacro1.bin": b"x"})
    assert (
        refused(files.renamed_inside(data, "ppt/notMacro1.bin", "ppt/notMacro2.bin"), "pptx") == "odd_inside"
    )


def test_a_link_to_a_file_on_the_machine_is_refused(refused):
    out = io.BytesIO(files.a_pptx())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("ppt/media/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(out.getvalue(), "pptx") == "odd_inside"


@pytest.mark.parametrize("around", [(b"<html>", b""), (b"%PDF-1.4\n", b""), (b"", b"<script>"), (b"MZ", b"")])
def test_a_document_that_is_something_else_as_well_is_refused(refused, around):
    before, after = around
    assert refused(before + files.a_pptx() + after, "pptx") in {"other_content", "incomplete", "odd_inside"}


def test_half_a_document_is_refused(refused):
    data = files.a_pptx()
    assert refused(data[: len(data) // 2], "pptx") == "incomplete"


def test_one_flipped_byte_is_noticed(refused):
    data = bytearray(files.a_pptx({"ppt/media/a.jpg": files.an_image("JPEG")}))
    place = data.index(b"ppt/media/a.jpg") + 60
    data[place] ^= 0xFF
    assert refused(bytes(data), "pptx") == "incomplete"


def test_xml_with_entities_is_refused(refused):
    lol = '<!DOCTYPE x [<!ENTITY a "b">]><Relationships>&a;</Relationships>'
    assert refused(files.a_pptx({"ppt/_rels/x.xml.rels": lol}), "pptx") == "odd_inside"


@pytest.mark.parametrize("name", ["Basic/Standard/Module1.xml", "Scripts/python/x.py"])
def test_scripts_in_an_opendocument_file_are_refused(refused, name):
    assert refused(files.an_odp({name: "x"}), "odp") == "macros"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<draw:plugin xlink:href="../film.mp4"/>', "linked_media"),
        ('<draw:plugin xlink:href="https://film.example/a.mp4"/>', "online_video"),
        ('<draw:image xlink:href="file:///home/sam/a.png"/>', "linked_file"),
        ('<text:event xlink:href="vnd.sun.star.script:Standard.Main"/>', "macros"),
    ],
)
def test_an_opendocument_file_that_fetches_or_runs_is_refused(refused, body, code):
    assert refused(files.an_odp(body=body), "odp") == code


def test_links_and_pictures_in_an_opendocument_file_are_fine(checked):
    body = '<text:a xlink:href="https://utrecht.example"/><draw:image xlink:href="Pictures/a.png"/>'
    assert checked(files.an_odp(body=body), "odp")


def test_an_opendocument_file_of_another_kind_is_refused(refused):
    assert refused(files.an_odp(kind="text"), "odp") == "other_document"
    assert refused(files.a_pptx(), "odp") == "other_content"
    assert refused(files.an_odp(), "pptx") == "other_content"


def test_an_encrypted_opendocument_file_is_refused(refused):
    manifest = '<m:manifest xmlns:m="m"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>'
    assert refused(files.an_odp({"META-INF/manifest.xml": manifest}), "odp") == "password"


# --- pdf -------------------------------------------------------------------------------------------


def test_a_pdf_loses_what_acts_by_itself(checked):
    clean = checked(files.a_pdf(files.everything_active), "pdf")
    for word in (
        b"JavaScript",
        b"/JS",
        b"Launch",
        b"OpenAction",
        b"/AA",
        b"EmbeddedFile",
        b"/AF",
        b"XFA",
        b"RichMedia",
    ):
        assert word not in clean
    with pikepdf.open(io.BytesIO(clean)) as pdf:
        links = [each.A.URI for each in pdf.pages[0].obj.Annots if "/A" in each]
        assert [str(link) for link in links] == ["https://utrecht.example", "https://utrecht.example"]


def test_html_before_a_pdf_is_no_pdf(refused):
    assert refused(b"<html><script>alert(1)</script>\n" + files.a_pdf(), "pdf") == "other_content"


def test_what_stands_behind_a_pdf_is_gone(checked):
    assert b"<script>" not in checked(files.a_pdf() + b"<script>alert(1)</script>%%EOF", "pdf")


@pytest.mark.parametrize("user", ["", "open"])
def test_a_locked_pdf_is_refused(refused, user):
    assert refused(files.encrypted_pdf(user=user), "pdf") == "password"


def test_half_a_pdf_is_refused(refused):
    data = files.a_pdf()
    assert refused(data[: len(data) // 2], "pdf") == "incomplete"
    assert refused(b"%PDF-1.7\nniets\n%%EOF\n", "pdf") == "incomplete"


# --- pictures, films and text ----------------------------------------------------------------------


def test_a_photo_is_turned_upright_and_says_no_place(checked):
    clean = checked(files.a_photo_with_place(), "jpg")
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (30, 40)
        assert not dict(image.getexif())
    assert b"Camera van Sam" not in clean
    assert b"thuis" not in clean


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_no_picture_keeps_its_metadata(checked, kind):
    exif = Image.Exif()
    exif[0x010F] = "Camera van Sam"
    assert b"Camera van Sam" not in checked(files.an_image(kind.upper(), exif=exif), kind)


def test_what_stands_behind_a_picture_is_gone(checked):
    assert b"<script>" not in checked(files.an_image() + b"<script>alert(1)</script>", "png")


def test_a_picture_too_large_to_show_is_refused_by_its_head(refused):
    assert refused(files.a_huge_png(), "png") == "too_many_pixels"


def test_a_picture_of_another_kind_is_refused(refused):
    assert refused(files.an_image("JPEG"), "png") == "other_content"
    assert refused(files.an_image("GIF"), "png") == "other_content"
    assert refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "png") == "other_content"


def test_half_a_picture_is_refused(refused):
    data = files.an_image("JPEG", size=(400, 400))
    assert refused(data[: len(data) // 2], "jpg") == "incomplete"


def test_a_moving_picture_is_refused(refused):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    assert refused(out.getvalue(), "webp") == "moving"


def test_a_film_says_no_place_and_stays_as_long(checked):
    data = files.an_mp4()
    clean = checked(data, "mp4")
    assert b"+52.0907" not in clean
    assert len(clean) == len(data)
    assert clean.endswith(data[-200:])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (files.an_mp4(brand=b"qt  "), "quicktime"),
        (files.an_mp4(brand=b"heic"), "other_content"),
        (files.an_mp4()[:-20], "incomplete"),
        (files.an_mp4(extra=b"<html>"), "incomplete"),
        (files.box(b"ftyp", b"isom", b"\0\0\0\0"), "incomplete"),
        (b"RIFF" + bytes(100), "incomplete"),
        (b"", "other_content"),
    ],
)
def test_a_film_that_is_none_is_refused(refused, data, code):
    assert refused(data, "mp4") == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x00\x01", "not_text"),
        ("Één vraag".encode("cp1252"), "not_utf8"),
        ("Dag".encode("utf-16"), "not_utf8"),
        (b"\x1b[2J", "not_text"),
        (b"afgebroken \xc3", "not_utf8"),
    ],
)
def test_text_that_is_none_is_refused(refused, data, code):
    assert refused(data, "txt") == code


def test_the_check_loads_no_django():
    code = "import sys, tours.materials.checks.__main__, tours.materials.checks.kinds; sys.exit('django' in sys.modules)"
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
