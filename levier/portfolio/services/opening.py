"""Opening what a decision grants: a guarantee, a financing, a grant."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from levier.catalogue.models import Instrument, InstrumentVersion
from levier.catalogue.services import required_version_on
from levier.committees.models import Decision
from levier.funds.models import Envelope
from levier.journal import services as journal
from levier.kernel.french import NBSP, euros
from levier.people.models import Bank, Person, Structure
from levier.portfolio.errors import EnvelopeMissing, TermsRefused
from levier.portfolio.models import Commitment, Financing, Grant, Guarantee
from levier.portfolio.numbering import next_number
from levier.portfolio.services.couplings import refuse_uncoupled
from levier.portfolio.services.draws import draw_on_envelopes
from levier.portfolio.states import State
from levier.portfolio.terms import (
    commission_due,
    guarantee_worth,
    stacking_faults,
    term_faults,
)

Draws = Sequence[tuple[Envelope, Decimal]]


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """The bank's loan that a guarantee stands on: euros, quota and rate as fractions."""

    bank: Bank
    amount: Decimal
    months: int
    quota: Decimal
    rate: Decimal | None = None
    deferral_months: int = 0
    securities: str = ""
    surety_amount: Decimal | None = None


@transaction.atomic
def open_guarantee(
    *,
    decision: Decision,
    instrument: Instrument,
    loan: LoanTerms,
    actor,
    carrier_number: str = "",
    draws: Draws = (),
) -> Commitment:
    """Open the guarantee that a decision grants on a bank's loan.

    The guaranteed amount is min(loan × quota, cap), the cap counting what the borrower already
    has where the version says so; an amount decided must equal it.
    Errors: NoVersionInForce; TermsRefused when the terms, or the amount decided, break the product.
    """
    case = decision.item.case
    version = required_version_on(instrument, decision.decided_on)
    lock_borrower(case)
    worth = guarantee_worth(version, case, loan.amount, loan.quota).amount
    faults = [
        *term_faults(
            version, amount=loan.amount, months=loan.months, quota=loan.quota,
            deferral_months=loan.deferral_months, project_kind=case.project_kind,
        ),
        *_amount_faults(worth, decision.amount),
        *stacking_faults(
            version, case, loan.bank, loan.amount, loan.quota, worth, decision.decided_on
        ),
    ]  # fmt: skip
    if faults:
        raise TermsRefused(reason=" ".join(faults))
    commitment = _open(decision, instrument, version, worth, actor, carrier_number)
    guarantee = _guarantee(commitment, loan)
    guarantee._history_user = actor
    guarantee.save(force_insert=True)
    if draws:
        draw_on_envelopes(commitment=commitment, draws=draws, actor=actor)
    return commitment


def _amount_faults(worth: Decimal, decided: Decimal | None) -> list[str]:
    if worth <= 0:
        return ["Le plafond de l’emprunteur est déjà atteint : il ne reste rien à garantir."]
    if decided is None or decided == worth:
        return []
    return [
        f"Le montant garanti est de {euros(worth, cents=True)}{NBSP}: "
        "prêt × quotité, dans la limite du plafond."
    ]


def _guarantee(commitment: Commitment, loan: LoanTerms) -> Guarantee:
    version = commitment.version
    return Guarantee(
        organisation_id=commitment.organisation_id,
        commitment=commitment,
        bank=loan.bank,
        loan_amount=loan.amount,
        loan_months=loan.months,
        loan_rate=loan.rate,
        deferral_months=loan.deferral_months,
        quota=loan.quota,
        cap_amount=version.cap_amount,
        guaranteed_amount=commitment.amount,
        commission_rate=version.commission_rate,
        commission_amount=commission_due(version, loan.amount, commitment.amount),
        securities=loan.securities,
        surety_amount=loan.surety_amount,
    )


