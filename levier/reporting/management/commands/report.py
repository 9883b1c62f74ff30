"""`levier report 2024 --output rapport.pdf`: the annual report of a house."""

from pathlib import Path

from django.utils import timezone

from levier.kernel.errors import DomainError
from levier.reporting.annual_report import render_annual_report
from levier.reporting.management.house_command import HouseCommand, add_year


class NotWritten(DomainError):
    """The file cannot be written where it was asked."""

    message = "Le rapport ne peut pas être écrit dans «\u00a0{path}\u00a0»\u00a0: {reason}."


class Command(HouseCommand):
    """Writes the PDF, and says how heavy it is."""

    help = "Le rapport d’activités d’une année, en PDF."

    def add_arguments(self, parser):
        """Declare the year and the file."""
        add_year(parser)
        parser.add_argument("--output", metavar="FICHIER", type=Path, required=True)
        super().add_arguments(parser)

    def answer(self, organisation, *, year, output, **options):
        """Print the report into the file."""
        pdf = render_annual_report(organisation, year, timezone.localdate())
        try:
            output.write_bytes(pdf.content)
        except OSError as error:
            raise NotWritten(path=output, reason=reason_of(error)) from error
        return {
            "year": year,
            "output": str(output),
            "bytes": len(pdf.content),
            "accessible": pdf.accessible,
            "warnings": list(pdf.warnings),
        }

    def show(self, answer):
        """Say where the report is."""
        for warning in answer["warnings"]:
            self.stderr.write(warning)
        self.stdout.write(f"Rapport {answer['year']} écrit dans {answer['output']}.")


def reason_of(error: OSError) -> str:
    """Return why a file was not written, in French."""
    if isinstance(error, FileNotFoundError):
        return "ce dossier n’existe pas"
    if isinstance(error, PermissionError):
        return "l’accès est refusé"
    return "l’écriture a échoué"
