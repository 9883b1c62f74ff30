"""Writing what a stock asks for, through the services; call it inside one transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from levier.accounts.models import Organisation, User
from levier.banking.services import Debtor, record_mandate
from levier.cases.models import Case
from levier.cases.services import open_cases
from levier.cases.states import State as CaseState
from levier.committees.services import stub_sitting
from levier.exchange.plan.comparison import Progress
from levier.exchange.plan.wishes.cases import TRACK_OF_PREFIX
from levier.exchange.rows.stock import CommitmentRow
from levier.exchange.stock.plans import CommitmentPlan, key_of
from levier.journal.services import target_of
from levier.kernel.text import normalise
from levier.people.models import Structure
from levier.people.services import bank_named, register_structure
from levier.portfolio.models import Commitment
from levier.portfolio.services import record_security, set_carrier_number
from levier.servicing.services import TakenUp, take_up_loans
from levier.workflows.correct_past import correct_past_commitment
from levier.workflows.past_decision import PastDecision, record_past_decisions

ORIGIN = "reprise du stock"
BATCH = 50  # commitments: their loans are written at once, and the progress moves


class Writer:
    """Writes the plans of one import for a house; who signs, and the day."""

    def __init__(self, house: Organisation, actor: User, on: date, funders: dict[str, Any]) -> None:
        self._house, self._actor, self._on, self._funders = house, actor, on, funders
        self._cases: dict[str, Case] = {}
        self._structures: dict[str, Structure] = {}

    def write(self, plans: Sequence[CommitmentPlan], progress: Progress) -> None:
        """Write what is new of plans without conflict, commitments first."""
        new = [plan for plan in plans if plan.known is None]
        decisions = []
        for done, plan in enumerate(new):
            if done % BATCH == 0:
                progress(done, 2 * len(new), f"Dossiers\u00a0: {plan.row.number}")
            decisions.append(self._decision(plan))
        rows = record_past_decisions(
            organisation=self._house, actor=self._actor, decisions=decisions
        )
        for plan, row in zip(new, rows, strict=True):
            plan.known = row
        for start in range(0, len(plans), BATCH):
            batch = plans[start : start + BATCH]
            progress(len(plans) + start, 2 * len(plans), f"Écriture\u00a0: {batch[0].row.number}")
            self._write_batch(batch)

    def _write_batch(self, plans: Sequence[CommitmentPlan]) -> None:
        for plan in plans:
            self._fill(plan, plan.known)
        taken = [
            TakenUp(plan.known, plan.loan.opening, plan.loan.payments)
            for plan in plans
            if plan.loan is not None and (plan.loan.opening or plan.loan.payments)
        ]
        take_up_loans(organisation=self._house, taken=taken, actor=self._actor, reason=f"{ORIGIN}.")
        for plan in plans:
            self._write_mandates(plan, plan.known)
            self._write_securities(plan, plan.known)

    def _decision(self, plan: CommitmentPlan) -> PastDecision:
        row = plan.row
        terms: dict[str, Any] = {}
        if plan.instrument.kind != "grant":
            terms = {
                "months": row.months, "annual_rate": row.annual_rate,
                "deferral_months": row.deferral_months or 0,
            }  # fmt: skip
        if plan.instrument.kind == "guarantee":
            terms |= {
                "bank": bank_named(organisation=self._house, name=row.bank, actor=self._actor),
                "loan_amount": row.loan_amount, "quota": row.quota,
            }  # fmt: skip
        return PastDecision(
            sitting=stub_sitting(
                organisation=self._house, actor=self._actor, imported_from=ORIGIN,
                number=row.committee or f"REPRISE-{row.decided_on:%Y}",
            ),
            case=plan.case or self._case(row), instrument=plan.instrument, amount=row.amount,
            number=row.number, decided_on=row.decided_on, set_up_on=row.set_up_on,
            funder=self._funders.get(normalise(row.funder)) if row.funder else None,
            carrier_number=row.carrier_number, imported_from=ORIGIN, **terms,
        )  # fmt: skip

    def _case(self, row: CommitmentRow) -> Case:
        """Return the dossier of a row: unknown, a number that its own year will complete."""
        number = row.case_number or row.number
        if number not in self._cases:
            case = Case(
                organisation=self._house, number=number, is_stub=True, imported_from=ORIGIN,
                track=TRACK_OF_PREFIX.get(number.partition("-")[0], "creation"),
                state=CaseState.FOLLOW_UP if row.set_up_on else CaseState.AGREED,
                structure=self._structure(row), title=row.name,
                opened_on=row.decided_on, last_action_on=row.set_up_on or row.decided_on,
            )  # fmt: skip
            open_cases(organisation=self._house, actor=self._actor, cases=[case])
            self._cases[number] = case
        return self._cases[number]

    def _structure(self, row: CommitmentRow) -> Structure:
        """Return the structure of a row, by its SIRET, else by its name."""
        key = row.siret or normalise(row.name)
        if key not in self._structures:
            known = Structure.objects.filter(organisation=self._house, merged_into=None)
            found = (
                known.filter(siret=row.siret)
                if row.siret
                else known.filter(name_key=normalise(row.name)[:170])
            ).first()
            self._structures[key] = found or register_structure(
                organisation=self._house, actor=self._actor, name=row.name, siret=row.siret
            )
        return self._structures[key]

    def _fill(self, plan: CommitmentPlan, commitment: Commitment) -> None:
        if plan.fills:
            correct_past_commitment(commitment=commitment, actor=self._actor, **plan.fills)
        if plan.is_numbered:
            set_carrier_number(
                commitment=commitment, number=plan.row.carrier_number, actor=self._actor
            )

    def _write_mandates(self, plan: CommitmentPlan, commitment: Commitment) -> None:
        for row in plan.mandates:
            record_mandate(
                organisation=self._house, actor=self._actor, on=self._on, rum=row.rum,
                debtor=Debtor(name=row.debtor, iban=row.iban, bic=row.bic),
                subject=target_of(commitment),
                subject_label=f"{commitment} · {commitment.case.holder_name}",
                signed_on=row.signed_on, presented=1 if row.presented_on else 0,
                last_presented_on=row.presented_on,
                idempotency_key=key_of(self._house, "mandate", row.rum),
            )  # fmt: skip

    def _write_securities(self, plan: CommitmentPlan, commitment: Commitment) -> None:
        for row, key in plan.securities:
            record_security(
                commitment=commitment, kind=row.kind, holder=row.holder, amount=row.amount,
                dated_on=row.dated_on, actor=self._actor, idempotency_key=key,
            )  # fmt: skip
