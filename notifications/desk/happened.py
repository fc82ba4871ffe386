"""What happened at the organiser's events since yesterday, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.desk.differences import listed
from notifications.outbox.models import Kind, Message
from tours.dialogue.models import ReportReview, ReviewState
from tours.materials.models import MaterialVersion, VersionState
from tours.models import Event, Registration, Speaker, User
from tours.organisations.models import Role
from tours.programme.models import SpeakerState
from tours.signups.models import CancelledBy

NAMES = 3  # in one sentence
NAMED = 8  # of one kind; the rest is on the page of the event
_BY_THEMSELVES = [CancelledBy.SELF, CancelledBy.EXPIRED]


@dataclass(frozen=True)
class Happened:
    """One sentence about an event, with a link to where it is."""

    icon: str
    sentence: str
    url: str
    link: str
    event: Event


def since_yesterday(at: datetime) -> datetime:
    """The local midnight with which yesterday began."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(at.astimezone(zone).date() - timedelta(days=1), time.min, tzinfo=zone)


def happened(user: User, *, at: datetime) -> list[Happened]:
    """Sign-ups, cancellations, speakers' answers, material and reviews. Six statements."""
    mine = Event.objects.of_member(user).dated().annotate(on_day=F("on_day"))
    events = {event.pk: event for event in mine.only("pk", "slug", "title")}
    since = since_yesterday(at)
    return [
        *_answers(events, since),
        *_signed_up(events, since),
        *_cancelled(events, since),
        *_handed_in(events, since),
        *_reviewed(events, since),
    ]


def by_event(news: Iterable[Happened], *, today: date) -> list[tuple[Event, list[Happened]]]:
    """The same news per event, the nearest event first, by the day that was published; those without a date last."""
    found: dict[int, list[Happened]] = {}
    for one in news:
        found.setdefault(one.event.pk, []).append(one)
    together = [(told[0].event, told) for told in found.values()]
    return sorted(together, key=lambda each: abs((vars(each[0])["on_day"] or date.max) - today))


def _signed_up(events: Mapping[int, Event], since: datetime) -> Iterator[Happened]:
    new = Registration.objects.signed_up().filter(event__in=events, created_at__gte=since)
    roles: dict[int, Counter[str]] = {}
    for event, role in new.order_by("event", "pk").values_list("event", "role"):
        roles.setdefault(event, Counter())[role] += 1
    for pk, counted in roles.items():
        number = counted.total()
        said = ngettext("Eén aanmelding: %(who)s", "%(n)s aanmeldingen: %(who)s", number)
        page = _page("signups:people", events[pk], "?sort=-nieuw")
        yield Happened("plus", said % {"n": number, "who": _who(counted)}, page, _("Bekijk"), events[pk])


def _who(roles: Counter[str]) -> str:
    """`bewoner`, or `2 raadsleden, 1 bewoner`."""
    if roles.total() == 1:
        (role,) = roles
        return str(Role(role).label).lower()
    return ", ".join(_several(role, number) for role, number in roles.most_common())


def _several(role: str, number: int) -> str:
    """`3 raadsleden`."""
    words = {
        Role.COUNCILLOR: ngettext("%(n)s raadslid", "%(n)s raadsleden", number),
        Role.COMMITTEE_MEMBER: ngettext("%(n)s burgerlid", "%(n)s burgerleden", number),
        Role.ALDERMAN: ngettext("%(n)s wethouder", "%(n)s wethouders", number),
        Role.OFFICIAL: ngettext("%(n)s ambtenaar", "%(n)s ambtenaren", number),
        Role.RESIDENT: ngettext("%(n)s bewoner", "%(n)s bewoners", number),
        Role.PRESS: ngettext("%(n)s van de pers", "%(n)s van de pers", number),
        Role.OTHER: ngettext("%(n)s ander", "%(n)s anderen", number),
    }
    return words[Role(role)] % {"n": number}


