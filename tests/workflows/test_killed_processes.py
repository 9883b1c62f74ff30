"""A process killed at any moment of a night, a payment file or an import: all, or nothing.

Real processes on a database file of their own, killed by SIGKILL after random delays.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.exchange.stock_factory import stock_sheets
from tests.exchange.workbook_factory import written

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="kills processes on database files of SQLite, once",
)
ROOT = Path(__file__).resolve().parents[2]
LOANS, BATCH, PAYMENTS, KILLS = 200, 20, 20, 3
MONTH_END = f"""
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
from benchmarks.month_end import ENDS
from levier.servicing.services import note_due_dates
print("go", flush=True)
note_due_dates(on=ENDS, batch={BATCH})
"""
HAND_OVER = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
from levier.accounts.models import User
from levier.banking.models import HouseAccount, PaymentOrder
from levier.workflows.pay_commitment import send_payments
from datetime import date
account, orders = HouseAccount.objects.get(), PaymentOrder.objects.filter(state="approved")
actor = User.objects.get(role="finance")
print("go", flush=True)
if orders:
    send_payments(account=account, orders=orders, actor=actor, on=date(2026, 2, 2))
"""
NIGHT = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
import time
from benchmarks.month_end import ENDS
from levier.jobs.services import run_ticks
from levier.servicing.services import note_due_dates
def stop_here(day):
    print("go", flush=True)
    time.sleep(600)
run_ticks(day=ENDS, ticks={"servicing.due": lambda day: note_due_dates(on=day), "x": stop_here})
"""
NIGHT_AGAIN = NIGHT.replace("time.sleep(600)", "pass")
DYING_IMPORT = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
import signal, sys
from django.core.management import call_command
from django.db import connection
last, writes = int(sys.argv[1]), 0
def count(execute, sql, params, many, context):
    global writes
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        writes += 1
        if writes == last:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(count):
    call_command(*sys.argv[2:])
print(writes)
"""
NEVER = 0
SOW = f"""
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django; django.setup()
from datetime import date, datetime, UTC
from decimal import Decimal
from uuid import uuid4
from benchmarks.month_end import sow
from levier.accounts.models import User
from levier.banking.services import Payee, approve_order, prepare_order, set_house_account
from levier.banking.models import PaymentOrder
sow({LOANS})
finance = User.objects.get()
director = User.objects.create(
    email="dir@example.org", organisation=finance.organisation, role="director"
)
IBAN = "FR7630006000011234567890189"
account = set_house_account(
    organisation=finance.organisation, actor=director, label="Compte", holder="Maison", iban=IBAN
)
payee = Payee(name="Atelier", iban="FR1420041010050500013M02606")
for rank in range({PAYMENTS}):
    order = prepare_order(
        account=account, subject="x:1", subject_label="Prime", payee=payee, amount=Decimal(100),
        wording="Prime", wanted_on=date(2026, 2, 1), actor=finance, idempotency_key=uuid4(),
    )
    approve_order(order=order, actor=director, at=datetime(2026, 2, 1, tzinfo=UTC))
"""


