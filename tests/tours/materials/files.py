"""Honest and hostile files, made here byte by byte."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PRES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
PPTM = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def a_zip(members, *, stored=("mimetype",)):
    """A zip of {name: text or bytes}, in that order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return out.getvalue()


def relations(*links):
    """A .rels part: (type, target, mode) each."""
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_REL}/{kind}" Target="{target}"{f" TargetMode={mode!r}" if mode else ""}/>'
        for n, (kind, target, mode) in enumerate(links)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def pptx_members(*, main_type=_PRES, links=()):
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{main_type}"/></Types>'
    )
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml", "")),
        "ppt/presentation.xml": "<presentation/>",
        "ppt/slides/slide1.xml": "<sld/>",
        "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../l.xml", ""), *links),
    }


def a_pptx(extra=None, **how):
    return a_zip(pptx_members(**how) | (extra or {}))


def an_odp(extra=None, *, body="", kind="presentation"):
    content = f'<office:document-content xmlns:office="o" xmlns:draw="d" xmlns:xlink="x" xmlns:text="t">{body}</office:document-content>'
    return a_zip(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "META-INF/manifest.xml": '<m:manifest xmlns:m="m"><m:file-entry m:full-path="/"/></m:manifest>',
        }
        | (extra or {})
    )


def a_pdf(change=None, *, encrypt=None):
    """One empty page; `change(pdf)` may add to it."""
    out = io.BytesIO()
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(out, encryption=encrypt or False)
    return out.getvalue()


def everything_active(pdf):
    """Every way we know to make a PDF act by itself or carry a file."""
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.attachments["evil.exe"] = b"MZ"
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), script]))
    pdf.Root.AF = Array([pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("x.exe")))])
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("<xfa/>"))
    web = Dictionary(S=Name.URI, URI=String("https://utrecht.example"), Next=Array([script]))
    launch = Dictionary(Type=Name.Action, S=Name.Launch, F=String("cmd.exe"), P=pdf.pages[0].obj)
    pdf.pages[0].obj.AA = Dictionary(O=launch)
    pdf.pages[0].obj.Annots = Array(
        [
            an_annotation(pdf, "/Link", A=web),
            an_annotation(pdf, "/Link", A=launch),
            an_annotation(pdf, "/Link", A=Dictionary(S=Name.URI, URI=String("https://utrecht.example"))),
            an_annotation(pdf, "/FileAttachment", FS=Dictionary(EF=Dictionary())),
            an_annotation(pdf, "/RichMedia"),
        ]
    )


def an_annotation(pdf, subtype, **entries):
    return pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=Array([0, 0, 9, 9]), **entries)
    )


def encrypted_pdf(*, user=""):
    return a_pdf(encrypt=pikepdf.Encryption(owner="geheim", user=user))


def an_image(kind="PNG", *, size=(40, 30), **how):
    out = io.BytesIO()
    Image.new("RGB", size, (11, 106, 113)).save(out, kind, **how)
    return out.getvalue()


def a_photo_with_place():
    """A JPEG on its side, with the camera's place in its EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter
    exif[0x010F] = "Camera van Sam"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 27.0), 3: "E", 4: (5.0, 7.0, 17.0)})
    return an_image("JPEG", exif=exif, comment=b"thuis")


def a_huge_png():
    """67 bytes or so that say they are 100,000 by 100,000."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def an_mp4(*, brand=b"isom", extra=b""):
    place = box(b"udta", box(b"\xa9xyz", b"+52.0907+005.1214/"))
    return (
        box(b"ftyp", brand, b"\0\0\2\0", brand)
        + box(b"moov", box(b"mvhd", bytes(100)), place)
        + box(b"mdat", b"film" * 50)
        + extra
    )


def a_zip_bomb(members, name="ppt/media/a.bmp", megabytes=40):
    """The document with one member that unpacks a thousandfold."""
    return a_zip(members | {name: bytes(megabytes * 1024 * 1024)})


def a_lying_zip(members, name="ppt/media/a.bmp"):
    """The document with a member that unpacks to more than the directory says."""
    content = bytes(1_000_000)
    data = bytearray(a_zip(members | {name: content}))
    real, said = struct.pack("<L", len(content)), struct.pack("<L", 100)
    crc, wrong = struct.pack("<L", zlib.crc32(content)), struct.pack("<L", zlib.crc32(content[:100]))
    return bytes(data).replace(real, said).replace(crc, wrong)


def renamed_inside(data, old, new):
    """The same zip with a member called otherwise in the directory only."""
    first = data.index(old.encode())
    second = data.index(old.encode(), first + 1)
    return data[:second] + new.encode() + data[second + len(new) :]


def overlapping_zip(members):
    """A member whose bytes hold another member, which the directory names too (a quine of a bomb)."""
    inner = a_zip({"ppt/inner.bin": "x"})
    record, entry = inner[: inner.index(b"PK\x01\x02")], inner[inner.index(b"PK\x01\x02") : -22]
    outer = a_zip(members | {"ppt/outer.bin": record}, stored=("ppt/outer.bin",))
    place = struct.pack("<L", outer.index(b"ppt/inner.bin") - 30)
    entries, size, start = struct.unpack("<HLL", outer[-12:-2])
    end = outer[-22:-14] + struct.pack("<HHLLH", entries + 1, entries + 1, size + len(entry), start, 0)
    return outer[:-22] + entry[:42] + place + entry[46:] + end
