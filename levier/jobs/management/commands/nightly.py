"""`levier nightly`: what has to be done once a day; a cron calls it, as often as it likes."""

from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from levier.jobs.services import run_ticks
from levier.jobs.ticks import every_tick


class Command(BaseCommand):
    """Run the tasks of the day that no server ran yet."""

    help = "Fait ce qui doit l’être une fois par jour. Relancée, elle ne refait rien."

    def add_arguments(self, parser):
        """Declare the day."""
        parser.add_argument("--on", type=date.fromisoformat, metavar="AAAA-MM-JJ")

    def handle(self, *, on=None, **options):
        """Say what was done."""
        done = run_ticks(day=on or timezone.localdate(), ticks=every_tick())
        self.stdout.write(", ".join(done) if done else "Rien à faire\u00a0: tout est déjà fait.")
