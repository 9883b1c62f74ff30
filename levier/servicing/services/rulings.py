"""Who decided a write-off or a restructuring: a committee, or a body within its delegation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from levier.accounts.models import User
from levier.committees.models import Body, Delegation, Sitting
from levier.committees.permissions import bodies_noted_by
from levier.committees.services import committees_of, delegation_among, delegations_on, tracks_of
from levier.kernel.french import capitalised, euros, long_date
from levier.portfolio.models import LoanProposal
from levier.rules import committee as committee_rules
from levier.rules.servicing.loan import Loan
from levier.rules.servicing.operations import Operation, Restructured, WrittenOff
from levier.rules.servicing.rulings import Stake, given_up_by, stake_of
from levier.rules.servicing.running_loan import replay
from levier.servicing.errors import RulingRefused
from levier.servicing.models import LoanOperation, RunningLoan

RULED = (Restructured, WrittenOff)
MOST_SITTINGS = 60
Act = Delegation.Act
_SAID = {Act.WRITE_OFF: "passer en perte", Act.RESTRUCTURE: "restructurer"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who decided: the sitting of a committee, or a body by delegation; one of the two."""

    sitting: Sitting | None = None
    body: Body | None = None

    @property
    def said(self) -> str:
        """What tells one ruling from another, for the fingerprint of an operation."""
        if self.sitting:
            return f"sitting {self.sitting.pk}"
        return f"body {self.body.code}" if self.body else "nobody"


def ruled(
    *,
    loan: RunningLoan,
    operation: Operation,
    earlier: Sequence[Operation],
    after: Loan,
    ruling: Ruling | None,
    actor: User | None,
) -> dict[str, Any]:
    """Return what an operation keeps of who decided it: `sitting`, `delegation`, `ruled_by`.

    `earlier` are the operations before it, `after` the loan with it, on its day. Nothing is asked
    of other operations, for which the loan as it was is not played again. Errors:
    RulingRefused without a ruling, for a sitting of another house, not minuted, held after, of a
    committee that does not decide the dossier's track; for a body beyond its delegation, or in
    whose name the actor does not note.
    """
    if not isinstance(operation, RULED):
        if ruling is not None:
            raise RulingRefused(reason="Cette opération n’a pas besoin d’une décision.")
        return {}
    if ruling is None or bool(ruling.sitting) == bool(ruling.body):
        raise RulingRefused(
            reason="Dites qui a décidé\u00a0: un comité dont le procès-verbal est figé, ou une "
            "instance dans sa délégation."
        )
    if ruling.sitting is not None:
        return _by_committee(loan, ruling.sitting, operation)
    before = replay(earlier, operation.on)
    stake = stake_of(before, after)
    return _by_delegation(loan, operation, stake, before, ruling.body, actor)


# ── A committee ───────────────────────────────────────────────────────────────────────────────
def sittings_that_may_rule(loan: RunningLoan, user: User, on: date) -> list[Sitting]:
    """Return the sittings that this user may cite for a loan on a day, the latest first."""
    rows = Sitting.objects.visible_to(user).of_committees().select_related("committee")
    rows = rows.filter(state=Sitting.State.MINUTED, held_on__lte=on, committee__isnull=False)
    rows = rows.prefetch_related("committee__remits").order_by("-held_on", "-number")
    case = loan.commitment.case
    if committees_of(case.organisation_id, case.track, on):
        found = (row for row in rows if case.track in tracks_of(row.committee, row.held_on))
        return list(islice(found, MOST_SITTINGS))
    return list(rows[:MOST_SITTINGS])


def _by_committee(loan: RunningLoan, sitting: Sitting, operation: Operation) -> dict[str, Any]:
    if sitting.organisation_id != loan.organisation_id:
        raise RulingRefused(reason="Ce comité est celui d’une autre maison\u00a0: citez le vôtre.")
    if sitting.committee is None or sitting.mode == Sitting.Mode.DELEGATION:
        raise RulingRefused(
            reason=f"«\u00a0{sitting}\u00a0» n’est pas la séance d’un comité\u00a0: citez une "
            "séance, ou l’instance qui a la délégation."
        )
    if sitting.state != Sitting.State.MINUTED:
        raise RulingRefused(
            reason=f"Le procès-verbal du comité {sitting} n’est pas figé\u00a0: figez-le d’abord, "
            "il dira cette décision."
        )
    if sitting.held_on > operation.on:
        raise RulingRefused(
            reason=f"Le comité {sitting} s’est tenu le {long_date(sitting.held_on)}, après cette "
            "opération\u00a0: datez-la de ce jour, ou d’après."
        )
    _refuse_incompetent(loan, sitting)
    point = _point_of(loan, sitting, act_of(type(operation)))
    return {"sitting": sitting, "ruled_by": f"{_committee_words(sitting)}{point}"}


