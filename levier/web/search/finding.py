"""Finding by the beginnings of words, within what the user may read, at a bounded cost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import NoReverseMatch, reverse

from levier.accounts.models import User
from levier.cases.models import Case
from levier.committees.models import Sitting
from levier.crowdfunding.models import Campaign
from levier.kernel.french import long_date, short_date
from levier.people.models import Person, SearchWord, Structure
from levier.people.services import terms_of
from levier.rules.duplicates import normalised_phone
from levier.web.badges import badge_of
from levier.web.counts import MOST, capped, count_up_to

SHORTEST = 2
TERMS = 6
CANDIDATES = 200


@dataclass(frozen=True)
class Kind:
    """Something that the search box finds; `is_partial` when a colleague may not read them all."""

    code: str
    label: str
    icon: str
    url_name: str
    rows: Callable[[User], QuerySet]
    order: str
    small: Callable[[Any], str]
    title: Callable[[Any], str] = str
    is_partial: bool = False
    loaded: tuple[str, ...] = ()


@dataclass
class Found:
    """What was found of one kind: a few rows, and how many there are."""

    kind: Kind
    rows: list[dict[str, str]] = field(default_factory=list)
    count: str = ""
    has_more: bool = False


def _person(row: Person) -> str:
    born = f"né·e le {short_date(row.birth_date)}" if row.birth_date else ""
    return " · ".join(part for part in (row.town, row.phone, born) if part)


def _structure(row: Structure) -> str:
    return " · ".join(part for part in (row.siret, row.town) if part)


def _case(row: Case) -> str:
    return " · ".join(part for part in (row.number, row.get_track_display(), row.town) if part)


KINDS = (
    Kind(
        "person", "Personnes", "user", "web:person",
        lambda user: Person.objects.visible_to(user).live(), "name_key", _person,
    ),
    Kind(
        "case", "Dossiers", "folder", "web:case",
        lambda user: Case.objects.visible_to(user),
        "-last_action_on", _case, lambda row: row.holder_name or row.number, True,
        ("person", "structure"),
    ),
    Kind(
        "structure", "Structures", "building-store", "web:structure",
        lambda user: Structure.objects.visible_to(user).live(), "name_key", _structure,
    ),
    Kind(
        "campaign", "Campagnes", "speakerphone", "web:campaign",
        lambda user: Campaign.objects.visible_to(user), "-starts_on",
        lambda row: f"{row.number} · {row.holder_name}",
    ),
    Kind(
        "sitting", "Comités", "gavel", "web:sitting",
        lambda user: Sitting.objects.visible_to(user), "-held_on",
        lambda row: long_date(row.held_on) if row.held_on else "",
    ),
)  # fmt: skip


def find(text: str, user: User, *, each: int, counted: bool = False) -> list[Found]:
    """Return what `text` finds, kind by kind: at most `each` rows of each.

    Every word must begin a word of the thing found; accents, case and spaces of numbers do not
    count. `counted` adds how many there are, up to a thousand. Only what `user` may read is found.
    """
    terms = terms_of(text)[:TERMS]
    phone = normalised_phone(text)
    if phone and len(terms) == 1 and terms[0].isdigit():
        terms = [phone]
    terms = [term for term in terms if len(term) >= SHORTEST] or terms[:0]
    if not terms:
        return []
    found = [_found(kind, terms, user, each, counted) for kind in KINDS]
    return [one for one in found if one.rows]


def _found(kind: Kind, terms: list[str], user: User, each: int, counted: bool) -> Found:
    words = _words(kind.code, terms, user).values_list("object_key", flat=True)
    keys = list(words[: CANDIDATES + 1])
    rows = _visible(kind, user).filter(pk__in=keys)
    seen = list(_first_of(rows, kind, each + 1)) if keys else []
    if kind.is_partial and len(seen) <= each and len(keys) > CANDIDATES:
        # The first candidates are mostly closed to this user: look at all, in no order.
        rows = _visible(kind, user).filter(pk__in=words)
        seen = list(rows.order_by()[: each + 1])
    result = Found(kind, has_more=len(seen) > each)
    for row in seen[:each]:
        address = _address(kind.url_name, row.pk)
        if address:
            line = {"url": address, "title": kind.title(row), "small": kind.small(row)}
            if kind.code == "case":
                line["sense"], line["word"] = badge_of(row)
            result.rows.append(line)
    if counted and seen:
        is_long = len(keys) > CANDIDATES and not kind.is_partial
        result.count = _count(rows, words, is_long)
    return result


def _first_of(rows: QuerySet, kind: Kind, limit: int) -> QuerySet:
    """Return the first rows in the order of their kind: keys are sorted, then those rows read."""
    keys = rows.order_by(kind.order).values("pk")[:limit]
    found = rows.model.objects.filter(pk__in=keys)
    return found.select_related(*kind.loaded).order_by(kind.order)


def _count(rows: QuerySet, words: QuerySet, is_long: bool) -> str:
    """Return how many there are: the rows looked at or, past them, the things in the index."""
    if not is_long:
        return capped(count_up_to(rows, CANDIDATES), CANDIDATES)
    return capped(words.order_by().distinct()[: MOST + 1].count())


def _visible(kind: Kind, user: User) -> QuerySet:
    """Return the rows of a kind that the user may read, asked row by row.

    Candidates are read by key, then checked: asked together, SQLite without statistics prefers the
    index of the house and walks all of it.
    """
    visible = kind.rows(user)
    rows = visible.model.objects.filter(Exists(visible.filter(pk=OuterRef("pk"))))
    return rows.select_related(*kind.loaded)


def _words(kind: str, terms: list[str], user: User) -> QuerySet:
    """Return the search words of the things that every term begins.

    The longest term, most likely the rarest, opens; the others are looked up key by key.
    """
    first, *others = sorted(terms, key=len, reverse=True)
    house = SearchWord.objects.filter(organisation=user.organisation_id, kind=kind)
    words = house.starting_with(first)
    for term in others:
        same = SearchWord.objects.filter(object_key=OuterRef("object_key")).starting_with(term)
        words = words.filter(Exists(same))
    return words


def _address(name: str, key) -> str:
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""
