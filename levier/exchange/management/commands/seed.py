from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from levier.accounts.models import Organisation
from levier.exchange.seed_house import open_seed_house
from levier.exchange.seeding import seed_cases
from levier.jobs.planner import refresh_statistics
from levier.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Sème des dossiers inventés dans une maison faite pour cela, pour mesurer les pages."

    def add_arguments(self, parser):
        parser.add_argument("--cases", type=int, required=True, metavar="N")
        parser.add_argument("--house", default="semis", metavar="CODE")
        parser.add_argument("--seed", type=int, default=20241219, help="graine du tirage")

    def handle(self, *, cases, house, seed, **options):
        if cases < 1:
            raise CommandError("--cases doit être au moins 1.")
        today = timezone.localdate()
        organisation = Organisation.objects.filter(code=house).first()
        try:
            organisation = organisation or open_seed_house(code=house, on=today, dossiers=cases)
            self.stderr.write(f"graine {seed}")
            for written in seed_cases(house=organisation, count=cases, today=today, seed=seed):
                self.stderr.write(f"{written} / {cases}", ending="\r")
            refresh_statistics()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{cases} dossiers semés dans « {organisation.name} ».")
