"""What instructing a sown dossier leaves: a plan, a request, pieces, lines of the journal."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.db.models import Model

from levier.cases.models import Case, FundingRequest, Piece, PlanLine
from levier.cases.states import State
from levier.exchange.seeding.scene import Scene
from levier.journal.models import Entry
from levier.kernel.money import round_euro

NOT_YET = (State.FIRST_CONTACT, State.ORIENTATION)
DECIDED = (State.AGREED, State.FOLLOW_UP, State.CLOSED, State.REFUSED)
QUOTA = Decimal("0.65")
PIECES = 4
DETAILED_SHARE = 0.5
WORDS = (
    ("cases.opened", "Le dossier {} est ouvert."),
    ("cases.updated", "Le dossier {} est complété."),
    ("cases.state_changed", "Le dossier {} change d’étape."),
    ("cases.note_added", "Une note est écrite sur le dossier {}."),
)


def instruction_of(scene: Scene, cases: Sequence[Case]) -> list[list[Model]]:
    """Return the rows of these dossiers, table by table.

    Every dossier instructed has a request; half have a balanced plan of four lines and pieces.
    """
    instructed = [case for case in cases if case.state not in NOT_YET]
    for case in instructed:
        case.sown_request = _request(scene, case)
    detailed = [case for case in instructed if scene.draw.random() < DETAILED_SHARE]
    return [
        [case.sown_request for case in instructed],
        [line for case in detailed for line in _plan(scene, case)],
        [piece for case in detailed for piece in _pieces(scene, case)],
        [entry for case in cases for entry in _entries(scene, case)],
    ]


def _request(scene: Scene, case: Case) -> FundingRequest:
    loan = Decimal(scene.draw.randrange(10, 150) * 500)
    is_decided = case.state in DECIDED
    return FundingRequest(
        id=scene.key_on(case.opened_on),
        organisation=scene.house,
        case=case,
        instrument=scene.draw.choice(scene.instruments),
        state=FundingRequest.State.DECIDED if is_decided else FundingRequest.State.PROPOSED,
        asked_amount=round_euro(loan * QUOTA),
        amount=round_euro(loan * QUOTA),
        bank=scene.draw.choice(scene.banks),
        loan_amount=loan,
        quota=QUOTA,
        months=60,
        annual_rate=Decimal("0.04"),
    )


def _plan(scene: Scene, case: Case) -> list[PlanLine]:
    loan = case.sown_request.loan_amount
    own = Decimal(scene.draw.randrange(2, 20) * 500)
    stock = round_euro((loan + own) / 4)
    need, resource = PlanLine.Side.NEED, PlanLine.Side.RESOURCE
    lines = (
        (need, PlanLine.Nature.EQUIPMENT, loan + own - stock),
        (need, PlanLine.Nature.STOCK, stock),
        (resource, PlanLine.Nature.BANK_LOAN, loan),
        (resource, PlanLine.Nature.OWN_CASH, own),
    )
    return [
        PlanLine(
            id=scene.key_on(case.opened_on),
            organisation=scene.house,
            case=case,
            side=side,
            nature=nature,
            amount=amount,
            position=position,
        )
        for position, (side, nature, amount) in enumerate(lines)
    ]


def _pieces(scene: Scene, case: Case) -> list[Piece]:
    draw, asked = scene.draw, case.opened_on + timedelta(days=7)
    is_past = case.state in DECIDED
    pieces = []
    for kind in draw.sample(scene.piece_kinds, min(PIECES, len(scene.piece_kinds))):
        is_checked = is_past or draw.random() < 0.5
        pieces.append(
            Piece(
                id=scene.key_on(case.opened_on),
                organisation=scene.house,
                case=case,
                kind=kind,
                status=Piece.Status.CHECKED if is_checked else Piece.Status.REQUIRED,
                requested_on=asked,
                received_on=asked if is_checked else None,
                checked_on=asked if is_checked else None,
            )
        )
    return pieces


def _entries(scene: Scene, case: Case) -> list[Entry]:
    """The lines of the journal, from the opening to the last action."""
    entries = []
    for action, words in WORDS[: 2 if case.state in NOT_YET else 4]:
        day = scene.between(case.opened_on, case.last_action_on) if entries else case.opened_on
        entries.append(
            Entry(
                id=scene.key_on(day),
                organisation=scene.house,
                at=scene.moment_on(day),
                actor=scene.draw.choice(scene.advisors),
                action=action,
                target=f"cases.Case:{case.pk}",
                case_key=case.pk,
                summary=words.format(case.number),
            )
        )
    return entries
