"""Makes the four presentations of the example tour: real PDF, PPTX and ODP files with a few slides each.

They are not the speakers' own: the text is ours and says so on the last slide. The bytes are the same every time:
`python examples/make_presentations.py` changes nothing unless this file was changed.
"""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf

FOLDER = Path(__file__).parent / "materials"
OURS = (
    "Over dit bestand",
    ["Nagemaakt voor dit voorbeeld van Dialoogtoer.", "De spreker gebruikte een eigen presentatie."],
)
Slides = list[tuple[str, list[str]]]

PRESENTATIONS: dict[str, Slides] = {
    "Presentatie Martin van Lijf.pdf": [
        ("Gemeenschapskracht verbindt", ["Martin van Lijf", "Omzien naar Elkaar en Lunetten Wil Wel"]),
        (
            "Wat er verandert",
            ["Bewoners regelen steeds meer zelf", "Zorg, welzijn en wonen kantelen mee", "Overheid, markt en burgers zoeken een nieuw samenspel"],
        ),
        (
            "Wat dat vraagt",
            ["Een overheid die meedoet met bewoners", "Een gelijk veld om op te spelen", "Ruimte om te proberen, en bondgenoten"],
        ),
        OURS,
    ],
    "Presentatie Nieuwe Jutter.pptx": [
        ("De Nieuwe Jutter", ["Mariska van Keulen en Kees Fortuin"]),
        ("De ouderensoos", ["Begint bij de bewoner", "Werkt samen als gelijken", "Vijf jaar later merkt de buurt het, ook aan de veiligheid"]),
        ("Een buurt die zichzelf organiseert", ["Betrokkenheid en eigenaarschap", "Financiering op vertrouwen", "Opbrengsten blijven in de wijk"]),
        OURS,
    ],
    "Presentatie Podium Oost.odp": [
        ("Podium Oost en Dwarsverband", ["Hans Elsendoorn"]),
        ("Podium Oost", ["Vijf jaar geleden begonnen", "75 vrijwilligers en 160 Vrienden", "Alle dagen van de week open"]),
        ("Dwarsverband", ["Vereniging van huizen in zelfbeheer", "Elkaar helpen, samen opkomen voor hun belang", "Overleg met de gemeente"]),
        OURS,
    ],
    "Presentatie Wijkinformatiepunt Oost.pdf": [
        ("Wijkinformatiepunt Oost", ["Anja van der Aa en Mohammed Agmir"]),
        ("Door de wijk zelf opgezet", ["Bewoners en wijkraad", "Mensen die de weg weten, geen hulpverlening", "Signaleren wat er misgaat"]),
        ("Nog niet vast in de wijk", ["Ontbreekt op de plattegrond", "Weinig mensen worden doorverwezen"]),
        OURS,
    ],
}  # fmt: skip


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    makers = {".pdf": pdf, ".pptx": pptx, ".odp": odp}
    for name, slides in PRESENTATIONS.items():
        path = FOLDER / name
        path.write_bytes(makers[path.suffix](path.stem, slides))


# --- PDF -----------------------------------------------------------------------------------------


def pdf(title: str, slides: Slides) -> bytes:
    """Landscape pages with text in Helvetica (one of the fonts that every reader has)."""
    document = pikepdf.new()
    fonts = {
        name: document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name("/" + base),
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for name, base in (("/F1", "Helvetica-Bold"), ("/F2", "Helvetica"))
    }
    for heading, lines in slides:
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 842, 474],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts)),
            Contents=pikepdf.Stream(document, _page(heading, lines)),
        )
        document.pages.append(pikepdf.Page(page))
    document.docinfo["/Title"] = title
    document.Root.Lang = "nl"
    target = io.BytesIO()
    document.save(target, deterministic_id=True, linearize=False)
    return target.getvalue()


def _page(heading: str, lines: list[str]) -> bytes:
    band = "0.043 0.416 0.443 rg 0 0 24 474 re f 0 0.1 0.25 rg"
    shown = [f"BT /F1 34 Tf 72 360 Td ({_pdf_text(heading)}) Tj ET"]
    shown += [f"BT /F2 22 Tf 72 {290 - 44 * n} Td ({_pdf_text(line)}) Tj ET" for n, line in enumerate(lines)]
    return "\n".join([band, *shown]).encode("cp1252")


