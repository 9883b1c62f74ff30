"""`levier receive_mail < message.eml`: what a mail server's pipe gives to the house."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from levier.correspondence.houses import house_named
from levier.correspondence.services import receive_mail
from levier.kernel.errors import DomainError


class Command(BaseCommand):
    """Standard output says what became of the message. Exit codes: 0, 1 refusal."""

    help = "Reçoit un courriel sur l’entrée standard et le classe."

    def add_arguments(self, parser):
        """Say whose house it is, when there are several."""
        parser.add_argument("--house", default="", help="code de la maison")

    def handle(self, *args, **options):
        """Receive one message."""
        raw = sys.stdin.buffer.read()
        try:
            done = receive_mail(
                organisation=house_named(options["house"]), raw=raw, at=timezone.now()
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(said(done))


def said(done) -> str:
    """Return what became of a message, in a line."""
    if done.bounced:
        return f"Avis de non-remise de « {done.bounced.subject} »."
    if not done.is_new:
        return "Déjà reçu."
    message = done.message
    place = f"dossier {message.case.number}" if message.case else "à classer"
    refused = "".join(f" Refusé : {row['why']}" for row in message.refused_files)
    return f"Reçu de {message.sender}, {place}.{refused}"
