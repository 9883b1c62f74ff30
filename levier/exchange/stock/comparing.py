"""What of a stock is new, already there, or says otherwise than Levier. Nothing is written here."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from levier.accounts.models import Organisation
from levier.banking.models import Mandate
from levier.cases.models import Case
from levier.exchange.plan.kinds.kind import found_in
from levier.exchange.rows.stock import CommitmentRow, MandateRow, PaidRow, SecurityRow
from levier.exchange.stock.loans import plan_loan, terms_in_file
from levier.exchange.stock.plans import BLANK, CommitmentPlan, key_of
from levier.exchange.stock.reading import SERVED, StockRows
from levier.journal.services import target_of
from levier.kernel.text import normalise
from levier.portfolio.models import Commitment, Security
from levier.rules.servicing.guarantee_life import GuaranteedLoan, theoretical_outstanding

ON_COMMITMENT = ("amount", "decided_on", "set_up_on")
OF_LOAN = {"months": "months", "annual_rate": "annual_rate", "deferral_months": "deferral_months"}
OF_GUARANTEE = {
    "months": "loan_months", "annual_rate": "loan_rate", "deferral_months": "deferral_months",
    "loan_amount": "loan_amount", "quota": "quota",
}  # fmt: skip


def compare_stock(stock: StockRows, house: Organisation) -> Iterator[CommitmentPlan]:
    """Yield what is to be done for each commitment, in the order of the sheet.

    What the schedule refuses is added to the faults of `stock`.
    """
    rows = stock.of(CommitmentRow)
    numbers = [row.number for row in rows]
    known = {one.number: one for one in found_in(_commitments(house), "number", numbers)}
    cases = {
        case.number: case
        for case in found_in(
            Case.objects.filter(organisation=house).select_related("structure"), "number",
            [row.case_number or row.number for row in rows],
        )
    }  # fmt: skip
    paid, mandates, securities = (
        stock.hanging(row_class) for row_class in (PaidRow, MandateRow, SecurityRow)
    )
    references = [row.rum for row in stock.of(MandateRow)]
    by_rum = {
        one.rum: one
        for one in found_in(Mandate.objects.filter(organisation=house), "rum", references)
    }
    for row in rows:
        plan = CommitmentPlan(
            row, stock.terms.instrument(row.product), known.get(row.number),
            cases.get(row.case_number or row.number),
        )  # fmt: skip
        _compare_commitment(plan)
        _plan_schedule(stock, plan, house, paid.get(row.number, []))
        _compare_owed_by_bank(plan)
        if plan.known is not None and not plan.completes and not plan.conflicts:
            plan.is_there(row.sheet)
        _compare_mandates(plan, by_rum, mandates.get(row.number, []))
        _compare_securities(plan, house, securities.get(row.number, []))
        yield plan


def _commitments(house: Organisation):
    return Commitment.objects.filter(organisation=house).select_related(
        "guarantee__bank", "financing", "grant", "instrument", "case__structure", "carrier",
        "organisation", "running_loan", "version", "decision",
    )  # fmt: skip


def _compare_commitment(plan: CommitmentPlan) -> None:
    row, known = plan.row, plan.known
    case = known.case if known else plan.case
    held_siret = case.structure.siret if case and case.structure else ""
    if row.siret and held_siret not in ("", row.siret):
        plan.clash(row, "siret", held_siret)
    if known is None:
        return
    if known.instrument_id != plan.instrument.pk:
        plan.clash(row, "product", str(known.instrument))
        return
    _compare_names(plan, known)
    for name, current in _held(known):
        value = getattr(row, name)
        if value in BLANK or value == current:
            continue
        if current in BLANK and known.is_past:
            plan.fills[name] = value
        else:
            plan.clash(row, name, current)


def _compare_names(plan: CommitmentPlan, known: Commitment) -> None:
    row = plan.row
    if row.case_number and known.case.number != row.case_number:
        plan.clash(row, "case_number", known.case.number)
    if row.carrier_number and known.carrier_number not in ("", row.carrier_number):
        plan.clash(row, "carrier_number", known.carrier_number)
    if known.kind == "guarantee" and normalise(row.bank) != known.guarantee.bank.name_key:
        plan.clash(row, "bank", str(known.guarantee.bank))


def _held(known: Commitment) -> Iterable[tuple[str, Any]]:
    """Yield the fields of a commitment under the names of its row; an unknown duration is blank."""
    for name in ON_COMMITMENT:
        yield name, getattr(known, name)
    if known.kind == "guarantee":
        detail, names = known.guarantee, OF_GUARANTEE
    elif known.kind in SERVED:
        detail, names = known.financing, OF_LOAN
    else:
        return
    for name, attribute in names.items():
        value = getattr(detail, attribute)
        yield name, value or None if name == "months" else value


def _plan_schedule(
    stock: StockRows, plan: CommitmentPlan, house: Organisation, rows: list[PaidRow]
) -> None:
    if plan.instrument.kind not in SERVED:
        return
    terms = terms_in_file(plan.row, plan.instrument.kind, plan.known)
    if terms is not None:
        plan.loan = plan_loan(stock, plan, house, terms, rows)


def _compare_owed_by_bank(plan: CommitmentPlan) -> None:
    row = plan.row
    if plan.instrument.kind != "guarantee" or not row.has("owed", "owed_on", "set_up_on"):
        return
    loan = GuaranteedLoan(
        row.loan_amount or Decimal(0), row.annual_rate or Decimal(0), row.months or 0,
        row.deferral_months or 0, row.set_up_on or date.min,
    )  # fmt: skip
    due = theoretical_outstanding(loan, row.owed_on or date.min)
    if due != row.owed:
        plan.clash(row, "owed", due)


def _compare_mandates(
    plan: CommitmentPlan, known: dict[str, Mandate], rows: list[MandateRow]
) -> None:
    for row in rows:
        mandate = known.get(row.rum)
        if mandate is None:
            plan.mandates.append(row)
            continue
        current = {"debtor": mandate.debtor_name, "iban": mandate.iban, "bic": mandate.bic,
                   "signed_on": mandate.signed_on}  # fmt: skip
        if plan.known is None or mandate.subject != target_of(plan.known):
            plan.clash(row, "commitment", mandate.subject_label)
            continue
        clashes = [
            name
            for name, value in current.items()
            if getattr(row, name) not in (*BLANK, value)
        ]  # fmt: skip
        last = mandate.last_presented_on
        if row.presented_on is not None and (last is None or row.presented_on > last):
            clashes.append("presented_on")
            current["presented_on"] = last or "jamais présenté"
        for name in clashes:
            plan.clash(row, name, current[name])
        if not clashes:
            plan.is_there(row.sheet)


def _compare_securities(plan: CommitmentPlan, house: Organisation, rows: list[SecurityRow]) -> None:
    known = {one.idempotency_key: one for one in _securities_of(plan.known)}
    ranks: dict[tuple[str, str], int] = {}
    for row in rows:
        name = row.kind, normalise(row.holder)
        ranks[name] = ranks.get(name, 0) + 1
        key = key_of(house, "security", plan.row.number, *name, ranks[name])
        held = known.get(key)
        if held is None:
            plan.securities.append((row, key))
            continue
        clashes = [
            one
            for one in ("amount", "dated_on")
            if getattr(row, one) not in (None, getattr(held, one))
        ]
        for one in clashes:
            plan.clash(row, one, getattr(held, one))
        if not clashes:
            plan.is_there(row.sheet)


def _securities_of(known: Commitment | None) -> Iterable[Security]:
    return [] if known is None else known.securities.all()