def _pdf_text(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


# --- zip packages --------------------------------------------------------------------------------


def package(parts: dict[str, str], *, first: str = "") -> bytes:
    """A zip whose bytes depend on the parts alone; `first` stands in front, not compressed (as ODF asks)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != first, name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, date_time=(2018, 6, 29, 12, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, parts[name].encode())
    return target.getvalue()


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# --- PPTX ----------------------------------------------------------------------------------------

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = f'xmlns:a="{_A}" xmlns:r="{_R}" xmlns:p="{_P}"'
_PART = "application/vnd.openxmlformats-officedocument.presentationml"
_EMPTY_TREE = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
    "</a:xfrm></p:grpSpPr>"
)


def pptx(title: str, slides: Slides) -> bytes:
    """The parts of ECMA-376 that a presentation cannot do without: master, layout, theme, slides."""
    numbers = range(1, len(slides) + 1)
    parts = {
        "[Content_Types].xml": _content_types(numbers),
        "_rels/.rels": _rels(
            {"rId1": ("officeDocument", "ppt/presentation.xml"), "rId2": (_CORE, "docProps/core.xml")}
        ),
        "docProps/core.xml": XML
        + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>',
        "ppt/presentation.xml": _presentation(numbers),
        "ppt/_rels/presentation.xml.rels": _rels(
            {"rId1": ("slideMaster", "slideMasters/slideMaster1.xml"), "rId2": ("theme", "theme/theme1.xml")}
            | {f"rId{n + 2}": ("slide", f"slides/slide{n}.xml") for n in numbers}
        ),
        "ppt/slideMasters/slideMaster1.xml": _master(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _rels(
            {
                "rId1": ("slideLayout", "../slideLayouts/slideLayout1.xml"),
                "rId2": ("theme", "../theme/theme1.xml"),
            }
        ),
        "ppt/slideLayouts/slideLayout1.xml": XML
        + f'<p:sldLayout {_NS} type="obj"><p:cSld name="Titel en tekst"><p:spTree>{_EMPTY_TREE}</p:spTree></p:cSld>'
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _rels(
            {"rId1": ("slideMaster", "../slideMasters/slideMaster1.xml")}
        ),
        "ppt/theme/theme1.xml": _theme(),
    }
    for n, (heading, lines) in zip(numbers, slides, strict=True):
        parts[f"ppt/slides/slide{n}.xml"] = _slide(heading, lines)
        parts[f"ppt/slides/_rels/slide{n}.xml.rels"] = _rels(
            {"rId1": ("slideLayout", "../slideLayouts/slideLayout1.xml")}
        )
    return package(parts)


_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def _rels(targets: dict[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{kind if "/" in kind else f"{_R}/{kind}"}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{XML}<Relationships xmlns="{space}">{rows}</Relationships>'


def _content_types(numbers: range) -> str:
    parts = {
        "/ppt/presentation.xml": f"{_PART}.presentation.main+xml",
        "/ppt/slideMasters/slideMaster1.xml": f"{_PART}.slideMaster+xml",
        "/ppt/slideLayouts/slideLayout1.xml": f"{_PART}.slideLayout+xml",
        "/ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    } | {f"/ppt/slides/slide{n}.xml": f"{_PART}.slide+xml" for n in numbers}
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _presentation(numbers: range) -> str:
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n + 2}"/>' for n in numbers)
    return (
        f"{XML}<p:presentation {_NS}>"
        '<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
        f'<p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
        "</p:presentation>"
    )


def _master() -> str:
    names = [
        "bg1",
        "tx1",
        "bg2",
        "tx2",
        "accent1",
        "accent2",
        "accent3",
        "accent4",
        "accent5",
        "accent6",
        "hlink",
        "folHlink",
    ]
    theme = [
        "lt1",
        "dk1",
        "lt2",
        "dk2",
        "accent1",
        "accent2",
        "accent3",
        "accent4",
        "accent5",
        "accent6",
        "hlink",
        "folHlink",
    ]
    colours = " ".join(f'{name}="{of}"' for name, of in zip(names, theme, strict=True))
    return (
        f'{XML}<p:sldMaster {_NS}><p:cSld><p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
        f"<p:spTree>{_EMPTY_TREE}</p:spTree></p:cSld><p:clrMap {colours}/>"
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>'
    )


def _slide(heading: str, lines: list[str]) -> str:
    body = _shape(2, "Titel", "title", _paragraph(heading, 4000, bold=True), y=700000, height=1200000)
    body += _shape(
        3, "Tekst", "body", "".join(_paragraph(line, 2400) for line in lines), y=2100000, height=3600000
    )
    return (
        f"{XML}<p:sld {_NS}><p:cSld><p:spTree>{_EMPTY_TREE}{body}</p:spTree></p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
    )


def _shape(number: int, name: str, kind: str, paragraphs: str, *, y: int, height: int) -> str:
    index = ' idx="1"' if kind == "body" else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"{index}/></p:nvPr>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="900000" y="{y}"/><a:ext cx="10400000" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
    )


def _paragraph(text: str, size: int, *, bold: bool = False) -> str:
    weight = ' b="1"' if bold else ""
    return f'<a:p><a:r><a:rPr lang="nl-NL" sz="{size}"{weight}/><a:t>{escape(text)}</a:t></a:r></a:p>'


def _theme() -> str:
    colours = {
        "dk1": "001A40", "lt1": "FFFFFF", "dk2": "03363A", "lt2": "E3F1F1", "accent1": "0B6A71", "accent2": "4A3A9C",
        "accent3": "8A2F6B", "accent4": "7A4A00", "accent5": "1D5FA8", "accent6": "55601A",
        "hlink": "0B6A71", "folHlink": "064E54",
    }  # fmt: skip
    shown = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours.items())
    font = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{XML}<a:theme xmlns:a="{_A}" name="Dialoogtoer"><a:themeElements><a:clrScheme name="Dialoogtoer">{shown}'
        f'</a:clrScheme><a:fontScheme name="Dialoogtoer"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="Dialoogtoer"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


# --- ODP -----------------------------------------------------------------------------------------

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF = " ".join(
    f'xmlns:{name}="{_OASIS}{space}:1.0"'
    for name, space in {
        "office": "office", "style": "style", "text": "text", "draw": "drawing", "presentation": "presentation",
        "manifest": "manifest",
    }.items()
) + f' xmlns:fo="{_OASIS}xsl-fo-compatible:1.0" xmlns:svg="{_OASIS}svg-compatible:1.0"'  # fmt: skip
_ODP = "application/vnd.oasis.opendocument.presentation"


def odp(title: str, slides: Slides) -> bytes:
    """The parts that OpenDocument 1.2 asks for: mimetype, manifest, content, styles, meta."""
    pages = "".join(_odp_page(n, heading, lines) for n, (heading, lines) in enumerate(slides, start=1))
    files = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("/", _ODP), *((f"{n}.xml", "text/xml") for n in ("content", "styles", "meta")))
    )
    return package(
        {
            "mimetype": _ODP,
            "META-INF/manifest.xml": f'{XML}<manifest:manifest {_ODF} manifest:version="1.2">{files}</manifest:manifest>',
            "content.xml": f'{XML}<office:document-content {_ODF} office:version="1.2"><office:automatic-styles>'
            f"{_odp_text('P1', 34, 'bold')}{_odp_text('P2', 22, 'normal')}</office:automatic-styles>"
            f"<office:body><office:presentation>{pages}</office:presentation></office:body></office:document-content>",
            "styles.xml": f'{XML}<office:document-styles {_ODF} office:version="1.2"><office:automatic-styles>'
            '<style:page-layout style:name="L1"><style:page-layout-properties fo:page-width="28cm"'
            ' fo:page-height="15.75cm" style:print-orientation="landscape"/></style:page-layout>'
            '</office:automatic-styles><office:master-styles><style:master-page style:name="Standaard"'
            ' style:page-layout-name="L1"/></office:master-styles></office:document-styles>',
            "meta.xml": f'{XML}<office:document-meta {_ODF} xmlns:dc="http://purl.org/dc/elements/1.1/"'
            f' office:version="1.2"><office:meta><dc:title>{escape(title)}</dc:title></office:meta></office:document-meta>',
        },
        first="mimetype",
    )


def _odp_text(name: str, size: int, weight: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:text-properties fo:font-family="Arial"'
        f' fo:font-size="{size}pt" fo:font-weight="{weight}"/></style:style>'
    )


def _odp_page(number: int, heading: str, lines: list[str]) -> str:
    boxes = _odp_box("title", "1.6cm", "2cm", [("P1", heading)])
    boxes += _odp_box("outline", "5cm", "9cm", [("P2", line) for line in lines])
    return f'<draw:page draw:name="Dia {number}" draw:master-page-name="Standaard">{boxes}</draw:page>'


def _odp_box(kind: str, top: str, height: str, paragraphs: list[tuple[str, str]]) -> str:
    shown = "".join(
        f'<text:p text:style-name="{style}">{escape(text)}</text:p>' for style, text in paragraphs
    )
    return (
        f'<draw:frame presentation:class="{kind}" svg:x="2cm" svg:y="{top}" svg:width="24cm" svg:height="{height}">'
        f"<draw:text-box>{shown}</draw:text-box></draw:frame>"
    )


if __name__ == "__main__":
    main()