def environment(database: Path) -> dict[str, str]:
    return {
        **os.environ, "LEVIER_ENV": "test", "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(database.parent / "media"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def python(database: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(database), check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def killed(database: Path, script: str, delay: float) -> None:
    """Run a script, and kill it `delay` seconds after it begins its work."""
    child = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=environment(database), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "go\n"
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.stdout.close()
    child.wait()


def asked(database: Path, sql: str):
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def counted(database: Path, table: str, where: str = "1=1") -> int:
    return asked(database, f"SELECT count(*) FROM {table} WHERE {where}")[0][0]


def month_end_rows(database: Path) -> list:
    """Return what a month end leaves, its hours apart."""
    return [
        asked(database, "SELECT loan_id, rank, kind, key, digest FROM servicing_loanoperation "
                        "ORDER BY loan_id, rank"),
        asked(database, "SELECT id, outstanding, arrears, next_due_on FROM servicing_runningloan "
                        "ORDER BY id"),
        asked(database, "SELECT number, key, digest FROM ledger_ledgerentry ORDER BY number"),
    ]  # fmt: skip


def copy_of(database: Path, folder: Path) -> Path:
    """Return a copy of a base, in a folder of its own."""
    shutil.copy(database, folder / "base.sqlite3")
    return folder / "base.sqlite3"


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """A base with its tables and nothing in them."""
    database = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    python(database, "manage.py", "migrate", "-v", "0")
    return database


@pytest.fixture(scope="module")
def sown(empty, tmp_path_factory) -> Path:
    """A base with loans that fall due and payments approved."""
    database = copy_of(empty, tmp_path_factory.mktemp("killed"))
    python(database, "-c", SOW)
    return database


def test_a_month_end_killed_at_random_leaves_whole_batches_and_ends_as_if_it_had_not(
    sown, tmp_path
):
    whole = copy_of(sown, tmp_path)
    python(whole, "-c", MONTH_END)
    expected = month_end_rows(whole)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for rank in range(KILLS):
        folder = tmp_path / str(rank)
        folder.mkdir()
        base = copy_of(sown, folder)
        killed(base, MONTH_END, rng.random() * 0.4)
        noted = counted(base, "servicing_loanoperation", "kind = 'fell_due'")
        assert noted % BATCH == 0
        assert noted == counted(base, "ledger_ledgerentry") - 1
        assert asked(base, "SELECT sum(debit) = sum(credit) FROM ledger_ledgerposting") == [(1,)]
        python(base, "-c", MONTH_END)
        assert month_end_rows(base) == expected


def test_a_night_killed_in_a_task_runs_that_task_again_and_no_other(sown, tmp_path):
    base = copy_of(sown, tmp_path)
    killed(base, NIGHT, delay=0)
    unfinished = "SELECT name FROM jobs_tick WHERE finished_at IS NULL"
    assert asked(base, unfinished) == [("x",)]
    left = month_end_rows(base)
    python(base, "-c", NIGHT_AGAIN)
    assert asked(base, unfinished) == []
    assert counted(base, "jobs_tick") == 2
    assert month_end_rows(base) == left


def test_a_payment_file_killed_at_random_holds_every_payment_or_does_not_exist(sown, tmp_path):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for rank in range(KILLS):
        folder = tmp_path / str(rank)
        folder.mkdir()
        base = copy_of(sown, folder)
        killed(base, HAND_OVER, rng.random() * 0.3)
        files = counted(base, "banking_bankfile")
        handed = counted(base, "banking_paymentorder", "state <> 'approved'")
        assert (files, handed) in {(0, 0), (1, PAYMENTS)}
        python(base, "-c", HAND_OVER)
        assert counted(base, "banking_bankfile") == 1
        assert counted(base, "banking_paymentorder", "file_id IS NOT NULL") == PAYMENTS


def import_killed_at(database: Path, write: int, command: Sequence[str]) -> int:
    """Run an import that kills itself before its n-th write; return how many it made (0: dead)."""
    child = subprocess.run(
        [sys.executable, "-c", DYING_IMPORT, str(write), *command], cwd=ROOT, check=False,
        env=environment(database), capture_output=True, text=True,
    )  # fmt: skip
    if child.returncode == -signal.SIGKILL:
        return 0
    assert child.returncode == 0, child.stderr[-2000:]
    return int(child.stdout.split()[-1])


@pytest.mark.parametrize("name", ["import_year", "import_stock"])
def test_an_import_killed_at_a_random_write_leaves_nothing_and_is_run_again(name, empty, tmp_path):
    tables = (
        "cases_case", "committees_decision", "portfolio_commitment", "people_person",
        "servicing_loanoperation", "ledger_ledgerentry", "journal_entry",
    )  # fmt: skip
    command = ["import_year", "demo/annee_2024.xlsx", "--year", "2024"]
    if name == "import_stock":
        stock = tmp_path / "stock.xlsx"
        stock.write_bytes(written(stock_sheets()))
        command = ["import_stock", str(stock)]
    whole = copy_of(empty, tmp_path)
    writes = import_killed_at(whole, NEVER, command)
    expected = [counted(whole, table) for table in tables]
    assert writes > 20 and expected[2] > 0
    seed = random.randrange(10**6)
    print(f"seed {seed}, {writes} writes")
    rng = random.Random(seed)
    for rank, write in enumerate(sorted(rng.sample(range(1, writes + 1), KILLS))):
        folder = tmp_path / str(rank)
        folder.mkdir()
        base = copy_of(empty, folder)
        assert import_killed_at(base, write, command) == 0
        left = [counted(base, table) for table in tables]
        assert left in ([0] * len(tables), expected), write
    import_killed_at(base, NEVER, command)
    assert [counted(base, table) for table in tables] == expected
