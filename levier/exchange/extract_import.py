"""An extract of a bank or a carrier: dropped, mapped, compared row by row, then taken once."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from levier.accounts.models import User
from levier.claims.models import GuaranteeEvent
from levier.claims.services import note_event
from levier.documents.services import content_of, store_file
from levier.exchange.errors import ExtractAlreadyRead, ExtractMoved, ExtractRefused, ImportOver
from levier.exchange.extract_known import guarantees_known, lock_guarantees
from levier.exchange.extract_sheet.lines import read_extract_lines
from levier.exchange.extract_sheet.mapping import NEEDED, ROLE_WORDS, guess_extract
from levier.exchange.models import ExtractReading, SenderNumber, SheetMapping
from levier.exchange.plan_sheet.mapping import SheetMap, map_of, sheet_named, signature_of
from levier.exchange.plan_sheet.sheets import read_sheets
from levier.exchange.workbook.reading import HEADER_WITHIN, Grid
from levier.journal.services import record
from levier.kernel.french import NBSP, long_date, number, plural
from levier.kernel.text import normalise
from levier.portfolio.models import Commitment
from levier.rules.servicing.extracts import (
    Compared,
    KnownGuarantee,
    Status,
    absent_from,
    compare_extract,
    number_key,
)

MOST_LINES = 5_000
"""Beyond, the file is refused: nothing is cut without a word."""


@dataclass(frozen=True)
class ExtractPreview:
    """A file as its page shows it; `revision` changes when a line would be told otherwise."""

    grids: list[Grid]
    grid: Grid
    sheet_map: SheetMap
    missing: list[str]
    lines: list[Compared]
    absent: list[KnownGuarantee]

    @property
    def revision(self) -> str:
        """What the page sends back, so that nothing is taken that was not read."""
        told = [
            (one.line.row, one.status, one.known and one.known.key, str(one.line.outstanding),
             str(one.expected), str(one.line.day), one.incident)
            for one in self.lines
        ]  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def status_of(self, line: int) -> Status | None:
        """Return the status of a line of the sheet."""
        return next((one.status for one in self.lines if one.line.row == line), None)

    def as_rows(self, taken: Collection[int]) -> list[dict]:
        """Return the lines as they are shown, and kept once confirmed."""
        return [_as_json(one, one.line.row in taken) for one in self.lines]

    def counts(self) -> dict[str, int]:
        """How many lines of each status."""
        return {status.value: sum(one.status == status for one in self.lines) for status in Status}


def drop_extract(
    *, actor: User, sender, as_of: date, name: str, content: bytes, today: date
) -> ExtractReading:
    """Keep the file of a carrier or a bank, its columns known by its sender, else guessed.

    Errors: ExtractAlreadyRead for the same file again; ExtractRefused for a day to come or a file
    too long; UnreadableWorkbook; those of store_file.
    """
    if as_of > today:
        raise ExtractRefused(field="as_of", reason="Un extrait n’est pas arrêté à un jour à venir.")
    print_ = hashlib.sha256(content).hexdigest()
    _refuse_again(actor, print_)
    grids = _sheets(content, name)
    try:
        with transaction.atomic():
            return _keep(actor, sender, as_of, name, content, print_, grids)
    except IntegrityError:
        _refuse_again(actor, print_)
        raise


def _keep(actor, sender, as_of, name, content, print_, grids) -> ExtractReading:
    stored = store_file(
        organisation=actor.organisation, actor=actor, name=name, content=content, origin="extrait"
    )
    known = _remembered(actor.organisation_id, str(sender), grids)
    row = ExtractReading.objects.create(
        organisation_id=actor.organisation_id, stored_file=stored, sha256=print_, as_of=as_of,
        is_recognised=known is not None, mapping=(known or guess_extract(grids)).as_json(),
        created_by=actor, **{sender._meta.model_name: sender},
    )  # fmt: skip
    record(
        "exchange.extract_dropped", actor=actor, target=row,
        summary=f"Extrait de {row.sender} déposé\u00a0: {stored.name}."[:300],
    )  # fmt: skip
    return row


def _refuse_again(actor: User, print_: str) -> None:
    rows = ExtractReading.objects.filter(organisation=actor.organisation_id, sha256=print_)
    known = rows.exclude(state=ExtractReading.State.DROPPED).first()
    if known is not None:
        day = long_date(timezone.localdate(known.created_at))
        raise ExtractAlreadyRead(field="file", day=day, who=known.created_by.full_name)


@transaction.atomic
def map_extract(*, row: ExtractReading, actor: User, sheet_map: SheetMap) -> ExtractReading:
    """Say which column holds what; remembered for the next file of this sender.

    Errors: ImportOver.
    """
    _lock(row)
    row.mapping = sheet_map.as_json()
    row.save(update_fields=["mapping"])
    grid = sheet_named(_sheets_of(row), sheet_map.sheet)
    SheetMapping.objects.update_or_create(
        organisation_id=row.organisation_id, purpose=SheetMapping.Purpose.EXTRACT,
        name_key=row.sender_key,
        defaults={
            "name": row.sender[:80], "signature": signature_of(grid, sheet_map.header),
            "mapping": sheet_map.as_json(), "saved_by": actor,
        },
    )  # fmt: skip
    record(
        "exchange.extract_mapped", actor=actor, target=row,
        summary=f"Colonnes de l’extrait de {row.sender} indiquées."[:300],
    )  # fmt: skip
    return row


@transaction.atomic
def name_line(
    *, row: ExtractReading, line: int, number: str, actor: User, today: date
) -> SenderNumber:
    """Say which guarantee a line unknown here is about (by our number), for this sender, for good.

    Errors: ImportOver; ExtractRefused for a line that is not unknown, or a number that is not one
    of this sender's guarantees.
    """
    _lock(row)
    preview = preview_of_extract(row, actor, today)
    found = next((one.line for one in preview.lines if one.line.row == line), None)
    if found is None or preview.status_of(line) != Status.UNKNOWN:
        raise ExtractRefused(reason="Cette ligne n’est plus inconnue\u00a0: rechargez la page.")
    asked = number_key(number)
    known = [one for one in guarantees_known(actor, row, today) if number_key(one.number) == asked]
    if len(known) != 1:
        raise ExtractRefused(
            reason=f"Aucune garantie de {row.sender} ne porte le n° «{NBSP}{number}{NBSP}»."
        )
    kept, _ = SenderNumber.objects.get_or_create(
        organisation_id=row.organisation_id, sender_key=row.sender_key,
        number_key=number_key(found.number),
        defaults={
            "number": found.number, "commitment_id": UUID(known[0].key), "saved_by": actor,
        },
    )  # fmt: skip
    if str(kept.commitment_id) != known[0].key:
        raise ExtractRefused(reason="Ce numéro vient d’être donné à une autre garantie.")
    record(
        "exchange.sender_number", actor=actor, target=kept.commitment,
        case_key=kept.commitment.case_id,
        summary=f"{known[0].number}\u00a0: n° {kept.number} chez {row.sender}."[:300],
    )  # fmt: skip
    return kept


def preview_of_extract(row: ExtractReading, user: User, today: date) -> ExtractPreview:
    """Return a file compared with the guarantees that `user` may read, as they are now."""
    grids = _sheets_of(row)
    sheet_map = map_of(row.mapping)
    grid = sheet_named(grids, sheet_map.sheet)
    missing = [ROLE_WORDS[role] for role in NEEDED if role not in sheet_map.columns]
    if missing:
        return ExtractPreview(grids, grid, sheet_map, missing, [], [])
    known = guarantees_known(user, row, today)
    compared = compare_extract(read_extract_lines(grid, sheet_map, row.as_of), known, today)
    return ExtractPreview(grids, grid, sheet_map, [], compared, absent_from(compared, known))


@transaction.atomic
def confirm_extract(
    *, row: ExtractReading, actor: User, taken: Collection[int], revision: str, today: date
) -> int:
    """Write the differences ticked (lines of the sheet) as dated events, all or none.

    Return how many were written. An incident that the file reports is opened by the same event.
    Errors: ImportOver when it was confirmed already; ExtractMoved when a line would be told
    otherwise; ExtractRefused for a line that is not a difference; those of note_event.
    """
    _lock(row)
    first = preview_of_extract(row, actor, today)
    locked = lock_guarantees([one.known.key for one in _ticked(first, taken) if one.known])
    preview = preview_of_extract(row, actor, today)
    if preview.revision != revision:
        raise ExtractMoved
    if preview.missing:
        raise ExtractRefused(reason=f"Indiquez la colonne\u00a0: {', '.join(preview.missing)}.")
    ticked = _ticked(preview, taken)
    if len(ticked) != len(set(taken)):
        raise ExtractRefused(reason="Seul un écart se reprend\u00a0: rechargez la page.")
    for one in ticked:
        _write(row, one, locked, actor, today)
    row.state, row.taken = ExtractReading.State.DONE, len(ticked)
    row.confirmed_by, row.confirmed_at = actor, timezone.now()
    row.result = preview.as_rows({one.line.row for one in ticked})
    row.save(update_fields=["state", "taken", "confirmed_by", "confirmed_at", "result"])
    record(
        "exchange.extract_confirmed", actor=actor, target=row,
        summary=f"Extrait de {row.sender} lu\u00a0: {plural(len(preview.lines), 'ligne')}, "
        f"{plural(len(ticked), 'écart repris', 'écarts repris')}."[:300],
        detail=preview.counts(),
    )  # fmt: skip
    return len(ticked)


@transaction.atomic
def give_up_extract(*, row: ExtractReading, actor: User) -> None:
    """Give a file up: it stays among the files, and may be dropped again. Errors: ImportOver."""
    _lock(row)
    row.state = ExtractReading.State.DROPPED
    row.save(update_fields=["state"])
    record(
        "exchange.extract_given_up", actor=actor, target=row,
        summary=f"Extrait de {row.sender} abandonné\u00a0: {row.stored_file.name}."[:300],
    )  # fmt: skip


def _ticked(preview: ExtractPreview, taken: Collection[int]) -> list[Compared]:
    return [one for one in preview.lines if one.line.row in taken and one.status == Status.DIFFERS]


def _write(
    row: ExtractReading, one: Compared, locked: dict[str, Commitment], actor: User, today: date
) -> None:
    """Write a line as one event: what is due, and the incident when there is one."""
    if one.known is None or one.line.day is None:
        raise ExtractRefused(reason="Seul un écart se reprend\u00a0: rechargez la page.")
    said = one.line.words and f", «{NBSP}{one.line.words}{NBSP}»"
    note_event(
        commitment=locked[one.known.key], kind=one.incident or GuaranteeEvent.Kind.DECLARED,
        day=one.line.day, today=today, actor=actor, outstanding=one.line.outstanding,
        note=f"Extrait de {row.sender}, ligne {one.line.row}{said}",
        idempotency_key=uuid5(row.pk, str(one.line.row)),
    )  # fmt: skip


def _as_json(one: Compared, is_taken: bool) -> dict:
    line = one.line
    return {
        "row": line.row, "number": line.number, "status": one.status.value, "why": one.why,
        "commitment": one.known.key if one.known else "",
        "known": one.known.number if one.known else "",
        "outstanding": str(line.outstanding), "expected": str(one.expected),
        "difference": str(one.difference), "day": line.day.isoformat() if line.day else "",
        "incident": one.incident, "words": line.words, "is_taken": is_taken,
    }  # fmt: skip


def _lock(row: ExtractReading) -> None:
    """Lock a reading until the end of the transaction: it is confirmed once."""
    state = ExtractReading.objects.select_for_update().get(pk=row.pk).state
    if state != ExtractReading.State.OPEN:
        raise ImportOver(state=ExtractReading.State(state).label)


def _sheets_of(row: ExtractReading) -> list[Grid]:
    return _sheets(content_of(row.stored_file), row.stored_file.name)


def _sheets(content: bytes, name: str) -> list[Grid]:
    """Return the sheets that hold something. Errors: ExtractRefused beyond MOST_LINES."""
    grids = [grid for grid in read_sheets(content, name, MOST_LINES + 1) if grid.lines]
    if any(len(grid.lines) > MOST_LINES for grid in grids):
        raise ExtractRefused(
            field="file",
            reason=f"Ce fichier a plus de {number(MOST_LINES)} lignes\u00a0: partagez-le.",
        )
    return grids or [Grid("feuille", [])]


def _remembered(organisation_id, sender: str, grids: list[Grid]) -> SheetMap | None:
    """Return how this sender lays out its files, when its header is found in this one."""
    kept = SheetMapping.objects.filter(
        organisation=organisation_id, purpose=SheetMapping.Purpose.EXTRACT,
        name_key=normalise(sender)[:80],
    ).first()  # fmt: skip
    if kept is None or not kept.signature:
        return None
    columns = map_of(kept.mapping).columns
    for grid in grids:
        for header in range(1, HEADER_WITHIN + 1):
            if signature_of(grid, header) == kept.signature:
                return SheetMap(grid.name, header, columns)
    return None
