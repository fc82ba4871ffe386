"""Which check belongs to which extension. Each loads its own library, and only then."""

from collections.abc import Callable
from pathlib import Path

from tours.materials.checks.refused import Refused

_Check = Callable[[Path, str, Path], bool]


def check(source: Path, extension: str, out: Path) -> bool:
    """Whether a cleaned copy was written to `out`; False: the file may be published as it is. Refused otherwise."""
    return _check_for(extension)(source, extension, out)


def _check_for(extension: str) -> _Check:
    match extension:
        case "pdf":
            from tours.materials.checks.pdf import check_pdf as found
        case "pptx" | "docx" | "xlsx":
            from tours.materials.checks.ooxml import check_ooxml as found
        case "odp" | "odt" | "ods":
            from tours.materials.checks.odf import check_odf as found
        case "png" | "jpg" | "webp":
            from tours.materials.checks.images import check_image as found
        case "mp4":
            from tours.materials.checks.mp4 import check_mp4 as found
        case "txt":
            from tours.materials.checks.text import check_text as found
        case _:
            raise Refused("other_content", extension=extension)
    return found
