"""A review received, noted with what it found, or waived with a reason."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from levier.accounts.models import User
from levier.documents.models import StoredFile
from levier.followup.errors import ReviewChangedMeanwhile, ReviewRefused
from levier.followup.models import Review
from levier.journal.services import record
from levier.kernel.french import euros, number
from levier.rules.servicing.reviews import ReviewKind

LABELS = {
    "turnover": "chiffre d’affaires", "result": "résultat", "equity": "capitaux propres",
    "cash": "trésorerie", "jobs": "emplois",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a review found: euros, full-time jobs, words. None when it was not looked at."""

    turnover: Decimal | None = None
    result: Decimal | None = None
    equity: Decimal | None = None
    cash: Decimal | None = None
    jobs: Decimal | None = None
    note: str = ""


@transaction.atomic
def receive_review(*, review: Review, document: StoredFile, on: date, actor: User | None) -> Review:
    """Keep what arrived, to be read: the reminders stop. Errors: ReviewRefused once it is over."""
    row = _locked(review)
    if row.state in (Review.State.DONE, Review.State.WAIVED):
        raise ReviewRefused(reason="Cette revue est déjà réglée\u00a0: corrigez-la.")
    row.state, row.document = Review.State.RECEIVED, document
    row.revision += 1
    row.save(update_fields=["state", "document", "revision"])
    _journal(row, actor, f"reçue le {on:%d/%m/%Y}")
    return row


@transaction.atomic
def note_review(
    *,
    review: Review,
    answers: Answers,
    on: date,
    today: date,
    actor: User,
    revision: int,
    document: StoredFile | None = None,
) -> Review:
    """Note what a review found, or correct it: `revision` is that of the page that was read.

    The same content again changes nothing. Errors: ReviewChangedMeanwhile; ReviewRefused for a day
    to come, a review that says nothing, jobs not counted or below zero.
    """
    row = _locked(review)
    answers = replace(answers, note=answers.note.strip())
    wanted = asdict(answers) | {"done_on": on}
    before = {name: getattr(row, name) for name in wanted}
    if row.state == Review.State.DONE and before == wanted and document is None:
        return row
    if row.revision != revision:
        raise ReviewChangedMeanwhile
    _refuse(row, answers, on, today, document)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.state, row.done_by = Review.State.DONE, actor
    row.document = document or row.document
    row.revision += 1
    row.save()
    was = {name: str(value) for name, value in before.items() if value not in (None, "")}
    _journal(row, actor, f"faite le {on:%d/%m/%Y}{_found(answers)}", {"before": was})
    return row


@transaction.atomic
def waive_review(*, review: Review, reason: str, on: date, actor: User) -> Review:
    """Say that a review will not be done. Errors: ReviewRefused without a reason, or once done."""
    row = _locked(review)
    if not reason.strip():
        raise ReviewRefused(field="reason", reason="Dites pourquoi la revue ne se fera pas.")
    if row.state == Review.State.DONE:
        raise ReviewRefused(reason="Cette revue est faite\u00a0: elle ne s’écarte plus.")
    row.state, row.note, row.done_on, row.done_by = Review.State.WAIVED, reason.strip(), on, actor
    row.revision += 1
    row.save(update_fields=["state", "note", "done_on", "done_by", "revision"])
    _journal(row, actor, f"écartée, {row.note}")
    return row


def _locked(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("commitment")
    return rows.get(pk=review.pk)


def _refuse(
    row: Review, answers: Answers, on: date, today: date, document: StoredFile | None
) -> None:
    if on > today:
        raise ReviewRefused(field="on", reason="Une revue ne se note pas d’avance.")
    if answers.jobs is not None and answers.jobs < 0:
        raise ReviewRefused(field="jobs", reason="Un nombre d’emplois ne peut pas être négatif.")
    if row.kind == ReviewKind.JOBS and answers.jobs is None:
        raise ReviewRefused(field="jobs", reason="Indiquez le nombre d’emplois constatés.")
    says = any(value not in (None, "") for value in asdict(answers).values())
    if not says and document is None and row.document_id is None:
        raise ReviewRefused(
            reason="Notez au moins un chiffre, un constat ou un document\u00a0: une revue vide "
            "ne dit rien."
        )


def _found(answers: Answers) -> str:
    parts = []
    for name, label in LABELS.items():
        value = getattr(answers, name)
        if value is not None:
            parts.append(f"{label} {number(value) if name == 'jobs' else euros(value)}")
    return f" ({', '.join(parts)})" if parts else ""


def _journal(row: Review, actor: User | None, what: str, detail: dict | None = None) -> None:
    record(
        "followup.review", actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}, {row.name}\u00a0: {what}."[:300], detail=detail or {},
    )  # fmt: skip