def _point_of(loan: RunningLoan, sitting: Sitting, act: str) -> str:
    """Return where the minutes say this decision, blank when it had no point of its own.

    Errors: RulingRefused when the committee was asked, and did not agree.
    """
    rows = LoanProposal.objects.filter(
        commitment=loan.commitment_id, act=act, decision__item__sitting=sitting
    )
    asked = rows.select_related("decision__item").last()
    if asked is None:
        return ""
    if asked.state != LoanProposal.State.AGREED:
        raise RulingRefused(
            reason=f"Le comité {sitting} n’a pas donné son accord pour {_SAID[Act(act)]} ce prêt "
            f"({asked.get_state_display()})\u00a0: soumettez-le de nouveau, ou citez une autre "
            "séance."
        )
    return f", point {asked.decision.item.position}"


def _refuse_incompetent(loan: RunningLoan, sitting: Sitting) -> None:
    """Errors: RulingRefused when the house has a committee for this track, and it is another."""
    case = loan.commitment.case
    deciding = committees_of(case.organisation_id, case.track, sitting.held_on)
    if deciding and case.track not in tracks_of(sitting.committee, sitting.held_on):
        names = " ou ".join(f"«\u00a0{row}\u00a0»" for row in deciding)
        raise RulingRefused(
            reason=f"«\u00a0{sitting.committee}\u00a0» ne décide pas de la filière "
            f"«\u00a0{case.get_track_display()}\u00a0»\u00a0: citez une séance de {names}."
        )


def _committee_words(sitting: Sitting) -> str:
    day = long_date(sitting.held_on)
    seal = sitting.minutes_hash[:16]
    return f"{sitting.committee}, {sitting.number} du {day}, procès-verbal figé, empreinte {seal}"


# ── A body, within its delegation ─────────────────────────────────────────────────────────────
def bodies_that_may_rule(
    loan: RunningLoan, act: str, user: User, on: date
) -> list[tuple[Body, Delegation]]:
    """Return the bodies in whose name this user may do an act on a loan, with its delegation."""
    rows = delegations_on(loan.organisation_id, on, act)
    bodies = bodies_noted_by(user, on)
    pairs = [(body, delegation_among(rows, loan.commitment, body)) for body in bodies]
    return [(body, row) for body, row in pairs if row is not None]


def act_of(kind: type[Operation]) -> str:
    """Return the act that a kind of operation is: writing off, or restructuring."""
    return Act.WRITE_OFF if issubclass(kind, WrittenOff) else Act.RESTRUCTURE


def _by_delegation(
    loan: RunningLoan, operation: Operation, stake: Stake, before: Loan, body: Body,
    actor: User | None,
) -> dict[str, Any]:  # fmt: skip
    """A restructuring is judged by all that is owed; what it gives up, as a write-off is."""
    if body.organisation_id != loan.organisation_id or not body.is_open_on(operation.on):
        raise RulingRefused(
            reason=f"L’instance «\u00a0{body}\u00a0» ne décide pas ce jour-là pour cette "
            "maison\u00a0: choisissez-en une autre."
        )
    if actor is None or body not in bodies_noted_by(actor, operation.on):
        raise RulingRefused(
            reason=f"Une décision de l’instance «\u00a0{body}\u00a0» se note en son "
            "nom\u00a0: demandez-le à la direction, ou citez un comité."
        )
    gone = stake.given_up + _given_up_before(loan, before, body)
    asked: list[tuple[str, Decimal]] = []
    if isinstance(operation, Restructured):
        asked.append((Act.RESTRUCTURE, stake.owed))
    if stake.given_up or isinstance(operation, WrittenOff):
        asked.append((Act.WRITE_OFF, gone))
    found = [_delegation_for(loan, act, amount, body, operation.on) for act, amount in asked]
    return {"delegation": found[0], "ruled_by": _delegation_words(body, found)}


def _given_up_before(loan: RunningLoan, before: Loan, body: Body) -> Decimal:
    """Return what the same body already gave up on a loan, its undone operations aside."""
    rows = LoanOperation.objects.filter(loan=loan, delegation__body=body, reversed_by=None)
    return given_up_by(before, {str(key) for key in rows.values_list("key", flat=True)})


def _delegation_for(
    loan: RunningLoan, act: str, amount: Decimal, body: Body, on: date
) -> Delegation:
    """Return the delegation that covers an amount. Errors: RulingRefused, with the text."""
    row = delegation_among(delegations_on(loan.organisation_id, on, act), loan.commitment, body)
    fault = committee_rules.delegation_fault(
        amount,
        max_amount=row.max_amount if row else None,
        body=body.label,
        what=f"{_SAID[Act(act)]} «\u00a0{loan.commitment.instrument}\u00a0»",
    )
    if fault or row is None:
        source = f" Texte\u00a0: {row.source}." if row and row.source else ""
        raise RulingRefused(reason=f"{fault}{source}")
    return row


def _delegation_words(body: Body, rows: Sequence[Delegation]) -> str:
    texts = [
        f"{_SAID[Act(row.act)]} jusqu’à {euros(row.max_amount)}"
        + (f" ({row.source})" if row.source else "")
        for row in rows
    ]
    return f"{capitalised(body.label)}, par délégation\u00a0: {', '.join(texts)}"
