"""What the commands of this app share: which house, which day, JSON or plain text, exit codes."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand

from levier.accounts.models import Organisation
from levier.kernel.errors import DomainError
from levier.reporting.errors import HouseNotFound, NoHouse, SeveralHouses

FIRST_YEAR, LAST_YEAR = 1990, 2100


class HouseCommand(BaseCommand):
    """A command on one house. A refusal is exit code 1: a French sentence, or `{"errors": […]}`."""

    def add_arguments(self, parser):
        """Declare the house and the form of the answer."""
        parser.add_argument(
            "--house", metavar="CODE", help="code de la maison, s’il y en a plusieurs"
        )
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *args, **options):
        """Run `answer`, and refuse in the form that was asked for."""
        try:
            answer = self.answer(house_named(options["house"]), **options)
        except DomainError as refusal:
            self.refuse(str(refusal), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.show(answer)

    def answer(self, organisation: Organisation, **options) -> dict[str, Any]:
        """Do the work and return what JSON says."""
        raise NotImplementedError

    def show(self, answer: dict[str, Any]) -> None:
        """Write the same answer for a reader."""
        raise NotImplementedError

    def refuse(self, message: str, *, as_json: bool) -> None:
        """Say why on the right stream and stop with exit code 1."""
        if as_json:
            self.stdout.write(json.dumps({"errors": [{"message": message}]}, ensure_ascii=False))
        else:
            self.stderr.write(message)
        raise SystemExit(1)


def add_year(parser) -> None:
    """Declare the year, a whole number that a calendar knows."""
    parser.add_argument("year", metavar="ANNÉE", type=year_number)


def year_number(text: str) -> int:
    """Return a year of this century or of the end of the last one, from the command line."""
    if not text.isdecimal() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"«\u00a0{text}\u00a0» n’est pas une année")
    return int(text)


def house_named(code: str | None) -> Organisation:
    """Return the house of this code, or the only one installed.

    Errors: HouseNotFound, SeveralHouses, NoHouse.
    """
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE)
    if code:
        found = houses.filter(code=code).first()
        if found is None:
            raise HouseNotFound(code=code)
        return found
    installed = list(houses.order_by("code")[:6])
    if not installed:
        raise NoHouse()
    if len(installed) > 1:
        raise SeveralHouses(codes=", ".join(house.code for house in installed))
    return installed[0]
