"""Running a part in a process of its own, with its time and its peak memory."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """One finished process: wall and processor seconds, peak memory in MiB, standard output."""

    seconds: float
    processor_seconds: float
    peak_mib: float
    output: str

    @property
    def data(self) -> Any:
        """The standard output read as JSON."""
        return json.loads(self.output)


def run(arguments: list[str], database: str, python: str = sys.executable) -> Run:
    """Run `python arguments` on a database; raise CalledProcessError if it fails."""
    environment = {**os.environ, "DATABASE_URL": database, "LEVIER_ENV": "test"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [python, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments, output)
    return Run(
        seconds=time.perf_counter() - started,
        processor_seconds=usage.ru_utime + usage.ru_stime,
        peak_mib=usage.ru_maxrss / 1024,
        output=output,
    )


def levier(*arguments: str, database: str) -> Run:
    """Run one command `levier` on a database."""
    return run(["manage.py", *arguments], database)
