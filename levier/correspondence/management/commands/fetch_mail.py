"""`levier fetch_mail`: reads the house's mailbox (IMAP, settings by environment)."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from levier.correspondence.houses import house_named
from levier.correspondence.mailbox import fetch_unread, opened_mailbox
from levier.kernel.errors import DomainError


class Command(BaseCommand):
    """Exit codes: 0, 1 when the mailbox does not open or the house is unclear."""

    help = "Relève la boîte aux lettres de la maison (IMAP_HOST, IMAP_USER, IMAP_PASSWORD)."

    def add_arguments(self, parser):
        """Say whose house it is, when there are several."""
        parser.add_argument("--house", default="", help="code de la maison")

    def handle(self, *args, **options):
        """Receive what is unread; a message that fails stays unread and is said."""
        try:
            house = house_named(options["house"])
            with opened_mailbox() as mailbox:
                done = fetch_unread(mailbox, organisation=house, at=timezone.now())
        except (DomainError, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in done.faults:
            self.stderr.write(line)
        self.stdout.write(f"{done.received} reçus, {done.known} déjà connus.")
