"""Writing the house's blocks of the report: editorial, portrait, partner."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from levier.accounts.models import Organisation
from levier.documents.models import StoredFile
from levier.documents.services import store_file
from levier.journal import services as journal
from levier.people.models import Consent
from levier.rendering.errors import PictureNotRead
from levier.rendering.pictures import print_ready
from levier.reporting.errors import (
    ConsentMissing,
    ConsentNotValid,
    PictureUnreadable,
    PictureWithoutText,
)
from levier.reporting.models import ReportBlock

ORIGIN = "rapport"
WRITTEN = ("chapter", "kind", "title", "text", "picture_alt", "consent", "credit", "link")


@transaction.atomic
def add_block(
    *,
    organisation: Organisation,
    year: int,
    actor,
    picture: tuple[str, bytes] | None = None,
    **fields,
) -> ReportBlock:
    """Add a block at the end of its chapter.

    `fields` are those of WRITTEN; `picture` is (file name, content). Errors: ConsentMissing and
    ConsentNotValid for a portrait, PictureWithoutText, PictureUnreadable.
    """
    block = ReportBlock(organisation=organisation, year=year)
    same = ReportBlock.objects.filter(
        organisation=organisation, year=year, chapter=fields["chapter"]
    )
    block.position = (same.aggregate(last=Max("position"))["last"] or 0) + 1
    _write(block, actor, picture, fields)
    journal.record(
        "reporting.block_added",
        actor=actor,
        target=block,
        summary=f"Bloc «\u00a0{block.title}\u00a0» ajouté au rapport {year}.",
    )
    return block


@transaction.atomic
def change_block(
    *, block: ReportBlock, actor, picture: tuple[str, bytes] | None = None, **fields
) -> ReportBlock:
    """Change a block; its picture stays unless another one is given. Errors: those of add_block."""
    before = {name: _plain(getattr(block, name)) for name in WRITTEN}
    _write(block, actor, picture, fields)
    changes = {
        name: [before[name], _plain(getattr(block, name))]
        for name in WRITTEN
        if before[name] != _plain(getattr(block, name))
    }
    journal.record(
        "reporting.block_changed",
        actor=actor,
        target=block,
        summary=f"Bloc «\u00a0{block.title}\u00a0» du rapport {block.year} modifié.",
        detail=changes,
    )
    return block


@transaction.atomic
def remove_block(*, block: ReportBlock, actor) -> None:
    """Take a block out of the report; its picture stays among the house's files."""
    journal.record(
        "reporting.block_removed",
        actor=actor,
        target=block,
        summary=f"Bloc «\u00a0{block.title}\u00a0» retiré du rapport {block.year}.",
        detail={name: [_plain(getattr(block, name)), None] for name in WRITTEN},
    )
    block.delete()


@transaction.atomic
def move_block(*, block: ReportBlock, up: bool, actor) -> None:
    """Move a block one rank up or down in its chapter; at the end of the chapter, nothing moves."""
    rows = list(
        ReportBlock.objects.select_for_update()
        .filter(organisation=block.organisation_id, year=block.year, chapter=block.chapter)
        .order_by("position", "pk")
    )
    rank = next(r for r, row in enumerate(rows) if row.pk == block.pk)
    other = rank - 1 if up else rank + 1
    if not 0 <= other < len(rows):
        return
    rows[rank], rows[other] = rows[other], rows[rank]
    for position, row in enumerate(rows, start=1):
        row.position = position
    ReportBlock.objects.bulk_update(rows, ["position"])
    journal.record(
        "reporting.block_moved",
        actor=actor,
        target=block,
        summary=f"Bloc «\u00a0{block.title}\u00a0» déplacé dans le rapport {block.year}.",
    )


def _write(block: ReportBlock, actor, picture, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in WRITTEN:
            raise TypeError(f"A block has no field {name}.")
        setattr(block, name, value)
    _check_consent(block)
    if picture is not None:
        block.picture = _stored(block.organisation, actor, *picture)
    if block.picture is not None and not block.picture_alt.strip():
        raise PictureWithoutText()
    block.full_clean(exclude=["organisation"])
    block.save()


def _check_consent(block: ReportBlock) -> None:
    if block.kind != ReportBlock.Kind.PORTRAIT:
        return
    consent = block.consent
    if consent is None:
        raise ConsentMissing()
    stands = consent.withdrawn_on is None and consent.purpose == Consent.Purpose.PICTURE
    if not stands or consent.organisation_id != block.organisation_id:
        raise ConsentNotValid()


def _stored(organisation: Organisation, actor, name: str, content: bytes) -> StoredFile:
    """Keep the picture as it was received, once it is known to be one."""
    try:
        print_ready(content)
    except PictureNotRead as error:
        raise PictureUnreadable() from error
    return store_file(
        organisation=organisation, actor=actor, name=name, content=content, origin=ORIGIN
    )


def _plain(value: Any) -> Any:
    return str(value.pk) if hasattr(value, "pk") else value
