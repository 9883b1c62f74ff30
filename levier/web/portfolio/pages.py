"""What the page of a commitment shows, gathered and ready for the template."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from levier.banking.permissions import can_prepare_payments, can_read_payments
from levier.catalogue.models import InstrumentKind
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.french import euros, long_date, percent
from levier.portfolio.models import Commitment
from levier.portfolio.permissions import can_amend, can_cancel, can_make_contracts, can_set_up
from levier.portfolio.services import evidence_of, left_to_ask, received_of, remaining_in
from levier.portfolio.states import Event, State, events_from
from levier.portfolio.terms import alert_on_surety
from levier.servicing.services import schedules_to_open
from levier.web.portfolio.forms import SetUpForm
from levier.workflows.pay_commitment import left_to_pay, orders_of

LABELS = {
    "bank": "Banque", "loan_amount": "Prêt", "loan_months": "Durée (mois)",
    "loan_rate": "Taux du prêt", "deferral_months": "Différé (mois)", "quota": "Quotité",
    "securities": "Sûretés", "surety_amount": "Caution personnelle", "amount": "Montant",
    "months": "Durée (mois)", "annual_rate": "Taux annuel", "worth": "Montant accordé",
    "valid_until": "Valable jusqu’au",
}  # fmt: skip
_EUROS = {"loan_amount", "surety_amount", "amount", "worth"}
_SHARES = {"loan_rate", "quota", "annual_rate"}


def commitment_page(row: Commitment, user, on: date) -> dict:
    """Return what the page shows; a gesture that the state or the role forbids is not drawn."""
    detail = _detail(row)
    draws = list(row.draws.select_related("envelope__funder"))
    left = remaining_in([draw.envelope for draw in draws]) if draws else {}
    expired = row.valid_until is not None and on > row.valid_until
    amendments = list(row.amendments.select_related("asked_by", "decision__item__sitting"))
    papers = _papers(row)
    told = [row, *papers["contracts"], *(each["row"] for each in papers["clawbacks"]), *amendments]
    conditions = (
        list(row.decision.conditions.select_related("owner", "lifted_by")) if row.decision else []
    )
    return papers | {
        "commitment": row,
        "detail": detail,
        "is_guarantee": row.kind == InstrumentKind.GUARANTEE,
        "is_grant": row.kind == InstrumentKind.GRANT,
        "draws": [{"draw": draw, "left": left[draw.envelope_id]} for draw in draws],
        "expired": expired,
        "moves": _moves(row, user, expired),
        "set_up_form": SetUpForm(
            initial={"on": on, "carrier_number": row.carrier_number, "key": uuid4()}
        ),
        "conditions": conditions,
        "schedule_waits": schedules_to_open(Commitment.objects.filter(pk=row.pk)).exists(),
        "waiting": [c for c in conditions if c.lifted_on is None],
        "amendments": [{"amendment": each, "changes": changes_of(each)} for each in amendments],
        "surety_alert": alert_on_surety(detail)
        if row.kind == InstrumentKind.GUARANTEE and detail
        else None,
        "evidence": evidence_of(row, on) if row.state in (State.OPEN, State.SET_UP) else [],
        "payments": orders_of(row) if can_read_payments(user) else [],
        "entries": Entry.objects.filter(
            target__in=[target_of(each) for each in told]
        ).select_related("actor")[:20],
    }  # fmt: skip


def _moves(row: Commitment, user, expired: bool) -> dict[str, bool]:
    """Return which gestures the state and the role allow."""
    events = events_from(row.state)
    is_open_paper = row.kind != InstrumentKind.GUARANTEE and row.state == State.OPEN
    is_paid_grant = row.kind == InstrumentKind.GRANT and row.state in (State.SET_UP, State.ENDED)
    return {
        "set_up": Event.SET_UP in events and not expired and can_set_up(user),
        "amend": Event.ASK_COMMITTEE in events and can_amend(user),
        "lapse": Event.LAPSE in events and expired and can_set_up(user),
        "cancel": Event.CANCEL in events and can_cancel(user),
        "end": Event.END in events and can_set_up(user),
        "number": can_set_up(user) or can_amend(user),
        "draws": Event.SET_UP in events and can_set_up(user),
        "contract": is_open_paper and can_make_contracts(user),
        "claw_back": is_paid_grant and can_cancel(user) and left_to_ask(row) > 0,
        "claw_back_more": can_cancel(user),
        "pay": _is_paid_here(row, left_to_pay(row)) and can_prepare_payments(user),
    }


def _papers(row: Commitment) -> dict:
    """Return the contracts, the securities and what is asked back."""
    contracts = list(row.contracts.select_related("made_by"))
    return {
        "contracts": contracts,
        "contract": next((each for each in contracts if each.state != "replaced"), None),
        "securities": list(row.securities.all()),
        "clawbacks": [
            {"row": each, "received": received_of(each)}
            for each in row.clawbacks.prefetch_related("receipts")
        ],
    }


def _is_paid_here(row: Commitment, left: Decimal) -> bool:
    """Whether the house pays something more of a commitment from its own accounts."""
    pays = row.carrier.is_house and row.kind != InstrumentKind.GUARANTEE and left > 0
    return pays and (row.state == State.OPEN or (row.state == State.SET_UP and not row.is_past))


def _detail(row: Commitment):
    name = {"guarantee": "guarantee", "grant": "grant"}.get(row.kind, "financing")
    return getattr(row, name, None)


def changes_of(amendment) -> list[tuple[str, str, str]]:
    """Return what an amendment changes: (term, before, after), in French."""
    names = [name for name in LABELS if name in amendment.after]
    return [
        (
            LABELS[name],
            _shown(name, amendment.before.get(name)),
            _shown(name, amendment.after[name]),
        )
        for name in names
        if not _same(name, amendment.before.get(name), amendment.after[name])
    ]


def _same(name: str, before, after) -> bool:
    """Return whether a term kept as text is the same value: 0.0382 is 0.038200."""
    if None not in (before, after) and name in _EUROS | _SHARES:
        return Decimal(before) == Decimal(after)
    return before == after


def _shown(name: str, value) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, dict):
        return value["label"]
    if name == "valid_until":
        return long_date(date.fromisoformat(value))
    if name in _EUROS:
        return euros(Decimal(value))
    return percent(Decimal(value)) if name in _SHARES else str(value)
