"""What `levier schedule` and `levier apr` share: JSON in, JSON or plain text out, exit codes."""

import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from levier.kernel.errors import DomainError
from levier.kernel.strict_json import parse_once


class JsonCommand(BaseCommand):
    """Standard output holds the answer and nothing else. Exit codes: 0, 1 refusal, 2 usage."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        """Declare the file and the form of the answer."""
        parser.add_argument(
            "file", nargs="?", type=argparse.FileType("rb"), metavar="FICHIER",
            help="JSON à lire\u00a0; à défaut, l’entrée standard",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *args, file=None, **options):
        """Read, compute, answer; a refusal names every fault."""
        try:
            answer = self.answer(parse_once((file or sys.stdin.buffer).read()))
        except DomainError as refusal:
            self._refuse(getattr(refusal, "errors", (str(refusal),)), options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.show(answer)

    def answer(self, data: Any) -> dict[str, Any]:
        """Return what JSON says of the data read. Errors: DomainError."""
        raise NotImplementedError

    def show(self, answer: dict[str, Any]) -> None:
        """Write the same answer for a reader."""
        raise NotImplementedError

    def _refuse(self, errors, as_json: bool) -> None:
        if as_json:
            listed = {"errors": [{"message": error} for error in errors]}
            self.stdout.write(json.dumps(listed, ensure_ascii=False))
        else:
            for error in errors:
                self.stderr.write(error)
        raise SystemExit(1)