@transaction.atomic
def open_financing(
    *,
    decision: Decision,
    instrument: Instrument,
    amount: Decimal,
    actor,
    months: int | None = None,
    deferral_months: int = 0,
    annual_rate: Decimal | None = None,
    carrier_number: str = "",
    draws: Draws = (),
) -> Commitment:
    """Open the loan, contribution or advance that a decision grants (euros; rate as a fraction).

    Errors: NoVersionInForce; TermsRefused; CouplingMissing without the bank loan that must stand
    beside it, or for a second one to a person who may have one; DrawsRefused.
    """
    version = required_version_on(instrument, decision.decided_on)
    faults = term_faults(version, amount=amount, months=months, deferral_months=deferral_months)
    if faults:
        raise TermsRefused(reason=" ".join(faults))
    refuse_uncoupled(decision=decision, version=version, amount=amount, months=months)
    commitment = _open(decision, instrument, version, amount, actor, carrier_number)
    financing = Financing(
        organisation_id=commitment.organisation_id,
        commitment=commitment,
        months=months,
        deferral_months=deferral_months,
        annual_rate=version.annual_rate if annual_rate is None else annual_rate,
    )
    financing._history_user = actor
    financing.save(force_insert=True)
    if draws:
        draw_on_envelopes(commitment=commitment, draws=draws, actor=actor)
    return commitment


@transaction.atomic
def open_grant(
    *,
    decision: Decision,
    instrument: Instrument,
    amount: Decimal,
    draws: Draws,
    actor,
    person: Person | None = None,
    goes_with=None,
    qpv_code: str = "",
    qpv_link: str = "",
    carrier_number: str = "",
) -> Commitment:
    """Open the grant that a decision awards, drawn on the envelopes of its funders (euros).

    A grant coupled with a guarantee needs one, alive, on the dossier or on the one it goes with;
    refuse_uncoupled says so.
    Errors: NoVersionInForce; TermsRefused; CouplingMissing; EnvelopeMissing; DrawsRefused.
    """
    case = decision.item.case
    version = required_version_on(instrument, decision.decided_on)
    faults = term_faults(version, amount=amount)
    if faults:
        raise TermsRefused(reason=" ".join(faults))
    refuse_uncoupled(decision=decision, version=version, amount=amount, goes_with=goes_with)
    if not draws:
        raise EnvelopeMissing
    commitment = _open(decision, instrument, version, amount, actor, carrier_number)
    grant = Grant(
        organisation_id=commitment.organisation_id,
        commitment=commitment,
        person=person or case.person,
        goes_with=goes_with,
        qpv_code=qpv_code,
        qpv_link=qpv_link,
        funder=draws[-1][0].funder,
    )
    grant._history_user = actor
    grant.save(force_insert=True)
    draw_on_envelopes(commitment=commitment, draws=draws, actor=actor)
    return commitment


def _open(
    decision: Decision,
    instrument: Instrument,
    version: InstrumentVersion,
    amount: Decimal,
    actor,
    carrier_number: str,
) -> Commitment:
    """Write the commitment of a decision: locked while a condition stands on it."""
    year = decision.decided_on.year
    organisation = decision.organisation
    locked = decision.conditions.filter(lifted_on=None).exists()
    commitment = Commitment(
        organisation=organisation,
        number=next_number(organisation, instrument.kind, year),
        case=decision.item.case,
        decision=decision,
        instrument=instrument,
        version=version,
        kind=instrument.kind,
        state=State.LOCKED if locked else State.OPEN,
        amount=amount,
        decided_on=decision.decided_on,
        valid_until=decision.valid_until,
        carrier=instrument.carrier,
        carrier_number=carrier_number,
    )
    commitment._history_user = actor
    commitment.save(force_insert=True)
    journal.record(
        "portfolio.opened",
        actor=actor,
        target=commitment,
        summary=f"{commitment} : {euros(amount)} accordés à {commitment.case.holder_name}.",
    )
    return commitment


def lock_borrower(case) -> None:
    """Two guarantees of one borrower are opened one after the other: the cap may count both."""
    if case.structure_id:
        Structure.objects.select_for_update().get(pk=case.structure_id)
    elif case.person_id:
        Person.objects.select_for_update().get(pk=case.person_id)
