"""Writing in the journal. Callers are inside their own transaction: both are kept or neither."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models

from levier.journal.models import Entry


def target_of(row: models.Model) -> str:
    """Return how the journal names a row: `cases.Case:<key>`."""
    return f"{row._meta.label}:{row.pk}"


def record(
    action: str,
    *,
    actor,
    target: models.Model,
    summary: str,
    case_key: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
    kind: str = Entry.Kind.WRITE,
) -> Entry:
    """Add one line: `action` is a code (`cases.state_changed`), `summary` a French sentence.

    `case_key` is the dossier that the line belongs to; it defaults to the target's own dossier.
    `detail` holds what changed, as `{"field": [before, after]}` in plain JSON values.
    """
    return Entry.objects.create(**_fields(action, actor, target, summary, case_key, detail, kind))


def entry_for(action: str, *, actor, target, summary: str, case_key=None, detail=None) -> Entry:
    """Return an unsaved line, for services that write many rows at once (`bulk_create`)."""
    return Entry(**_fields(action, actor, target, summary, case_key, detail, Entry.Kind.WRITE))


def record_read(
    *, actor, target: models.Model, summary: str, case_key: UUID | None = None
) -> Entry:
    """Add the line that says who read a social file, before the page leaves."""
    return record(
        "read", actor=actor, target=target, summary=summary, case_key=case_key, kind=Entry.Kind.READ
    )


def record_export(*, actor, target: models.Model, summary: str, detail: Mapping[str, Any]) -> Entry:
    """Add the line that says who exported what, before the file leaves."""
    return record(
        "export",
        actor=actor,
        target=target,
        summary=summary,
        detail=detail,
        kind=Entry.Kind.EXPORT,
    )


def _fields(action, actor, target, summary, case_key, detail, kind) -> dict[str, Any]:
    organisation_id = getattr(target, "organisation_id", None) or (
        target.pk if target._meta.label == "accounts.Organisation" else actor.organisation_id
    )
    return {
        "organisation_id": organisation_id,
        "actor_id": actor and actor.pk,
        "action": action,
        "target": target_of(target),
        "summary": summary[:300],
        "case_key": case_key or getattr(target, "case_id", None),
        "detail": dict(detail or {}),
        "kind": kind,
    }
