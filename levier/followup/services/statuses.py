"""The state of companies, read from an extract of the register: all or nothing, safe to run again.

The file: `siret;state;since`, one line a change of state, UTF-8. `state` is that of Sirene (A, or C
and F for a cessation) or the words of it.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.followup.errors import StatusesRefused
from levier.followup.models import CompanyStatus
from levier.journal.services import record
from levier.kernel.french import numeric_date, plural
from levier.people.models import Structure
from levier.rules.servicing.survival import CompanyState
from levier.rules.siret import normalised_siret, siret_fault

COLUMNS = ("siret", "state", "since")
STATES = {
    "a": CompanyState.ACTIVE, "actif": CompanyState.ACTIVE, "active": CompanyState.ACTIVE,
    "c": CompanyState.CEASED, "f": CompanyState.CEASED, "cessee": CompanyState.CEASED,
    "cessée": CompanyState.CEASED, "fermé": CompanyState.CEASED, "fermée": CompanyState.CEASED,
}  # fmt: skip
FIRST_LINE = 2
BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One change of state, as the file gives it; `number` is its line."""

    number: int
    siret: str
    state: CompanyState
    since: date


@dataclass(slots=True)
class Read:
    """What an import did: rows written, read again later, unchanged; SIRETs not of the house."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    elsewhere: int = 0
    faults: list[str] = field(default_factory=list)


@transaction.atomic
def import_statuses(
    *, organisation: Organisation, content: bytes, known_on: date, source: str, actor: User | None
) -> Read:
    """Keep the states of a file read from the register on `known_on`; again, it changes nothing.

    A SIRET that the house does not know is counted, not a fault. Errors: StatusesRefused with every
    fault by line; nothing is written then.
    """
    lines, faults = read_lines(content, known_on)
    structures = _structures(organisation)
    kept = {
        (row.structure_id, row.since): row
        for row in CompanyStatus.objects.filter(organisation=organisation)
    }
    done, added, changed = Read(faults=faults), [], []
    for line in lines:
        structure = structures.get(line.siret)
        if structure is None:
            done.elsewhere += 1
            continue
        row = kept.get((structure, line.since))
        if row is None:
            row = CompanyStatus(
                organisation=organisation, structure_id=structure, state=line.state.value,
                since=line.since, known_on=known_on, source=source[:120],
            )  # fmt: skip
            kept[structure, line.since] = row
            added.append(row)
        elif row.state != line.state:
            done.faults.append(_contradicted(line, row))
        elif row.known_on < known_on:
            row.known_on, row.source = known_on, source[:120]
            changed.append(row)
        else:
            done.unchanged += 1
    if done.faults:
        raise StatusesRefused(faults=done.faults, count=plural(len(done.faults), "erreur"))
    CompanyStatus.objects.bulk_create(added, batch_size=BATCH)
    CompanyStatus.objects.bulk_update(changed, ["known_on", "source"], batch_size=BATCH)
    done.created, done.updated = len(added), len(changed)
    if added or changed:
        record(
            "followup.statuses_read", actor=actor, target=organisation,
            summary=f"États d’entreprises lus au {numeric_date(known_on)}\u00a0: "
            f"{done.created} nouveaux, {done.updated} relus.",
            detail={"source": source[:120]},
        )  # fmt: skip
    return done


def read_lines(content: bytes, known_on: date) -> tuple[list[Line], list[str]]:
    """Return the lines of a file, and its faults in French, each with its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ["Le fichier n’est pas en UTF-8\u00a0: enregistrez-le ainsi."]
    rows = csv.DictReader(StringIO(text), delimiter=";")
    names = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    if names[: len(COLUMNS)] != list(COLUMNS):
        return [], [f"Ligne 1\u00a0: les colonnes sont {';'.join(COLUMNS)}, dans cet ordre."]
    rows.fieldnames = names
    lines: list[Line] = []
    faults: list[str] = []
    seen: dict[tuple[str, date], Line] = {}
    for number, row in enumerate(rows, start=FIRST_LINE):
        if not any((row.get(name) or "").strip() for name in COLUMNS):
            continue
        found = list(_faults_of(row, known_on))
        if found:
            faults += [f"Ligne {number}\u00a0: {fault}" for fault in found]
            continue
        line = _line(number, row)
        known = seen.setdefault((line.siret, line.since), line)
        if known.state != line.state:
            faults.append(
                f"Ligne {number}\u00a0: le SIRET {line.siret} a déjà un autre état le même jour, "
                f"ligne {known.number}."
            )
        elif known is line:
            lines.append(line)
    return lines, faults


def _faults_of(row: Mapping[str, Any], known_on: date) -> Iterator[str]:
    siret = (row.get("siret") or "").strip()
    if fault := siret_fault(siret):
        yield f"{fault[:-1]} ({siret or 'vide'})."
    state = (row.get("state") or "").strip()
    if state.lower() not in STATES:
        yield f"l’état est A (active), C ou F (cessée), et non «\u00a0{state}\u00a0»."
    since = (row.get("since") or "").strip()
    day = _day(since)
    if day is None:
        yield f"«\u00a0{since}\u00a0» n’est pas un jour\u00a0: écrivez 2024-12-31 ou 31/12/2024."
    elif day > known_on:
        yield f"le {numeric_date(day)} vient après la lecture du {numeric_date(known_on)}."


def _line(number: int, row: Mapping[str, Any]) -> Line:
    day = _day(row["since"].strip())
    assert day is not None, "checked by _faults_of"
    state = STATES[row["state"].strip().lower()]
    return Line(number, normalised_siret(row["siret"]), state, day)


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def _structures(organisation: Organisation) -> dict[str, Any]:
    """Return the structure of each SIRET; one merged into another gives the other."""
    rows = Structure.objects.filter(organisation=organisation).exclude(siret="")
    return {
        siret: merged or key
        for siret, key, merged in rows.values_list("siret", "pk", "merged_into")
    }


def _contradicted(line: Line, row: CompanyStatus) -> str:
    return (
        f"Ligne {line.number}\u00a0: le SIRET {line.siret} est déjà «\u00a0"
        f"{row.get_state_display()}\u00a0» depuis le {numeric_date(line.since)} "
        f"(fichier {row.source})."
    )
