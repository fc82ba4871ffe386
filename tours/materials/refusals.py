"""Why a file is refused: what happened and what to do, by the code that the check gives."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TAKEN = ("pdf", "pptx", "odp", "docx", "odt", "xlsx", "ods", "png", "jpg", "webp", "mp4", "txt")

# What one would expect us to take, and what is said instead.
_INSTEAD: dict[str, dict[str, Any]] = {
    **{old: {"code": "old_office", "better": "pptx"} for old in ("ppt", "pps", "pot")},
    **{old: {"code": "old_office", "better": "docx"} for old in ("doc", "dot")},
    **{old: {"code": "old_office", "better": "xlsx"} for old in ("xls", "xlt")},
    **{
        other: {"code": "other_office", "better": "pptx"}
        for other in ("pptm", "ppsx", "ppsm", "potx", "potm")
    },
    **{other: {"code": "other_office", "better": "docx"} for other in ("docm", "dotx", "dotm", "rtf")},
    **{
        other: {"code": "other_office", "better": "xlsx"} for other in ("xlsm", "xltx", "xltm", "xlsb", "csv")
    },
    **{other: {"code": "other_office", "better": "odp"} for other in ("otp", "fodp")},
    **{other: {"code": "other_office", "better": "odt"} for other in ("ott", "fodt")},
    **{other: {"code": "other_office", "better": "ods"} for other in ("ots", "fods")},
    "key": {"code": "apple", "program": "Keynote"},
    "pages": {"code": "apple", "program": "Pages"},
    "numbers": {"code": "apple", "program": "Numbers"},
    **{
        picture: {"code": "picture_kind"}
        for picture in ("heic", "heif", "gif", "bmp", "tif", "tiff", "avif", "jxl")
    },
    **{film: {"code": "film_kind"} for film in ("mov", "avi", "wmv", "mkv", "webm", "m4v", "mpg", "mpeg")},
    **{archive: {"code": "archive"} for archive in ("zip", "rar", "7z", "gz", "tar", "tgz")},
    "svg": {"code": "drawing"},
    "": {"code": "no_extension"},
}

# These are kept for the organiser, who may be able to help; everything else that is refused is thrown away.
KEPT = frozenset({
    "old_office", "old_inside", "apple", "film_kind", "password", "linked_media", "online_video", "linked_file",
    "linked_template", "linked_workbook", "picture_kind",
})  # fmt: skip

_SENTENCES: dict[str, str | Promise] = {
    "old_office": _(
        "Een .%(extension)s is een oud soort bestand dat wij niet kunnen controleren. Open het en sla het op als .%(better)s of als pdf."
    ),
    "other_office": _(
        "Een .%(extension)s nemen wij niet aan. Open het bestand en sla het op als .%(better)s of als pdf."
    ),
    "apple": _(
        "Bestanden van %(program)s kan niet iedereen openen. Kies in %(program)s voor exporteren en maak er een pdf van."
    ),
    "picture_kind": _(
        "Een afbeelding van het soort .%(extension)s nemen wij niet aan. Sla de afbeelding op als jpg of png."
    ),
    "drawing": _(
        "Een .%(extension)s nemen wij niet aan, omdat er een programma in kan zitten. Sla de afbeelding op als png."
    ),
    "film_kind": _(
        "Een film van het soort .%(extension)s nemen wij niet aan. Sla de film op als mp4, of zet hem online en voeg de link toe."
    ),
    "archive": _("Een .%(extension)s nemen wij niet aan. Pak het uit en upload de bestanden een voor een."),
    "unknown": _(
        "Een .%(extension)s nemen wij niet aan. Wij nemen aan: %(taken)s. Maak er het liefst een pdf van."
    ),
    "no_extension": _(
        "Aan de naam van dit bestand is niet te zien wat voor soort bestand het is. Geef het een naam die eindigt op bijvoorbeeld .pdf of .pptx."
    ),
    "path": _(
        "In de naam van dit bestand staat een map, zoals in '%(name)s'. Geef het een gewone naam en upload het opnieuw."
    ),
    "empty": _("Dit bestand is leeg. Kijk of u het goede bestand koos en upload het opnieuw."),
    "other_content": _(
        "Dit bestand heet .%(extension)s, maar dat is het niet. Open het in het programma waarin u het maakte, sla het daar opnieuw op of maak er een pdf van, en upload dat."
    ),
    "other_document": _(
        "Dit bestand heet .%(extension)s, maar is van binnen een ander soort document. Open het, kies 'opslaan als' .%(extension)s of pdf en upload het opnieuw."
    ),
    "old_inside": _(
        "Dit is een oud bestand of er zit een wachtwoord op. Open het, haal het wachtwoord eraf, sla het op als .%(extension)s of als pdf en upload het opnieuw."
    ),
    "password": _("Er zit een wachtwoord op dit bestand. Haal het wachtwoord eraf en upload het opnieuw."),
    "incomplete": _(
        "Dit bestand is beschadigd of niet helemaal aangekomen. Open het, sla het opnieuw op en upload het nog eens."
    ),
    "too_much_inside": _(
        "Uitgepakt is dit bestand veel groter dan het lijkt. Maak de afbeeldingen kleiner of maak er een pdf van."
    ),
    "odd_inside": _(
        "Dit bestand is van binnen anders opgebouwd dan hoort. Open het, sla het opnieuw op of maak er een pdf van."
    ),
    "macros": _(
        "In dit bestand zitten macro's of andere programma's. Sla het op als .%(extension)s zonder macro's, of als pdf."
    ),
    "embedded": _(
        "In dit bestand zit een ander bestand dat een programma kan zijn: %(name)s. Haal het eruit of maak er een pdf van."
    ),
    "linked_media": _(
        "De film of het geluid '%(name)s' zit niet in het bestand, maar staat nog op uw computer. Kies in het programma 'Invoegen' en niet 'Koppelen', sla op en upload opnieuw. Te groot geworden? Upload de film dan los als mp4."
    ),
    "online_video": _(
        "In dit bestand speelt een film van internet: %(name)s. Haal de film eruit en zet er een gewone link neer, of voeg de link hier los toe."
    ),
    "linked_file": _(
        "Dit bestand haalt een afbeelding of ander bestand van elders op: %(name)s. Voeg het in het bestand zelf in ('Invoegen' en niet 'Koppelen') of maak er een pdf van."
    ),
    "linked_template": _(
        "Dit bestand haalt een sjabloon van elders op: %(name)s. Maak er een pdf van, of koppel in Word het sjabloon los."
    ),
    "linked_workbook": _(
        "Dit bestand haalt cijfers uit een ander bestand op: %(name)s. Verbreek de koppelingen (Gegevens, Koppelingen bewerken) of maak er een pdf van."
    ),
    "active": _(
        "In deze pdf zit iets dat vanzelf wordt uitgevoerd en dat wij er niet uit kregen. Druk het bestand af naar een nieuwe pdf."
    ),
    "too_many_pixels": _(
        "Deze afbeelding is te groot: %(width)s bij %(height)s beeldpunten. Maak haar kleiner dan %(megapixels)s miljoen beeldpunten."
    ),
    "moving": _("Deze afbeelding beweegt. Sla haar op als stilstaande afbeelding, of maak er een mp4 van."),
    "quicktime": _("Deze film is van het soort QuickTime (.mov). Sla hem op als mp4 en upload hem opnieuw."),
    "not_utf8": _(
        "In dit tekstbestand staan tekens die wij niet kunnen lezen. Sla het op met codering UTF-8, of maak er een pdf van."
    ),
    "not_text": _("Dit bestand heet .txt, maar er staat geen tekst in. Maak er een pdf van."),
    "too_hard": _(
        "Dit bestand kon niet worden gecontroleerd, omdat het te groot of te ingewikkeld is. Maak het kleiner of maak er een pdf van."
    ),
    "not_checked": _(
        "Dit bestand kon niet worden gecontroleerd. Daarom geven wij het niet door. Sla het opnieuw op of maak er een pdf van, en upload het nog eens."
    ),
    "virus": _(
        "In dit bestand zit een virus of iets wat erop lijkt: %(name)s. Wij hebben het weggegooid. Controleer uw computer en upload een ander bestand."
    ),
    "interrupted": _("Het uploaden is afgebroken. Upload het bestand nog eens."),
}


def sentence(code: str, **values: Any) -> str:
    """The refusal in words, in the reader's language."""
    return str(_SENTENCES[code]) % values


def refusal_of_kind(extension: str) -> dict[str, Any] | None:
    """Why a file of this kind isn't taken, as code and values; None when it is."""
    if extension in TAKEN:
        return None
    said = _INSTEAD.get(extension, {"code": "unknown", "taken": ", ".join(TAKEN)})
    return said | {"extension": extension}


def is_known(refusal: dict[str, Any]) -> bool:
    """Whether this can be put into words: what a checking process says is not believed blindly."""
    try:
        return bool(sentence(**refusal))
    except (KeyError, TypeError, ValueError):
        return False
