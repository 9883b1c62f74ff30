"""What an instrument asks of the money beside it: a bank loan, a plan, matching money, stacking.

A coupling that is wholly missing makes the verdict « not yet » (`WAITED_FOR`); one that is there
and does not suffice makes it no. An amount not asked for yet is not judged: the couplings then say
how much could be asked (`amounts_allowed`).
"""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from levier.kernel.french import NBSP, euros, percent, plural
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import UNKNOWN, Finding, Limit, Result, answer
from levier.rules.eligibility.stacking import ceiling_of_guarantees, quotas_beside, stacked
from levier.rules.eligibility.terms import GUARANTEE, InstrumentTerms
from levier.rules.parameters import NoValueInForce, parameter

COUPLING = "coupling"
STACKING = "Cumul des garanties"
BANK_LOAN = "bank_loan"
WAITED_FOR = frozenset({COUPLING, BANK_LOAN})
BESIDE_AMOUNT = WAITED_FOR | {
    "bank_loan_share", "bank_loan_months", "bank_loan_surety", "plan_share", "match",
}  # fmt: skip
"""What must stand beside an amount of our own: asked again when it is granted."""
ONCE_PER_PERSON = "once_per_person"
CENT = Decimal("0.01")
THIRDS_GAP = Fraction(1, 20_000)  # half of the last decimal that a share is stored with


def exact_share(share: Decimal) -> Fraction:
    """Return a stored share (four decimals) as a fraction: 0.6667 is two thirds, 0.65 is itself."""
    stored = Fraction(share)
    third = stored.limit_denominator(3)
    return third if abs(third - stored) < THIRDS_GAP else stored


def medium_term_on(on: date) -> int | None:
    """Return from how many months a bank loan is of medium term on a day, None when not known.

    Not known, no bank loan is held to be too short. Source: parameters/bank_loans.toml.
    """
    try:
        return int(parameter("bank_loans", "medium_term_months", on))
    except NoValueInForce:
        return None


def couplings_of(terms: InstrumentTerms, facts: Facts) -> Iterator[Limit]:
    """Yield what an amount of our own asks of the bank loan, of the plan and of other money."""
    if terms.bank_loan_min_ratio is not None or terms.bank_loan_as_long:
        yield from _beside_bank_loan(terms, facts)
    amount = facts.requested.get(terms.code)
    if terms.max_share_of_total is not None and amount is not None:
        yield Limit("plan_share", "Part du plan de financement",
                    _plan_share(terms.max_share_of_total, amount, facts))  # fmt: skip
    if terms.match_ratio is not None:
        yield Limit("match", "Autres fonds propres ou prêt à moyen terme",
                    _match(terms.match_ratio, terms, facts))  # fmt: skip


def stacking(terms: InstrumentTerms, facts: Facts) -> Iterator[Limit]:
    """Yield the limit on the guarantees that share one loan (`stacking.py`).

    A quota not asked for yet is not judged, as long as the others leave room for one: it may be
    asked in their place. Whatever the terms say, guarantees never cover more than their loan.
    """
    covered = facts.loan_covered.get(terms.code)
    if covered is not None and covered > 1:
        finding = Finding(
            Result.NO, f"{percent(covered)} du prêt garantis en tout",
            f"{percent(Decimal(1))} du prêt au plus en tout",
        )  # fmt: skip
        yield Limit("stacking", STACKING, finding, is_certain=True)
        return
    cap = terms.stacking_quota_cap
    own, others = quotas_beside(terms.code, facts.guaranteed_loans)
    if own is None:
        if cap is not None and terms.max_quota is not None:
            finding = Finding(
                answer(others < cap), f"{percent(others)} d’autres garanties",
                f"{percent(cap)} du prêt au plus en tout",
            )  # fmt: skip
            yield Limit("stacking", STACKING, finding)
    elif others or cap is not None:
        found = stacked(own, others, cap, ceiling_of_guarantees(facts.on))
        fact = f"{percent(own)}, et {percent(others)} d’autres garanties"
        yield Limit("stacking", STACKING, Finding(found.result, fact, found.threshold))


