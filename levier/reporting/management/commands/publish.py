"""`levier publish 2024`: freezes the figures of a year."""

from levier.accounts.models import User
from levier.kernel.errors import DomainError
from levier.reporting.management.commands.figures import line
from levier.reporting.management.house_command import HouseCommand, add_year
from levier.reporting.permissions import can_publish
from levier.reporting.services import figures, publish_year


class NotAPublisher(DomainError):
    """The account named may not publish."""

    message = "Le compte «\u00a0{email}\u00a0» ne peut pas publier\u00a0: il faut la direction."


class Command(HouseCommand):
    """Freezes what `levier figures` prints; later changes are shown as differences."""

    help = "Publie et fige les chiffres d’une année : ils ne changent plus."

    def add_arguments(self, parser):
        """Declare the year and who publishes."""
        add_year(parser)
        parser.add_argument("--by", metavar="ADRESSE", help="compte au nom duquel publier")
        super().add_arguments(parser)

    def answer(self, organisation, *, year, by, **options):
        """Publish and return the figures frozen."""
        values = figures(organisation, year)
        frozen = publish_year(
            organisation=organisation, year=year, actor=publisher(organisation, by)
        )
        return {
            "year": year,
            "published_at": frozen.published_at.isoformat(timespec="seconds"),
            "figures": [line(value) for value in values],
        }

    def show(self, answer):
        """Say what was frozen."""
        self.stdout.write(
            f"Les {len(answer['figures'])} chiffres de {answer['year']} sont publiés et figés."
        )


def publisher(organisation, email: str | None) -> User | None:
    """Return the account that publishes, or None for the command line. Errors: NotAPublisher."""
    if not email:
        return None
    found = User.objects.filter(organisation=organisation, email=email.lower()).first()
    if found is None or not can_publish(found):
        raise NotAPublisher(email=email)
    return found