def _cancelled(events: Mapping[int, Event], since: datetime) -> Iterator[Happened]:
    """Only what people did themselves, or what lapsed: the organiser knows the rest. Known by the mail about it."""
    gone = Message.objects.filter(
        event__in=events, kind=Kind.CANCELLED, created_at__gte=since, facts__by__in=_BY_THEMSELVES
    ).order_by("pk")
    seen: dict[int, list[str]] = {}
    for event, name in gone.values_list("event", "recipient_name"):
        if event:
            seen.setdefault(event, []).append(name)
    for pk, people in seen.items():
        said = ngettext("%(names)s komt niet meer", "%(n)s afmeldingen: %(names)s", len(people))
        page = _page("signups:people", events[pk], "?stand=cancelled")
        values = {"n": len(people), "names": _short(people)}
        yield Happened("minus", said % values, page, _("Bekijk"), events[pk])


def _answers(events: Mapping[int, Event], since: datetime) -> Iterator[Happened]:
    """Who says no, or asks for something, in a sentence of their own; who simply comes together in one."""
    answered = Speaker.objects.filter(event__in=events, answered_at__gte=since)
    coming: dict[int, list[str]] = {}
    for speaker in answered.order_by("-answered_at"):
        no, words = speaker.state == SpeakerState.DECLINED, speaker.proposal or speaker.needs
        if not no and not words:
            coming.setdefault(speaker.event_id, []).append(speaker.name)
            continue
        said = (_("%(name)s komt niet") if no else _("%(name)s komt spreken")) % {"name": speaker.name}
        said += f": ‘{_cut(words)}’" if words else ""
        event = events[speaker.event_id]
        page = _page("programme:speakers", event)
        yield Happened("cross" if no else "reply", said, page, _("Bekijk"), event)
    for pk, people in coming.items():
        sentence = ngettext("%(names)s komt spreken", "%(names)s komen spreken", len(people))
        page = _page("programme:speakers", events[pk])
        yield Happened("check", sentence % {"names": _short(people)}, page, _("Bekijk"), events[pk])


def _handed_in(events: Mapping[int, Event], since: datetime) -> Iterator[Happened]:
    """Who handed in a presentation, by name; the rest together."""
    new = MaterialVersion.objects.filter(
        material__event__in=events, created_at__gte=since, state=VersionState.PUBLISHED
    )
    titles: dict[int, list[str]] = {}
    for version in new.select_related("material__speaker").order_by("-pk"):
        material = version.material
        if material.speaker is None:
            titles.setdefault(material.event_id, []).append(f"‘{_cut(material.title)}’")
            continue
        event = events[material.event_id]
        said = _("%(name)s heeft een presentatie ingeleverd") % {"name": material.speaker.name}
        yield Happened("check", said, _page("materials:event", event), _("Bekijk"), event)
    for pk, found in titles.items():
        page = _page("materials:event", events[pk])
        said = _("Nieuw materiaal: %(titles)s") % {"titles": _short(found)}
        yield Happened("check", said, page, _("Bekijk"), events[pk])


def _reviewed(events: Mapping[int, Event], since: datetime) -> Iterator[Happened]:
    reviews = ReportReview.objects.filter(report__event__in=events, answered_at__gte=since)
    for review in reviews.select_related("report", "speaker").order_by("-answered_at")[:NAMED]:
        event = events[review.report.event_id]
        agreed = review.state == ReviewState.APPROVED
        said = (
            _("%(name)s vindt het verslag goed")
            if agreed
            else _("%(name)s heeft opmerkingen bij het verslag")
        )
        page = _page("dialogue:event", event)
        yield Happened(
            "check" if agreed else "reply", said % {"name": review.speaker.name}, page, _("Bekijk"), event
        )


def _short(people: list[str]) -> str:
    """The first three by name, and how many more there are."""
    known = [name for name in people if name][:NAMES]
    more = len(people) - len(known)
    rest = [ngettext("één ander", "%(n)s anderen", more) % {"n": more}] if more else []
    return listed([*known, *rest])


def _cut(words: str) -> str:
    """The beginning of what somebody wrote, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= 90 else line[:89].rstrip() + "…"  # noqa: PLR2004  (three lines in the column)


def _page(name: str, event: Event, query: str = "") -> str:
    return reverse(name, args=[event.slug]) + query
