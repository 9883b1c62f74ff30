"""`levier lapse_commitments`: notes the agreements that were not set up in time."""

import json
from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from levier.kernel.french import long_date
from levier.portfolio.models import Commitment
from levier.portfolio.services import lapse


class Command(BaseCommand):
    """Shows what has lapsed; writes it with --apply. Run again, it finds nothing more."""

    help = "Constate les accords caducs. Sans --apply, montre et n’écrit rien."

    def add_arguments(self, parser):
        """Declare the day, and whether to write."""
        parser.add_argument("--on", type=date.fromisoformat, metavar="AAAA-MM-JJ")
        parser.add_argument("--apply", action="store_true", help="écrire les caducités")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *, on=None, apply=False, **options):
        """Go through the open commitments whose validity has passed."""
        day = on or timezone.localdate()
        due = list(Commitment.objects.lapsing_before(day).order_by("valid_until", "number"))
        for commitment in due:
            if apply:
                lapse(commitment=commitment, on=day, actor=None)
        if options["json"]:
            numbers = [commitment.number for commitment in due]
            answer = {"on": day.isoformat(), "applied": apply, "lapsed": numbers}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for commitment in due:
            until = long_date(commitment.valid_until)
            self.stdout.write(f"{commitment}\u00a0: valable jusqu’au {until}")
        done = "constatées" if apply else "à constater (relancez avec --apply)"
        self.stdout.write(f"Caducités {done}\u00a0: {len(due)}.")
