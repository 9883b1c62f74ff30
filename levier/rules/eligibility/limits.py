"""The limits that a product's terms set: age, duration, amount, surety, coupling, certainty.

A limit that the product does not set is no condition. The bank loan's duration is always asked of
a guarantee; the amount and duration of what the house would lend only once they are known.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from levier.kernel.french import NBSP, euros, percent, plural
from levier.kernel.money import ZERO, round_euro
from levier.rules.eligibility.couplings import (
    COUPLING,
    amounts_allowed,
    coupling,
    couplings_of,
    held_already,
    quota_left,
    stacking,
)
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import UNKNOWN, Finding, Limit, Result, answer
from levier.rules.eligibility.terms import GUARANTEE, InstrumentTerms

DEVELOPMENT = "development"
CERTAINTY = "terms_confirmed"


def limits_of(terms: InstrumentTerms, facts: Facts) -> Iterator[Limit]:
    """Yield the limits of a product that the facts can meet or miss."""
    if terms.min_age is not None or terms.max_age is not None:
        yield Limit("age", "Âge du porteur", _age(terms, facts))
    if terms.kind == GUARANTEE:
        yield from _bank_loan(terms, facts)
        yield from stacking(terms, facts)
    else:
        yield from _own_financing(terms, facts)
        yield from couplings_of(terms, facts)
    yield from held_already(terms, facts)
    if terms.coupled_kind:
        yield Limit(COUPLING, "Couplage", coupling(terms, facts))
    if not terms.is_confirmed:
        finding = Finding(Result.TO_CHECK, "en usage, à confirmer par la maison", "source publiée")
        yield Limit(CERTAINTY, "Conditions du produit confirmées", finding)


def max_amount_of(terms: InstrumentTerms, facts: Facts) -> Decimal | None:
    """Return the most that the product can give (euros).

    Its cap, its share of the cost, or what the bank loan, the plan or the matching money allow.
    """
    if terms.kind == GUARANTEE:
        return terms.cap_amount
    shared = None
    if terms.max_cost_share is not None and facts.costs.study is not None:
        shared = round_euro(facts.costs.study * terms.max_cost_share)
    known = [amount for amount in (terms.max_amount, shared) if amount is not None]
    return min([*known, *amounts_allowed(terms, facts)], default=None)


def max_quota_of(terms: InstrumentTerms, facts: Facts) -> Decimal | None:
    """Return the highest quota for the project's kind, within what other guarantees leave.

    None when the kind decides and is unknown, or without a quota.
    """
    quota, left = _quota_of_project(terms, facts), quota_left(terms, facts)
    return quota if quota is None or left is None else min(quota, left)


def _quota_of_project(terms: InstrumentTerms, facts: Facts) -> Decimal | None:
    development = terms.max_quota_development
    if development is None or development == terms.max_quota:
        return terms.max_quota
    if not facts.business.project:
        return None
    return development if facts.business.project == DEVELOPMENT else terms.max_quota


def _age(terms: InstrumentTerms, facts: Facts) -> Finding:
    """Whole years on the day; both limits are inside."""
    age = facts.age
    low, high = terms.min_age, terms.max_age
    holds = None if age is None else (low or 0) <= age and (high is None or age <= high)
    if low is not None and high is not None:
        threshold = f"de {low} à {plural(high, 'an')}"
    else:
        threshold = (
            f"{plural(low, 'an')} ou plus" if low is not None else f"{high}{NBSP}ans ou moins"
        )
    return Finding(answer(holds), UNKNOWN if age is None else plural(age, "an"), threshold)


def _bank_loan(terms: InstrumentTerms, facts: Facts) -> Iterator[Limit]:
    loan = facts.bank_loan
    if terms.bounds_months:
        yield Limit("loan_months", "Durée du prêt garanti",
                    _months(terms, loan.months))  # fmt: skip
    if terms.min_amount is not None or terms.max_amount is not None:
        yield Limit("loan_amount", "Montant du prêt garanti", _amount(terms, loan.amount))
    if loan.surety_share is not None and terms.surety in ("excluded", "limited"):
        yield from _surety(terms, loan.surety_share)


def _surety(terms: InstrumentTerms, taken: Decimal) -> Iterator[Limit]:
    limit = ZERO if terms.surety == "excluded" else terms.surety_max_share
    holds = None if limit is None and taken else taken <= (limit or ZERO)
    threshold = "à confirmer" if limit is None else f"{percent(limit)} du prêt au plus"
    finding = Finding(answer(holds), f"{percent(taken)} du prêt", threshold)
    yield Limit("surety", "Caution personnelle", finding)


def _own_financing(terms: InstrumentTerms, facts: Facts) -> Iterator[Limit]:
    """Amount and duration of what the house would lend or grant, where they are known."""
    amount = facts.requested.get(terms.code)
    if amount is not None and (terms.min_amount is not None or terms.max_amount is not None):
        yield Limit("amount", "Montant demandé", _amount(terms, amount))
    months = facts.requested_months.get(terms.code)
    if months is not None and terms.bounds_months:
        yield Limit("months", "Durée demandée", _months(terms, months))
    deferral = facts.requested_deferrals.get(terms.code)
    if deferral is not None and _bounds_deferral(terms):
        yield Limit("deferral", "Différé demandé", _deferral(terms, deferral))
    if terms.max_cost_share is not None:
        yield Limit("cost_share", "Part du coût de l’étude", _cost(terms, facts, amount))


def _cost(terms: InstrumentTerms, facts: Facts, amount: Decimal | None) -> Finding:
    share = terms.max_cost_share or ZERO
    cost = facts.costs.study
    threshold = f"{percent(share)} du coût au plus"
    if cost is None:
        return Finding(Result.TO_CHECK, UNKNOWN, threshold)
    holds = cost > 0 and (amount is None or amount <= round_euro(cost * share))
    return Finding(answer(holds), f"coût de {euros(cost)}", threshold)


def _amount(terms: InstrumentTerms, amount: Decimal | None) -> Finding:
    low, high = terms.min_amount, terms.max_amount
    holds = None if amount is None else (low or 0) <= amount and (high is None or amount <= high)
    threshold = _range(None if low is None else euros(low), None if high is None else euros(high))
    return Finding(answer(holds), UNKNOWN if amount is None else euros(amount), threshold)


def _months(terms: InstrumentTerms, months: int | None) -> Finding:
    if not terms.allowed_months:
        return _between(terms.min_months, terms.max_months, months)
    holds = None if months is None else months in terms.allowed_months
    return Finding(answer(holds), _count_of_months(months), listed_months(terms.allowed_months))


def listed_months(months: Sequence[int]) -> str:
    """Return durations in French: « 12, 18 ou 24 mois »."""
    *before, last = sorted(months)
    counted = plural(last, "mois", "mois")
    return f"{', '.join(str(each) for each in before)} ou {counted}" if before else counted


def _bounds_deferral(terms: InstrumentTerms) -> bool:
    return terms.min_deferral_months is not None or terms.max_deferral_months is not None


def _deferral(terms: InstrumentTerms, months: int) -> Finding:
    return _between(terms.min_deferral_months, terms.max_deferral_months, months)


def _between(low: int | None, high: int | None, months: int | None) -> Finding:
    """Both limits are inside, in months."""
    holds = None if months is None else (low or 0) <= months and (high is None or months <= high)
    texts = [None if limit is None else plural(limit, "mois", "mois") for limit in (low, high)]
    return Finding(answer(holds), _count_of_months(months), _range(*texts))


def _count_of_months(months: int | None) -> str:
    return UNKNOWN if months is None else plural(months, "mois", "mois")


def _range(low: str | None, high: str | None) -> str:
    if low and high:
        return low if low == high else f"de {low} à {high}"
    return f"{low} au moins" if low else f"{high} au plus"
