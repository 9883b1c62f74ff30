"""`levier import-stock FILE.xlsx`: the live stock of a house; `--template` writes an empty one."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from levier.exchange.errors import StockRefused
from levier.exchange.opening_house import house_for
from levier.exchange.stock.template import stock_template
from levier.exchange.stock_import import StockResult, import_stock
from levier.exchange.workbook.faults import Fault
from levier.kernel.errors import DomainError
from levier.kernel.french import number, plural


class Command(BaseCommand):
    """Standard output holds the answer, standard error the progress. Exit codes: 0, 1, 2."""

    help = "Importe le stock des engagements en cours\u00a0: rejouable, les écarts sont montrés."

    def add_arguments(self, parser):
        """Declare the file and the form of the answer."""
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument("--template", action="store_true", help="écrire un classeur vide")
        parser.add_argument("--house", metavar="CODE", help="code de la maison")
        parser.add_argument("--dry-run", action="store_true", help="répondre sans rien écrire")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *args, file, template=False, house=None, dry_run=False, **options):
        """Import, then answer; a refusal names every fault and stops with exit code 1."""
        as_json = options.get("json", False)
        if template:
            self._write_template(file)
            return
        try:
            result = import_stock(
                content=_content_of(file),
                house=house_for(house),
                on=timezone.localdate(),
                dry_run=dry_run,
                progress=self._progress,
            )
        except StockRefused as refusal:
            self._refuse(refusal.faults, as_json)
        except DomainError as refusal:
            self._refuse([Fault(str(refusal))], as_json)
        if as_json:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            self._show(result, dry_run)

    def _write_template(self, file: Path) -> None:
        if file.exists():
            self.stderr.write(f"{file} existe déjà\u00a0: choisissez un autre nom.")
            sys.exit(2)
        try:
            file.write_bytes(stock_template())
        except OSError:
            self.stderr.write(f"{file} ne s’écrit pas\u00a0: vérifiez son chemin.")
            sys.exit(2)

    def _progress(self, done: int, total: int, message: str) -> None:
        self.stderr.write(f"[{100 * done // total}\u00a0%] {message}")

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

    def _show(self, result: StockResult, dry_run: bool) -> None:
        verbs = ("À créer", "À compléter") if dry_run else ("Créations", "Complétés")
        if result.is_empty and not result.conflicts:
            self.stdout.write("Rien à écrire\u00a0: tout est déjà repris.")
        for counts, verb in zip((result.created, result.updated), verbs, strict=True):
            for sheet, count in counts.items():
                self.stdout.write(f"{verb}\u00a0: {number(count)} ({sheet})")
        same = sum(result.unchanged.values())
        if same:
            self.stdout.write(f"Déjà repris\u00a0: {plural(same, 'ligne')}.")
        for one in result.conflicts:
            place = Fault("", one.sheet, one.row, one.column).place
            self.stdout.write(
                f"Conflit, {one.commitment}. {place}\u00a0: {one.in_file} dans le classeur, "
                f"{one.in_levier} dans Levier."
            )
        if result.set_aside:
            aside = plural(result.set_aside, "engagement")
            self.stdout.write(f"Laissé de côté, sans rien y écrire\u00a0: {aside}.")


def _content_of(file: Path) -> bytes:
    """Return the bytes of a file. Errors: StockRefused when it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise StockRefused(
            [Fault("Ce fichier est introuvable ou illisible\u00a0: vérifiez son chemin.")]
        ) from fault
