"""Pictures: read by Pillow as the one kind they should be, and written anew without anything but the picture."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from tours.materials.checks.limits import PIXELS
from tours.materials.checks.refused import Refused

_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_SAVE: dict[str, dict[str, object]] = {
    "PNG": {"compress_level": 4},
    "JPEG": {"quality": 92, "optimize": True},
    "WEBP": {"quality": 92, "method": 4},
}
_WHAT_BELONGS = ("icc_profile", "transparency", "gamma")
_MEGA = 1_000_000


def check_image(source: Path, extension: str, out: Path) -> bool:
    """Refused unless it is one still picture of its kind, of a size that can be shown; rewritten to `out`."""
    kind = _FORMATS[extension]
    Image.MAX_IMAGE_PIXELS = None  # our own limit comes first, and says so in words
    try:
        with Image.open(source, formats=[kind]) as image:
            _measure(image)
            image.load()
            _write(image, kind, out)
    except UnidentifiedImageError:
        raise Refused("other_content", extension=extension) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError):
        raise Refused("incomplete") from None
    return True


def _measure(image: Image.Image) -> None:
    if image.width * image.height > PIXELS:
        raise Refused(
            "too_many_pixels",
            width=str(image.width),
            height=str(image.height),
            megapixels=str(PIXELS // _MEGA),
        )
    if image.format in {"PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1:
        raise Refused("moving")


def _write(image: Image.Image, kind: str, out: Path) -> None:
    """Turned as the camera held it; colours as they were; no place, date, camera, comment or thumbnail."""
    upright = ImageOps.exif_transpose(image)
    kept = {name: upright.info[name] for name in _WHAT_BELONGS if name in upright.info}
    if kind == "JPEG" and upright.mode not in {"L", "RGB"}:
        upright = upright.convert("RGB")
        kept.pop("icc_profile", None)
    upright.info.clear()
    upright.info.update(kept)
    profile = {"icc_profile": kept["icc_profile"]} if "icc_profile" in kept else {}
    upright.save(out, kind, **_SAVE[kind], **profile)
