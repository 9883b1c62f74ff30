"""`levier eligibility --json < facts.json`: what these facts give a right to, and why."""

import argparse
import json
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from levier.accounts.models import Organisation
from levier.cases.services.eligibility_terms import catalogue_terms
from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, long_date
from levier.kernel.strict_json import parse_once
from levier.rules.eligibility import (
    Facts,
    InvalidFacts,
    Verdict,
    evaluate,
    facts_from_json,
    verdicts_to_json,
)
from levier.territories.zoning import Verdict as ZoneVerdict
from levier.territories.zoning import zfrr_status

WORDS = {
    "yes": "oui", "no": "non", "to_check": "à vérifier", "not_yet": "pas encore",
}  # fmt: skip
_KNOWN = {ZoneVerdict.YES: True, ZoneVerdict.NO: False}


class HouseUnclear(DomainError):
    """No house bears the code, or several do not say which."""

    message = "{reason}"


class DatabaseSilent(DomainError):
    """The database of the catalogue does not answer."""

    message = "La base de données ne répond pas\u00a0: {reason}."


class Command(BaseCommand):
    """Standard output holds the answer and nothing else. Exit codes: 0, 1 refusal, 2 usage.

    The terms are those of the house (`--house`, or the only one); without any house, those of the
    catalogue that Levier ships, and standard error says so.
    """

    help = "Dit à quels instruments des faits donnent droit, condition par condition."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        """Declare the house, the file and the form of the answer."""
        parser.add_argument(
            "file", nargs="?", type=argparse.FileType("rb"), metavar="FICHIER",
            help="faits en JSON\u00a0; à défaut, l’entrée standard",
        )  # fmt: skip
        parser.add_argument("--house", metavar="CODE", help="code de la maison")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *args, file=None, house=None, json=False, **options):
        """Read, evaluate, answer; a refusal names every fault and stops with exit code 1."""
        try:
            house_found = self._house(house)
            facts = facts_from_json(
                parse_once((file or sys.stdin.buffer).read()),
                zfrr_of=_zfrr_of if self.has_base else None,
            )
            verdicts = evaluate(facts, catalogue_terms(house_found, facts.on))
        except InvalidFacts as refusal:
            self._refuse(list(refusal.errors), json)
        except DomainError as refusal:
            self._refuse([str(refusal)], json)
        except DatabaseError as fault:
            self._refuse([str(DatabaseSilent(reason=str(fault).strip()))], json)
        if json:
            self._write(verdicts_to_json(facts.on, verdicts))
        else:
            self._show(facts, verdicts)

    def _house(self, code: str | None) -> Organisation | None:
        """Return the house whose terms apply; None where the base has no house or no table yet.

        Errors: HouseUnclear; DatabaseError.
        """
        self.has_base = "accounts_organisation" in connection.introspection.table_names()
        rows = Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("code")
        found = list((rows.filter(code=code) if code else rows)[:6]) if self.has_base else []
        if code and not found:
            raise HouseUnclear(reason=f"Aucune maison n’a le code «{NBSP}{code}{NBSP}».")
        if len(found) > 1:
            codes = ", ".join(each.code for each in found)
            raise HouseUnclear(reason=f"Précisez la maison avec --house{NBSP}: {codes}.")
        if not found:
            self.stderr.write("Aucune maison\u00a0: le catalogue livré avec Levier répond.")
        return found[0] if found else None

    def _refuse(self, errors: list[str], as_json: bool) -> NoReturn:
        if as_json:
            self._write({"errors": [{"message": error} for error in errors]})
        else:
            for error in errors:
                self.stderr.write(error)
        sys.exit(1)

    def _write(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _show(self, facts: Facts, verdicts: list) -> None:
        """Write the same answer for a reader: the verdict, then what keeps it from being yes."""
        self.stdout.write(f"Le {long_date(facts.on)}")
        for verdict in verdicts:
            self.stdout.write(f"{verdict.label}{NBSP}: {WORDS[verdict.verdict]}")
            if verdict.verdict != Verdict.YES:
                for one in verdict.reasons:
                    asked = f" (demandé{NBSP}: {one.threshold})" if one.threshold else ""
                    self.stdout.write(
                        f"  {WORDS[one.result]}, {one.label}{NBSP}: {one.fact}{asked}"
                    )


def _zfrr_of(commune: str, on) -> bool | None:
    return _KNOWN.get(zfrr_status(commune, on).verdict)
