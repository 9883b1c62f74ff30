"""Whom the house helps, and what became of their requests: women, QPV, ZFRR.

Asked by the regional plan for women's entrepreneurship and by local agreements. Definitions and a
worked example: docs/rules/publics.md.

A dossier decided in the period stands on exactly one line among granted, refused and adjourned,
so that these three always add up to the dossiers decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.money import ZERO
from levier.rules.indicators.facts import Key

NO_REASON = ""


class Audience(StrEnum):
    """A public that an agreement counts. A dossier may belong to several."""

    ALL = "all"
    WOMEN = "women"
    QPV = "qpv"
    ZFRR = "zfrr"


class Passage(StrEnum):
    """What happened to a dossier in the period."""

    RECEIVED = "received"
    DECIDED = "decided"
    GRANTED = "granted"
    REFUSED = "refused"
    ADJOURNED = "adjourned"


class Ruling(StrEnum):
    """What a committee said of one request."""

    AGREED = "agreed"
    REFUSED = "refused"
    ADJOURNED = "adjourned"


@dataclass(frozen=True, slots=True)
class RulingFact:
    """One decision on one request.

    For an agreement, `amount` (euros) and `kind`, what the instrument is: a guarantee and a grant
    are never added up. For a refusal, `reason`.
    """

    decided_on: date
    ruling: Ruling
    kind: str = ""
    amount: Decimal | None = None
    reason: str = NO_REASON


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFact:
    """One dossier, with every decision taken on it, in their order.

    `sex` is the holder's (F, M, X; empty when the dossier names nobody). `in_qpv` is true when the
    place of the project or the holder's home stands in a QPV; None where nobody looked.
    """

    key: Key
    received_on: date
    sex: str = ""
    in_qpv: bool | None = None
    in_zfrr: bool | None = None
    rulings: tuple[RulingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """The counts of one audience over a period: the keys behind each; the euros granted, by kind.

    `refused_by_reason` shares out the dossiers refused, each under its last reason; the empty
    reason is « not written ». `unknown` are the dossiers of the period of which nobody knows
    whether they belong to the audience: they are counted nowhere else on its line.
    """

    audience: Audience
    keys: dict[Passage, tuple[Key, ...]]
    refused_by_reason: dict[str, tuple[Key, ...]]
    granted: dict[str, Decimal]
    unknown: tuple[Key, ...]

    def count(self, passage: Passage) -> int:
        """Return how many dossiers."""
        return len(self.keys[passage])


def audience_counts(
    facts: Sequence[RequestFact], first_day: date, last_day: date
) -> list[AudienceCount]:
    """Return the counts of every audience between two days, both included."""
    moved = [(fact, passages_of(fact, first_day, last_day)) for fact in facts]
    moved = [(fact, passages) for fact, passages in moved if passages]
    return [_count(audience, moved, first_day, last_day) for audience in Audience]


def belongs(fact: RequestFact, audience: Audience) -> bool | None:
    """Tell whether a dossier belongs to an audience; None when nobody knows."""
    if audience == Audience.WOMEN:
        return fact.sex == "F" if fact.sex else None
    if audience == Audience.QPV:
        return fact.in_qpv
    if audience == Audience.ZFRR:
        return fact.in_zfrr
    return True


def passages_of(fact: RequestFact, first_day: date, last_day: date) -> frozenset[Passage]:
    """Return what happened to a dossier in the period.

    One agreement makes it granted, whatever was refused beside; without any, one refusal makes it
    refused; otherwise it was adjourned.
    """
    found = set()
    if first_day <= fact.received_on <= last_day:
        found.add(Passage.RECEIVED)
    said = {ruling.ruling for ruling in _within(fact, first_day, last_day)}
    if said:
        found.add(Passage.DECIDED)
        found.add(_outcome(said))
    return frozenset(found)


def _outcome(said: set[Ruling]) -> Passage:
    if Ruling.AGREED in said:
        return Passage.GRANTED
    return Passage.REFUSED if Ruling.REFUSED in said else Passage.ADJOURNED


def _within(fact: RequestFact, first_day: date, last_day: date) -> list[RulingFact]:
    return [ruling for ruling in fact.rulings if first_day <= ruling.decided_on <= last_day]


def _last_reason(rulings: Sequence[RulingFact]) -> str:
    return [ruling.reason for ruling in rulings if ruling.ruling == Ruling.REFUSED][-1]


def _count(
    audience: Audience,
    moved: Iterable[tuple[RequestFact, frozenset[Passage]]],
    first_day: date,
    last_day: date,
) -> AudienceCount:
    keys: dict[Passage, list[Key]] = {passage: [] for passage in Passage}
    reasons: dict[str, list[Key]] = {}
    unknown: list[Key] = []
    granted: dict[str, Decimal] = {}
    for fact, passages in moved:
        inside = belongs(fact, audience)
        if inside is None:
            unknown.append(fact.key)
        if not inside:
            continue
        for passage in passages:
            keys[passage].append(fact.key)
        rulings = _within(fact, first_day, last_day)
        for ruling in rulings:
            if ruling.ruling == Ruling.AGREED and ruling.amount is not None:
                granted[ruling.kind] = granted.get(ruling.kind, ZERO) + ruling.amount
        if Passage.REFUSED in passages:
            reasons.setdefault(_last_reason(rulings), []).append(fact.key)
    return AudienceCount(
        audience,
        {passage: tuple(found) for passage, found in keys.items()},
        {reason: tuple(found) for reason, found in sorted(reasons.items())},
        granted,
        tuple(unknown),
    )
