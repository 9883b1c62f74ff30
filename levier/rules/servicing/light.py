"""The light of a commitment: green, orange or red, always with its reasons in French.

Facts decide; an advisor's word may darken it, and lighten it only with a written reason, for a
while. Some reasons warn before the first unpaid instalment. Thresholds: parameters/followup.toml;
conventions and examples: docs/rules/suivi.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from levier.kernel.errors import DomainError
from levier.kernel.french import euros, long_date, number
from levier.rules.parameters import parameter


class Colour(StrEnum):
    """A light, from the best to the worst."""

    GREEN = "green"
    ORANGE = "orange"
    RED = "red"


DARKNESS = {Colour.GREEN: 0, Colour.ORANGE: 1, Colour.RED: 2}


class WordRefused(DomainError):
    """An advisor lightens what the facts say without a reason."""

    message = (
        "Les faits donnent un feu plus sombre\u00a0: écrivez pourquoi vous l’éclaircissez, le "
        "motif reste au suivi."
    )


@dataclass(frozen=True, slots=True)
class Incident:
    """Something open on the commitment, in French, and how grave it is."""

    said: str
    is_grave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a commitment on a day; amounts in euros, None when unknown.

    `late_since` is the oldest due date that is unpaid: the commitment is late from the day after.
    `monthly_due` is what its next instalments ask for, a month. `delays` are the days between each
    due date paid and its payment, the oldest first. `accounts_due_on` and `visit_due_on` are the
    oldest reviews still awaited.
    """

    late_since: date | None = None
    is_lost: bool = False
    accelerated_on: date | None = None
    incident: Incident | None = None
    accounts_due_on: date | None = None
    visit_due_on: date | None = None
    equity: Decimal | None = None
    cash: Decimal | None = None
    monthly_due: Decimal | None = None
    jobs: Decimal | None = None
    jobs_promised: Decimal | None = None
    delays: Sequence[int] = ()
    rejected_on: date | None = None
    ceased_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a light is not green. `is_early`: it warns before an instalment is unpaid."""

    colour: Colour
    said: str
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """What an advisor says of a commitment. `over` is what the facts said that day."""

    colour: Colour
    on: date
    reason: str
    over: Colour


@dataclass(frozen=True, slots=True)
class Light:
    """A light with its reasons; `is_alert`: something warns while nothing is late yet."""

    colour: Colour
    reasons: tuple[str, ...]
    is_alert: bool = False
    is_said: bool = False


NO_REASON = "rien à signaler"


def light_of(facts: Facts, on: date, word: Word | None = None) -> Light:
    """Return the light of a commitment on a day. Errors: NoValueInForce.

    A darker word stands until another one. A lighter one stands for as long as the parameter says,
    and while the facts are no worse than when it was said.
    """
    reasons = list(reasons_of(facts, on))
    colour = darkest([reason.colour for reason in reasons])
    said = tuple(reason.said for reason in reasons)
    is_alert = not days_late(facts, on) and any(reason.is_early for reason in reasons)
    if word is None or word.on > on:
        return Light(colour, said or (NO_REASON,), is_alert)
    words = f"avis du {long_date(word.on)}\u00a0: {word.reason}" if word.reason else (
        f"avis du {long_date(word.on)}"
    )  # fmt: skip
    if is_darker(word.colour, colour):
        return Light(word.colour, (words, *said), is_alert, is_said=True)
    until = word.on + timedelta(days=parameter("followup", "word_days", on))
    agrees = word.colour == colour
    if on <= until and (agrees or not is_darker(colour, word.over)):
        return Light(word.colour, (words, *said), is_alert, is_said=True)
    return Light(colour, said or (NO_REASON,), is_alert)


def word_of(colour: Colour, facts: Facts, on: date, reason: str) -> Word:
    """Return an advisor's word on a day.

    Errors: WordRefused when it is lighter than the facts and says no reason; NoValueInForce.
    """
    over = darkest([each.colour for each in reasons_of(facts, on)])
    if is_darker(over, colour) and not reason.strip():
        raise WordRefused(field="reason")
    return Word(colour, on, reason.strip(), over)


def darkest(colours: Sequence[Colour]) -> Colour:
    """Return the worst of these colours, green without any."""
    return max(colours, key=DARKNESS.__getitem__, default=Colour.GREEN)


def is_darker(one: Colour, other: Colour) -> bool:
    """Return whether a colour is worse than another."""
    return DARKNESS[one] > DARKNESS[other]


def reasons_of(facts: Facts, on: date) -> Iterator[Reason]:
    """Yield what the facts say against a green light, the gravest first. Errors: NoValueInForce."""
    found = [*_of_money(facts, on), *_of_the_business(facts, on), *_early(facts, on)]
    yield from sorted(found, key=lambda reason: -DARKNESS[reason.colour])


def _of_money(facts: Facts, on: date) -> Iterator[Reason]:
    if facts.is_lost:
        yield Reason(Colour.RED, "passé en perte")
    if facts.accelerated_on is not None and facts.late_since is not None:
        yield Reason(Colour.RED, f"déchu du terme le {long_date(facts.accelerated_on)}")
    late = parameter("followup", "late_days", on)
    days = days_late(facts, on)
    if facts.late_since is not None and days >= late["orange"]:
        colour = Colour.RED if days >= late["red"] else Colour.ORANGE
        yield Reason(colour, f"échéance impayée depuis le {long_date(facts.late_since)}")
    if facts.incident is not None:
        colour = Colour.RED if facts.incident.is_grave else Colour.ORANGE
        yield Reason(colour, facts.incident.said)


def _of_the_business(facts: Facts, on: date) -> Iterator[Reason]:
    if facts.ceased_on is not None and facts.ceased_on <= on:
        yield Reason(Colour.RED, f"entreprise cessée le {long_date(facts.ceased_on)}")
    if facts.equity is not None and facts.equity < 0:
        said = f"capitaux propres négatifs aux derniers comptes ({euros(facts.equity)})"
        yield Reason(Colour.ORANGE, said)
    if facts.jobs is not None and facts.jobs_promised:
        share = parameter("followup", "jobs_share", on)
        if facts.jobs < share * facts.jobs_promised:
            said = (
                f"emplois constatés\u00a0: {number(facts.jobs)} sur "
                f"{number(facts.jobs_promised)} promis"
            )
            yield Reason(Colour.ORANGE, said)
    if facts.visit_due_on is not None and _overdue(facts.visit_due_on, on):
        yield Reason(Colour.ORANGE, f"visite attendue depuis le {long_date(facts.visit_due_on)}")


def _early(facts: Facts, on: date) -> Iterator[Reason]:
    """Yield what comes before an unpaid instalment."""
    if facts.accounts_due_on is not None and _overdue(facts.accounts_due_on, on):
        said = f"comptes attendus depuis le {long_date(facts.accounts_due_on)}"
        yield Reason(Colour.ORANGE, said, is_early=True)
    if facts.cash is not None and facts.monthly_due:
        months = parameter("followup", "cash_months", on)
        if facts.cash < months * facts.monthly_due:
            said = (
                f"trésorerie des derniers comptes ({euros(facts.cash)}) sous "
                f"{months} mois d’échéances ({euros(facts.monthly_due, cents=True)} par mois)"
            )
            yield Reason(Colour.ORANGE, said, is_early=True)
    if drifts(facts.delays, on):
        run = facts.delays[-parameter("followup", "drift", on)["payments"] :]
        days = ", ".join(str(delay) for delay in run)
        said = f"paiements de plus en plus tardifs ({days} jours)"
        yield Reason(Colour.ORANGE, said, is_early=True)
    if facts.rejected_on is not None:
        known = timedelta(days=parameter("followup", "rejected_days", on))
        if facts.rejected_on <= on <= facts.rejected_on + known:
            said = f"paiement rejeté ou annulé le {long_date(facts.rejected_on)}"
            yield Reason(Colour.ORANGE, said, is_early=True)


def days_late(facts: Facts, on: date) -> int:
    """Return the days since the oldest due date unpaid, 0 when none is past."""
    return 0 if facts.late_since is None else max(0, (on - facts.late_since).days)


def drifts(delays: Sequence[int], on: date) -> bool:
    """Return whether the last payments came later and later. Errors: NoValueInForce."""
    drift = parameter("followup", "drift", on)
    last = list(delays[-drift["payments"] :])
    if len(last) < drift["payments"] or last[-1] < drift["days"]:
        return False
    return all(before < after for before, after in pairwise(last))


def _overdue(due_on: date, on: date) -> bool:
    days: int = parameter("followup", "overdue_days", on)
    return (on - due_on).days >= days
