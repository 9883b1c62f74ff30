"""« Ma journée » of the finance officer: loans without a schedule, tranches, decisions to note."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from levier.accounts.models import User
from levier.banking.models import PaymentOrder
from levier.banking.states import ENGAGED
from levier.banking.states import State as Step
from levier.committees.models import Sitting
from levier.journal.services import target_of
from levier.kernel.french import euros, numeric_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment, LoanProposal
from levier.servicing.models import RunningLoan
from levier.servicing.services import rulings_to_note, schedules_to_open, tranches_to_pay
from levier.web.home.tasks import SHOWN

CHANGE_OF = {LoanProposal.Act.RESTRUCTURE: "restructuration", LoanProposal.Act.WRITE_OFF: "perte"}
HOLDER = ("case__person", "case__structure")
OF_CASE = tuple(f"commitment__{name}" for name in HOLDER)
LEFT_ONCE = (Step.EXECUTED, Step.RETURNED)


@dataclass(frozen=True, slots=True)
class LoanTask:
    """One thing to do on a loan: whose it is, why, by which gesture, on which page."""

    title: str
    why: str
    verb: str
    url: str


def loans_waiting(user: User) -> dict:
    """Return what waits on the loans of the house, the oldest of each kind first (four queries)."""
    kinds = [list(_schedules(user)), list(_rulings(user)), _tranches(user)]
    return {
        "loans_waiting": [task for kind in kinds for task in kind[:SHOWN]],
        "loans_more": any(len(kind) > SHOWN for kind in kinds),
    }


def _schedules(user: User) -> Iterable[LoanTask]:
    rows = schedules_to_open(Commitment.objects.visible_to(user)).select_related(*HOLDER)
    for row in rows.order_by("set_up_on", "pk")[: SHOWN + 1]:
        day = f" le {numeric_date(row.set_up_on)}" if row.set_up_on else ""
        yield LoanTask(
            row.case.holder_name,
            f"{row.number}\u00a0: versé{day}, son échéancier n’est pas ouvert.",
            "Ouvrir l’échéancier",
            reverse("web:loan_open", args=[row.pk]),
        )


def _rulings(user: User) -> Iterable[LoanTask]:
    rows = rulings_to_note(LoanProposal.objects.visible_to(user))
    rows = rows.select_related(*OF_CASE, "decision__item__sitting")
    for row in rows.order_by("decision__item__sitting__held_on", "pk")[: SHOWN + 1]:
        sitting = row.decision.item.sitting
        first = "" if sitting.state == Sitting.State.MINUTED else ", une fois son PV figé"
        yield LoanTask(
            row.commitment.case.holder_name,
            f"{row}\u00a0: accord du comité {sitting.number}, à noter{first}.",
            "Noter la décision",
            reverse("web:loan_change", args=[row.commitment_id, CHANGE_OF[row.act]]),
        )


# ── Tranches ──────────────────────────────────────────────────────────────────────────────────
def _tranches(user: User) -> list[LoanTask]:
    rows = tranches_to_pay(RunningLoan.objects.visible_to(user)).select_related(*OF_CASE)
    loans = list(rows.order_by("opened_on", "pk")[: SHOWN + 1])
    if not loans:
        return []
    orders: dict[str, list[PaymentOrder]] = defaultdict(list)
    subjects = [target_of(loan.commitment) for loan in loans]
    for order in PaymentOrder.objects.filter(
        organisation=user.organisation_id, subject__in=subjects
    ):
        orders[order.subject].append(order)
    return [_tranche(loan, orders[target_of(loan.commitment)]) for loan in loans]


def _tranche(loan: RunningLoan, orders: list[PaymentOrder]) -> LoanTask:
    """A loan paid by orders gets its next one; what left without reaching it is noted by hand."""
    left = euros(loan.commitment.amount - loan.drawn, cents=True)
    executed = _sum(orders, (Step.EXECUTED,))
    is_by_hand = executed > loan.drawn or not any(row.state in LEFT_ONCE for row in orders)
    if is_by_hand:
        why, verb = f"{left} restent à verser.", "Noter la tranche"
        url = reverse("web:loan_change", args=[loan.commitment_id, "tranche"])
    elif _sum(orders, ENGAGED) < loan.commitment.amount:
        why, verb = f"{left} restent à verser.", "Préparer le paiement"
        url = reverse("web:payment_new", args=[loan.commitment_id])
    else:
        why, verb = f"{left} restent à verser, le paiement est en cours.", "Suivre le paiement"
        url = reverse("web:commitment", args=[loan.commitment_id])
    title = loan.commitment.case.holder_name
    return LoanTask(title, f"{loan.commitment.number}\u00a0: {why}", verb, url)


def _sum(orders: Iterable[PaymentOrder], states: Iterable[str]) -> Decimal:
    return sum((row.amount for row in orders if row.state in states), ZERO)
