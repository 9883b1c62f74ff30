"""What the page of a commitment shows, gathered and ready for the template."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from levier.catalogue.models import InstrumentKind
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.french import euros, long_date, percent
from levier.portfolio.models import Commitment
from levier.portfolio.permissions import can_amend, can_cancel, can_set_up
from levier.portfolio.services import remaining_in
from levier.portfolio.states import Event, events_from
from levier.portfolio.terms import alert_on_surety
from levier.web.portfolio.forms import SetUpForm

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
    events = events_from(row.state)
    detail = _detail(row)
    draws = list(row.draws.select_related("envelope__funder"))
    left = remaining_in([draw.envelope for draw in draws]) if draws else {}
    expired = row.valid_until is not None and on > row.valid_until
    moves = {
        "set_up": Event.SET_UP in events and not expired and can_set_up(user),
        "amend": Event.ASK_COMMITTEE in events and can_amend(user),
        "lapse": Event.LAPSE in events and expired and can_set_up(user),
        "cancel": Event.CANCEL in events and can_cancel(user),
        "end": Event.END in events and can_set_up(user),
        "number": can_set_up(user) or can_amend(user),
        "draws": Event.SET_UP in events and can_set_up(user),
    }
    amendments = list(row.amendments.select_related("asked_by", "decision__item__sitting"))
    targets = [target_of(each) for each in (row, *amendments)]
    conditions = (
        list(row.decision.conditions.select_related("owner", "lifted_by")) if row.decision else []
    )
    return {
        "commitment": row,
        "detail": detail,
        "is_guarantee": row.kind == InstrumentKind.GUARANTEE,
        "is_grant": row.kind == InstrumentKind.GRANT,
        "draws": [{"draw": draw, "left": left[draw.envelope_id]} for draw in draws],
        "expired": expired,
        "moves": moves,
        "set_up_form": SetUpForm(
            initial={"on": on, "carrier_number": row.carrier_number, "key": uuid4()}
        ),
        "conditions": conditions,
        "waiting": [c for c in conditions if c.lifted_on is None],
        "amendments": [{"amendment": each, "changes": changes_of(each)} for each in amendments],
        "surety_alert": alert_on_surety(detail)
        if row.kind == InstrumentKind.GUARANTEE and detail
        else None,
        "entries": Entry.objects.filter(target__in=targets).select_related("actor")[:20],
    }


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