def quota_left(terms: InstrumentTerms, facts: Facts) -> Decimal | None:
    """Return the quota that the other guarantees leave, None without a limit on their sum."""
    cap = terms.stacking_quota_cap
    if cap is None:
        return None
    return max(cap - quotas_beside(terms.code, facts.guaranteed_loans)[1], Decimal(0))


def held_already(terms: InstrumentTerms, facts: Facts) -> Iterator[Limit]:
    """Yield the limit of one per person, once somebody looked at what the holder was granted."""
    if not terms.once_per_person or facts.held is None:
        return
    held = terms.code in facts.held
    fact = "déjà accordé à cette personne" if held else "jamais accordé par la maison"
    finding = Finding(answer(not held), fact, "un seul par personne et par réseau")
    yield Limit(ONCE_PER_PERSON, "Un seul par personne", finding)


def amounts_allowed(terms: InstrumentTerms, facts: Facts) -> Iterator[Decimal]:
    """Yield the most (euros, cents below) that each coupling known allows."""
    ratio, loan = terms.bank_loan_min_ratio, facts.lent_by_banks
    if ratio and loan is not None:
        yield _euros_below(Fraction(loan) / exact_share(ratio))
    share, total = terms.max_share_of_total, facts.plan_total
    if share is not None and total is not None:
        yield _euros_below(Fraction(total) * exact_share(share))
    if terms.match_ratio and (beside := matching_of(terms, facts)) is not None:
        yield _euros_below(Fraction(beside) / exact_share(terms.match_ratio))


def least_beside(amount: Decimal, share: Decimal | None) -> Decimal:
    """Return the least money (euros, cents above) worth a stored share of `amount`."""
    return _euros_above(Fraction(amount) * exact_share(share or Decimal(0)))


def bank_loan_needed(terms: InstrumentTerms, amount: Decimal) -> Decimal:
    """Return the least bank loan (euros, cents above) that goes with `amount`."""
    return least_beside(amount, terms.bank_loan_min_ratio)


def matching_needed(terms: InstrumentTerms, amount: Decimal) -> Decimal:
    """Return the least matching money (euros, cents above) that goes with `amount`."""
    return least_beside(amount, terms.match_ratio)


def plan_needed(terms: InstrumentTerms, amount: Decimal) -> Decimal:
    """Return the least total of the plan (euros, cents above) of which `amount` is the share."""
    return _euros_above(Fraction(amount) / exact_share(terms.max_share_of_total or Decimal(1)))


def matching_of(terms: InstrumentTerms, facts: Facts) -> Decimal | None:
    """Return the money beside what is asked of an instrument, never itself; None when unknown."""
    others = [amount for code, amount in facts.lent_beside.items() if code != terms.code]
    if facts.matching is None and not others:
        return None
    return (facts.matching or Decimal(0)) + sum(others, Decimal(0))


def _beside_bank_loan(terms: InstrumentTerms, facts: Facts) -> Iterator[Limit]:
    """Yield: a bank loan there, large enough, long enough, with little enough surety."""
    loan = facts.bank_loan
    there = loan.amount is not None and loan.amount > 0
    fact = euros(loan.amount or 0) if there else "pas encore de prêt bancaire"
    yield Limit(BANK_LOAN, "Prêt bancaire en complément",
                Finding(answer(there), fact, "un prêt bancaire à côté"))  # fmt: skip
    if not there:
        return
    if terms.bank_loan_min_ratio is not None:
        yield Limit("bank_loan_share", "Montant du prêt bancaire",
                    _loan_share(terms, facts))  # fmt: skip
    if terms.bank_loan_as_long:
        yield Limit("bank_loan_months", "Durée du prêt bancaire",
                    _loan_months(terms, facts))  # fmt: skip
    if terms.bank_loan_surety_max_share is not None:
        limit, taken = terms.bank_loan_surety_max_share, loan.surety_share
        fact = UNKNOWN if taken is None else f"{percent(taken)} du prêt"
        holds = None if taken is None else taken <= limit
        finding = Finding(answer(holds), fact, f"{percent(limit)} du prêt au plus, frais compris")
        yield Limit("bank_loan_surety", "Caution sur le prêt bancaire", finding)


