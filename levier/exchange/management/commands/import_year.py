"""`levier import-year FILE --year 2024`: a year's workbook, all or nothing."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from levier.exchange.errors import YearRefused
from levier.exchange.opening_house import house_for
from levier.exchange.plan.kinds import KINDS
from levier.exchange.workbook.faults import Fault
from levier.exchange.year_import import YearResult, import_year
from levier.kernel.errors import DomainError
from levier.kernel.french import number, plural

FIRST_YEAR, LAST_YEAR = 1990, 2100


class Command(BaseCommand):
    """Standard output holds the answer, standard error the progress. Exit codes: 0, 1, 2."""

    help = "Importe le classeur d’une année\u00a0: tout ou rien, chaque erreur nommée."

    def add_arguments(self, parser):
        """Declare the file, the year and the form of the answer."""
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument("--year", type=int, required=True, metavar="ANNÉE")
        parser.add_argument("--house", metavar="CODE", help="code de la maison")
        parser.add_argument("--dry-run", action="store_true", help="répondre sans rien écrire")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *args, file, year, house=None, dry_run=False, **options):
        """Import, then answer; a refusal names every fault and stops with exit code 1."""
        as_json = options.get("json", False)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            self.stderr.write(f"L’année {year} n’est pas plausible.")
            sys.exit(2)
        try:
            result = import_year(
                content=_content_of(file),
                year=year,
                house=house_for(house),
                on=timezone.localdate(),
                dry_run=dry_run,
                progress=self._progress,
            )
        except YearRefused as refusal:
            self._refuse(refusal.faults, as_json)
        except DomainError as refusal:
            self._refuse([Fault(str(refusal))], as_json)
        for warning in result.warnings:
            self.stderr.write(f"À vérifier\u00a0: {warning}")
        if as_json:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            self._show(result, dry_run)

    def _progress(self, done: int, total: int, message: str) -> None:
        self.stderr.write(f"[{done + 1}/{total}] {message}")

    def _refuse(self, faults: list[Fault], as_json: bool) -> None:
        if as_json:
            errors = [fault.as_json() for fault in faults]
            self.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False))
        else:
            for fault in faults:
                value = f" [{fault.value}]" if fault.value else ""
                self.stdout.write(f"{fault.place}\u00a0: {fault.message}{value}")
            self.stdout.write(f"{plural(len(faults), 'erreur')}\u00a0: rien n’est importé.")
        sys.exit(1)

    def _show(self, result: YearResult, dry_run: bool) -> None:
        verbs = ("À créer", "À mettre à jour") if dry_run else ("Créations", "Mises à jour")
        if not result.created and not result.updated:
            self.stdout.write("Rien à créer ni à mettre à jour\u00a0: tout est déjà importé.")
        labels = {kind.name: kind.label for kind in KINDS} | {"decision": "décisions"}
        for counts, verb in zip((result.created, result.updated), verbs, strict=True):
            if counts:
                self.stdout.write(f"{verb}\u00a0:")
            for name, count in counts.items():
                self.stdout.write(f"{number(count):>7} {labels[name]}")
        same = sum(result.unchanged.values())
        if same:
            self.stdout.write(f"Déjà à jour\u00a0: {plural(same, 'ligne')}.")


def _content_of(file: Path) -> bytes:
    """Return the bytes of a file. Errors: YearRefused when it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise YearRefused(
            [Fault("Ce fichier est introuvable ou illisible\u00a0: vérifiez son chemin.")]
        ) from fault
