"""The bank loan and what is asked for: amounts, durations, surety."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from levier.kernel.french import euros, percent, plural
from levier.kernel.money import round_euro
from levier.rules.eligibility.couplings import CENT, bank_loan_needed, matching_needed, plan_needed
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.limits import max_amount_of
from levier.rules.eligibility.proposals.move import (
    TO_ASK,
    ZERO,
    Move,
    Proposer,
    asked,
    asked_when,
    asking,
    asking_months,
    for_now,
    months_asked,
    nearest,
    nearest_months,
    side,
    side_of_months,
    with_loan,
    with_value,
)
from levier.rules.eligibility.terms import GUARANTEE, InstrumentTerms


def _loan_months(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """The nearest duration that the terms admit."""
    now = facts.bank_loan.months
    months = nearest_months(terms, now)
    if months is None or months == now:
        return
    lasting = f"{plural(months, 'mois', 'mois')}{side_of_months(terms, now, months)}"
    sentence = f"Si le prêt bancaire durait {lasting}"
    changed = with_loan(facts, months=months)
    asks = asked_when(now is None, "loan_months")
    yield Move("loan_months", f"{sentence}{for_now(now)}", changed, asks)


def _loan_amount(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """The nearest amount of the guaranteed loan that the terms admit."""
    now = facts.bank_loan.amount
    amount = nearest(now, terms.min_amount, terms.max_amount)
    if amount is not None and amount != now:
        limit = side(now, amount, terms.min_amount, terms.max_amount, euros)
        sentence = f"Si le prêt bancaire était de {euros(amount)}{limit}"
        asks = asked_when(now is None, "loan_amount")
        yield Move("loan_amount", sentence, with_loan(facts, amount=amount), asks)


def _surety(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    limit = ZERO if terms.surety == "excluded" else terms.surety_max_share
    if limit is None:
        limit = ZERO
    yield _surety_at(facts, limit)


def _bank_loan_surety(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    yield _surety_at(facts, terms.bank_loan_surety_max_share or ZERO)


def _surety_at(facts: Facts, limit: Decimal) -> Move:
    wish = f"se limitait à {percent(limit)} du prêt" if limit else "renonçait à toute caution"
    sentence = f"Si la banque {wish}"
    if limit:
        sentence = f"Si la caution demandée par la banque {wish}"
    asks = asked_when(facts.bank_loan.surety_share is None, "surety")
    return Move("surety", sentence, with_loan(facts, surety_share=limit), asks)


def _bank_loan(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """A bank loan beside: as large and as long as what is asked for needs."""
    amount = asked(terms, facts)
    needed = max(bank_loan_needed(terms, amount), Decimal(1))
    months = months_asked(terms, facts) if terms.bank_loan_as_long else None
    lasting = f" sur {plural(months, 'mois', 'mois')} au moins" if months else ""
    limit = terms.bank_loan_surety_max_share
    surety = f", avec {percent(limit)} de caution au plus" if limit is not None else ""
    now = facts.bank_loan
    loan = with_loan(
        facts,
        amount=needed,
        months=months or now.months,
        surety_share=now.surety_share if limit is None else limit,
    )
    sentence = f"Si une banque prêtait au moins {euros(needed)}{lasting}{surety}"
    kept = (now.months, now.surety_share) in (
        (None, None), (loan.bank_loan.months, loan.bank_loan.surety_share)
    )  # fmt: skip
    asks = asked_when(now.amount is None and kept, "loan")
    yield Move("loan_amount", sentence, loan, asks)


def _bank_loan_share(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """A larger bank loan, or less asked for."""
    needed = bank_loan_needed(terms, asked(terms, facts))
    sentence = f"Si le prêt bancaire était d’au moins {euros(needed)}"
    yield Move("loan_amount", sentence, with_loan(facts, amount=needed))
    yield from _less_asked(terms, facts)


def _bank_loan_months(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """A bank loan as long, or a shorter duration asked for."""
    months, now = months_asked(terms, facts), facts.bank_loan.months
    sentence = f"Si le prêt bancaire durait au moins {plural(months, 'mois', 'mois')}"
    asks = asked_when(now is None, "loan_months")
    yield Move("loan_months", f"{sentence}{for_now(now)}", with_loan(facts, months=months), asks)
    if now is not None and terms.code in facts.requested_months and now >= (terms.min_months or 1):
        yield asking_months(terms, facts, now)


def _coupling(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """The instrument that this one goes with, granted."""
    if facts.coupled_kinds is not None:
        kinds = facts.coupled_kinds | {terms.coupled_kind}
        changed = replace(facts, coupled_kinds=kinds)
        yield Move("coupling", "Si un prêt bancaire garanti était accordé au dossier", changed)
    elif terms.coupled_kind == GUARANTEE:
        sentence = "Si une banque accordait un prêt que la maison garantit"
        asks = asked_when(facts.bank_loan.amount is None, "loan")
        yield Move("loan_amount", sentence, with_loan(facts, amount=Decimal(1)), asks)


def _amount(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    now = facts.requested.get(terms.code)
    amount = nearest(now, terms.min_amount, terms.max_amount)
    if amount is not None and amount != now:
        limit = side(now, amount, terms.min_amount, terms.max_amount, euros)
        yield asking(terms, facts, amount, limit)


def _less_asked(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """The most that every coupling known allows, if it is still something."""
    now, most = facts.requested.get(terms.code), max_amount_of(terms, facts)
    if now is not None and most is not None and (terms.min_amount or ZERO) <= most < now and most:
        yield asking(terms, facts, most, " au plus")


def _months(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    now = facts.requested_months.get(terms.code)
    months = nearest_months(terms, now)
    if months is not None and months != now:
        yield asking_months(terms, facts, months)


def _deferral(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    now = facts.requested_deferrals.get(terms.code)
    months = nearest(now, terms.min_deferral_months, terms.max_deferral_months)
    if months is not None and months != now:
        changed = with_value(facts.requested_deferrals, terms.code, months)
        sentence = f"Si le différé était de {plural(months, 'mois', 'mois')}"
        yield Move("deferral", sentence, replace(facts, requested_deferrals=changed))


def _plan_share(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """Less asked for, or a larger plan."""
    yield from _less_asked(terms, facts)
    needed = plan_needed(terms, asked(terms, facts))
    sentence = f"Si le plan de financement atteignait {euros(needed)}"
    asks = asked_when(facts.plan_total is None, "plan")
    yield Move("plan", sentence, replace(facts, plan_total=needed), asks)


def plan_under(limit: int) -> Proposer:
    """Return the proposer of a plan under the condition's threshold, in whole euros.

    Nothing when what is borrowed and asked for already fills it.
    """

    def propose(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
        now, most = facts.plan_total, limit - CENT
        if _least_plan(terms, facts) > most:
            return
        known = "" if now is None else f" ({euros(now)} pour l’instant)"
        sentence = f"Si le plan de financement était de moins de {euros(limit)}{known}"
        asks = asked_when(now is None, "plan")
        yield Move("plan", sentence, replace(facts, plan_total=most), asks)

    return propose


def _least_plan(terms: InstrumentTerms, facts: Facts) -> Decimal:
    """Return what the plan holds in any case: the bank loan, and what is asked of the house."""
    lent = dict(facts.lent_beside)
    if terms.kind != GUARANTEE and terms.code in facts.requested:
        lent[terms.code] = facts.requested[terms.code]
    return (facts.bank_loan.amount or ZERO) + sum(lent.values(), ZERO)


def _match(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """More beside, or less asked for."""
    needed = matching_needed(terms, asked(terms, facts))
    sentence = f"Si d’autres fonds propres ou un prêt à moyen terme apportaient {euros(needed)}"
    asks = asked_when(facts.matching is None, "matching")
    yield Move("matching", sentence, replace(facts, matching=needed), asks)
    yield from _less_asked(terms, facts)


def _stacking(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """No other guarantee on the loan."""
    own = tuple(
        {terms.code: loan[terms.code]} for loan in facts.guaranteed_loans if terms.code in loan
    )
    changed = replace(facts, guaranteed_loans=own, loan_covered={})
    yield Move("stacking", "Si aucune autre garantie ne couvrait le même prêt", changed)


def _cost_share(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """Less asked for, or the cost of the study brought."""
    share, cost, wanted = terms.max_cost_share, facts.costs.study, facts.requested.get(terms.code)
    if not share:
        return
    if cost is None:
        # Without an amount asked for, any cost will do: only the budget is missing.
        least = Decimal(1) if wanted is None else round_euro(wanted / share) + 1
        what = "" if wanted is None else f" d’au moins {euros(least)}"
        sentence = f"Si un budget établissait le coût de l’étude{what}"
        costs = replace(facts.costs, study=least)
        yield Move("study", sentence, replace(facts, costs=costs), TO_ASK["study"])
    elif wanted is not None and cost > 0:
        yield asking(terms, facts, round_euro(cost * share), " au plus")


PROPOSERS: dict[str, Proposer] = {
    "loan_months": _loan_months,
    "loan_amount": _loan_amount,
    "surety": _surety,
    "bank_loan": _bank_loan,
    "bank_loan_share": _bank_loan_share,
    "bank_loan_months": _bank_loan_months,
    "bank_loan_surety": _bank_loan_surety,
    "coupling": _coupling,
    "amount": _amount,
    "months": _months,
    "deferral": _deferral,
    "plan_share": _plan_share,
    "match": _match,
    "stacking": _stacking,
    "cost_share": _cost_share,
}
