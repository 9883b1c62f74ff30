"""`levier nightly`: what has to be done once a day; a cron calls it, as often as it likes."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from levier.jobs.services import run_ticks
from levier.jobs.ticks import every_tick


class Command(BaseCommand):
    """Run the tasks of the day that are not finished yet."""

    help = "Fait ce qui doit l’être une fois par jour. Relancée, elle ne refait rien."

    def add_arguments(self, parser):
        """Declare the day."""
        parser.add_argument("--on", type=date.fromisoformat, metavar="AAAA-MM-JJ")

    def handle(self, *, on=None, **options):
        """Say what was done; fail at the end when a task failed, the others being done."""
        night = run_ticks(day=on or timezone.localdate(), ticks=every_tick())
        if night.is_elsewhere:
            self.stdout.write("Une autre exécution est en cours\u00a0: rien n’est fait ici.")
            return
        if night.done:
            self.stdout.write(", ".join(night.done))
        if night.failed:
            raise CommandError(
                f"En échec\u00a0: {', '.join(night.failed)}. Les autres tâches sont faites\u00a0; "
                "lisez le journal du serveur, puis relancez la commande."
            )
        if not night.done:
            self.stdout.write("Rien à faire\u00a0: tout est déjà fait.")
