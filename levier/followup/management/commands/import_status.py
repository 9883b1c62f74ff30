"""`levier import-status FILE.csv`: the state of companies, from an extract of Sirene."""

import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from levier.correspondence.houses import house_named
from levier.followup.errors import StatusesRefused
from levier.followup.services import import_statuses
from levier.kernel.errors import DomainError
from levier.kernel.french import plural


class Command(BaseCommand):
    """All or nothing: every fault is named by its line, with exit code 1."""

    help = (
        "Lit l’état des entreprises (siret;state;since)\u00a0: tout ou rien, sans risque deux fois."
    )

    def add_arguments(self, parser):
        """Declare the file, the house and the day of the extract."""
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument("--house", metavar="CODE", default="", help="code de la maison")
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="AAAA-MM-JJ",
            help="jour de l’extrait, aujourd’hui par défaut",
        )  # fmt: skip

    def handle(self, *, file, house="", on=None, **options):
        """Read, then say what was done."""
        try:
            content = file.read_bytes()
        except OSError as fault:
            raise CommandError(f"{file}\u00a0: {fault.strerror}.") from fault
        try:
            done = import_statuses(
                organisation=house_named(house), content=content, source=file.name, actor=None,
                known_on=on or timezone.localdate(),
            )  # fmt: skip
        except StatusesRefused as refusal:
            for fault in refusal.faults:
                self.stdout.write(fault)
            self.stdout.write(str(refusal))
            sys.exit(1)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{plural(done.created, 'état nouveau', 'états nouveaux')}, "
            f"{plural(done.updated, 'relu')}, {plural(done.unchanged, 'inchangé')}, "
            f"{plural(done.elsewhere, 'SIRET', 'SIRET')} hors de la maison."
        )