def _loan_share(terms: InstrumentTerms, facts: Facts) -> Finding:
    """The bank loan beside the amount asked for, or the least that could be."""
    ratio, loan = terms.bank_loan_min_ratio or Decimal(0), facts.lent_by_banks or Decimal(0)
    amount = facts.requested.get(terms.code, terms.min_amount or Decimal(0))
    threshold = f"{percent(ratio)} au moins du montant demandé"
    needed = bank_loan_needed(terms, amount)
    if terms.code in facts.requested:
        threshold += f", soit {euros(needed)}"
    return Finding(answer(loan >= needed), euros(loan), threshold)


def _loan_months(terms: InstrumentTerms, facts: Facts) -> Finding:
    """The bank loan lasts at least as long as what is asked for, or as the least that could be."""
    months = facts.bank_loan.months
    needed = facts.requested_months.get(terms.code, terms.min_months or 0)
    holds = None if months is None else months >= needed
    if not holds and facts.unguaranteed_loans:
        holds = None  # the loan that no guarantee covers may last as long: nobody said
    fact = UNKNOWN if months is None else plural(months, "mois", "mois")
    return Finding(answer(holds), fact, f"{plural(needed, 'mois', 'mois')} au moins")


def _plan_share(share: Decimal, amount: Decimal, facts: Facts) -> Finding:
    """The amount within its share of the plan. An unknown plan holds at least the bank loan."""
    threshold = f"{percent(share, 0)} du plan de financement au plus"
    total = facts.plan_total
    if total is None:
        least = amount + (facts.bank_loan.amount or 0)
        enough = Fraction(amount) <= Fraction(least) * exact_share(share)
        fact = f"{euros(amount)}, plan{NBSP}: {UNKNOWN}"
        return Finding(Result.YES if enough else Result.TO_CHECK, fact, threshold)
    holds = Fraction(amount) <= Fraction(total) * exact_share(share)
    return Finding(answer(holds), f"{euros(amount)} sur {euros(total)}", threshold)


def _match(ratio: Decimal, terms: InstrumentTerms, facts: Facts) -> Finding:
    """The other money beside the amount asked for. A bank loan counts while nothing else is known.

    Unknown, it is to check: never no on the bank loan alone.
    """
    known = matching_of(terms, facts)
    beside = known if known is not None else facts.bank_loan.amount
    needed = matching_needed(terms, facts.requested.get(terms.code, terms.min_amount or Decimal(0)))
    threshold = f"{percent(ratio)} au moins du montant"
    if terms.code in facts.requested:
        threshold += f", soit {euros(needed)}"
    if beside is None:
        return Finding(Result.TO_CHECK, UNKNOWN, threshold)
    holds = beside >= needed
    sure = holds or known is not None
    return Finding(answer(holds if sure else None), euros(beside), threshold)


def coupling(terms: InstrumentTerms, facts: Facts) -> Finding:
    """The dossier was granted an instrument of the kind that this one goes with.

    When only the bank loan is known, a loan is taken as the one that a guarantee will cover.
    """
    if facts.coupled_kinds is not None:
        there = terms.coupled_kind in facts.coupled_kinds
    else:
        there = terms.coupled_kind == GUARANTEE and bool(facts.bank_loan.amount)
    fact = "prêt garanti au dossier" if there else "pas encore de prêt garanti au dossier"
    return Finding(answer(there), fact, "couplée à un prêt bancaire garanti")


def _euros_below(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / amount.denominator).quantize(CENT, rounding=ROUND_DOWN)


def _euros_above(amount: Fraction) -> Decimal:
    below = _euros_below(amount)
    return below if Fraction(below) == amount else below + CENT
