"""A process killed while it takes the differences of an extract: all of them, or none."""

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.workflows.test_killed_processes import counted, killed, python

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="kills processes on database files of SQLite, once",
)
GUARANTEES, KILLS = 12, 3
OPEN = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
from levier.accounts.models import User
from levier.exchange.extract_import import confirm_extract, preview_of_extract
from levier.exchange.models import ExtractReading
from tests.factories.accounts import user
from tests.factories.claims import TODAY, running
from tests.factories.extracts import HEADER, extract, extract_line
"""
SOW = f"""{OPEN}
actor = user("secretary")
rows = [running(actor) for _ in range({GUARANTEES})]
extract(actor, rows[0], HEADER + "".join(extract_line(row, "30000", "5") for row in rows))
"""
CONFIRM = f"""{OPEN}
reading, actor = ExtractReading.objects.get(), User.objects.get(role="secretary")
revision = preview_of_extract(reading, actor, TODAY).revision
print("go", flush=True)
if reading.state == "open":
    confirm_extract(
        row=reading, actor=actor, revision=revision, today=TODAY,
        taken=range(2, {GUARANTEES} + 2),
    )
"""


def test_an_extract_killed_at_random_is_taken_whole_or_not_at_all(tmp_path):
    base = tmp_path / "sown.sqlite3"
    python(base, "manage.py", "migrate", "-v", "0")
    python(base, "-c", SOW)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for rank in range(KILLS):
        copy = _copy(base, tmp_path / f"{rank}.sqlite3")
        killed(copy, CONFIRM, rng.random() * 0.2)
        noted = counted(copy, "claims_guaranteeevent", "kind = 'unpaid'")
        read = counted(copy, "exchange_extractreading", "state = 'done'")
        assert (noted, read) in {(0, 0), (GUARANTEES, 1)}
        python(copy, "-c", CONFIRM)
        assert counted(copy, "claims_guaranteeevent") == GUARANTEES


def _copy(base: Path, to: Path) -> Path:
    shutil.copy(base, to)
    return to
