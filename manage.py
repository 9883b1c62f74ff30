"""Entry point of the command `levier`: Django's commands and the house's own."""

import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Run one command; `import-year` and `import_year` are the same command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")

    from django.core.management import execute_from_command_line

    if arguments:
        arguments = [arguments[0].replace("-", "_"), *arguments[1:]]
        if arguments[0] in {"__help", "_h"}:
            arguments[0] = "help"
    execute_from_command_line(["levier", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
