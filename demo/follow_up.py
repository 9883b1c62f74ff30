"""The follow-up of the demo: reviews of the year past noted or late, lights, what is watched."""

from datetime import date, timedelta
from decimal import Decimal

from levier.accounts.models import Organisation, User
from levier.followup.models import FollowUp, Review
from levier.followup.services import (
    Answers,
    begin,
    import_statuses,
    note_review,
    open_all,
    waive_review,
    watch,
)
from levier.kernel.dates import add_months
from levier.people.models import Structure
from levier.portfolio.models import Commitment
from levier.rules.servicing.reviews import ReviewKind
from levier.rules.siret import siret_fault
from levier.workflows.watch_commitments import light_all

MOST = 60  # enough to fill the pages
FOLLOWED_FOR = 14  # months
LATE_EVERY = 6  # one review in six is still awaited
WATCHED = ("Le bailleur réclame deux loyers", "Le principal client est en redressement")
SHARES = (Decimal("0.9"), Decimal(1), Decimal("1.1"), Decimal(1), Decimal("0.6"))
VISITS = (
    "Atelier visité, carnet de commandes plein jusqu’à l’été.",
    "Activité calme depuis deux mois ; une embauche est reportée.",
    "Nouveau local signé, déménagement en fin d’année.",
)


def set_the_follow_up(*, house: Organisation, advisor: User, on: date) -> int:
    """Follow what was set up as if for more than a year, then read the lights. Return how many."""
    since = add_months(on, -FOLLOWED_FOR)
    rows = Commitment.objects.filter(organisation=house, state="set_up", set_up_on__lte=on)
    kept = list(rows.order_by("-kind", "number")[:MOST])
    for rank, commitment in enumerate(kept):
        follow_up = begin(commitment=commitment, on=max(since, commitment.set_up_on))
        _review(follow_up, advisor, on, rank)
    _register(house, advisor, on)
    open_all(on=on)
    light_all(on=on)
    _watch(house, advisor, on)
    return len(kept)


def _review(follow_up: FollowUp, advisor: User, on: date, rank: int) -> None:
    """Note what was due, but for one review in six."""
    due = Review.objects.filter(commitment=follow_up.commitment, due_on__lte=on).order_by("due_on")
    for number, review in enumerate(due):
        if (rank + number) % LATE_EVERY == LATE_EVERY - 1:
            continue
        day = min(on, review.due_on + timedelta(days=(rank * 7 + number) % 20))
        if rank % 17 == 16:
            waive_review(review=review, reason="Vu en rendez-vous", on=day, actor=advisor)
            continue
        note_review(
            review=review, answers=_answers(review, rank), on=day, today=on, actor=advisor,
            revision=review.revision,
        )  # fmt: skip


def _answers(review: Review, rank: int) -> Answers:
    """Return invented figures: most businesses do well, one in eight does not."""
    if review.kind == ReviewKind.VISIT:
        return Answers(note=VISITS[rank % len(VISITS)])
    if review.kind == ReviewKind.JOBS:
        case = review.commitment.case
        promised = (case.jobs_created or 0) + (case.jobs_consolidated or 0)
        return Answers(jobs=round(Decimal(promised or 1) * SHARES[rank % len(SHARES)], 1))
    turnover = Decimal(48_000 + 7_300 * (rank % 11))
    is_weak = rank % 8 == 5
    return Answers(
        turnover=turnover,
        result=Decimal(-4_700) if is_weak else Decimal(1_900 + 820 * (rank % 6)),
        equity=Decimal(-3_200) if is_weak else Decimal(6_000 + 1_150 * (rank % 9)),
        cash=Decimal(150) if is_weak else Decimal(8_200 + 640 * (rank % 7)),
    )


def _register(house: Organisation, advisor: User, on: date) -> None:
    """Read an invented extract of the register: one structure in forty has ceased."""
    rows = Structure.objects.filter(organisation=house).exclude(siret="").order_by("siret")
    lines = ["siret;state;since"]
    created = date(on.year - 4, 1, 1)
    known = [row for row in rows if siret_fault(row.siret) is None]
    for rank, structure in enumerate(known):
        lines.append(f"{structure.siret};A;{created}")
        if rank % 40 == 39:
            lines.append(f"{structure.siret};C;{add_months(on, -(rank % 20) - 1)}")
    import_statuses(
        organisation=house, content="\n".join(lines).encode(), known_on=on, actor=advisor,
        source="extrait de démonstration",
    )  # fmt: skip


def _watch(house: Organisation, advisor: User, on: date) -> None:
    dark = FollowUp.objects.filter(organisation=house).exclude(colour="green")
    for rank, (follow_up, reason) in enumerate(
        zip(dark.order_by("-colour", "pk"), WATCHED, strict=False)
    ):
        watch(
            follow_up=follow_up, reason=reason, on=on, actor=advisor,
            look_again_on=on + timedelta(days=3 + 11 * rank),
        )  # fmt: skip
