"""The analysis: five dimensions rated from 1 to 4, zones of risk, points to watch."""

from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import CommentMissing, InvalidRating, TextMissing
from levier.cases.models import AnalysisRating, AttentionPoint, Case
from levier.cases.services.life import touch
from levier.journal.changes import apply_changes
from levier.journal.services import record
from levier.rules.readiness import EXTREME_RATINGS

RATINGS = range(1, 5)


@transaction.atomic
def rate_dimension(
    *, case: Case, actor: User, on: date, dimension: str, rating: int, comment: str = ""
) -> AnalysisRating:
    """Rate one dimension, in place of its former rating, which the history keeps.

    Errors: InvalidRating outside 1 to 4; CommentMissing for an unexplained 1 or 4.
    """
    if rating not in RATINGS:
        raise InvalidRating
    if rating in EXTREME_RATINGS and not comment.strip():
        raise CommentMissing
    row = case.ratings.filter(dimension=dimension).first()
    if row is None:
        row = AnalysisRating(
            organisation_id=case.organisation_id,
            case=case,
            dimension=dimension,
            rating=rating,
            comment=comment,
        )
        done: dict[str, Any] = {"rating": [None, rating]}
    else:
        done = apply_changes(row, {"rating": rating, "comment": comment})
    if not done:
        return row
    row._history_user = actor
    row.save()
    touch(case, on)
    summary = f"Analyse : {row.get_dimension_display()} noté {rating} sur 4."
    record("cases.dimension_rated", actor=actor, target=row, summary=summary, detail=done)
    return row


@transaction.atomic
def add_attention_point(
    *, case: Case, actor: User, on: date, kind: str, text: str, answer: str = ""
) -> AttentionPoint:
    """Add a zone of risk or a point to watch, with the answer brought. Errors: TextMissing."""
    if not text.strip():
        raise TextMissing
    point = AttentionPoint.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        kind=kind,
        text=text.strip(),
        answer=answer.strip(),
    )
    touch(case, on)
    summary = f"Analyse : {point.get_kind_display()} « {point.text[:120]} » ajouté."
    record("cases.attention_point_added", actor=actor, target=point, summary=summary)
    return point


@transaction.atomic
def change_attention_point(
    *, point: AttentionPoint, actor: User, on: date, **changes: Any
) -> AttentionPoint:
    """Change a point or the answer brought to it. Errors: TextMissing."""
    if not changes.get("text", point.text).strip():
        raise TextMissing
    done = apply_changes(point, changes)
    if done:
        point.save()
        touch(point.case, on)
        summary = f"Analyse : {point.get_kind_display()} modifié."
        record(
            "cases.attention_point_changed",
            actor=actor, target=point, summary=summary, detail=done,
        )  # fmt: skip
    return point


@transaction.atomic
def remove_attention_point(*, point: AttentionPoint, actor: User, on: date) -> None:
    """Take a point away; the journal keeps its text."""
    summary = f"Analyse : {point.get_kind_display()} « {point.text[:120]} » retiré."
    record(
        "cases.attention_point_removed",
        actor=actor, target=point, summary=summary, detail={"text": [point.text, None]},
    )  # fmt: skip
    touch(point.case, on)
    point.delete()
