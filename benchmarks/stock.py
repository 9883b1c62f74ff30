"""The import of a live stock, timed. Run as a process on a base of its own, migrated and empty.

`python -m benchmarks.stock COUNT` prints as JSON how long it took to import so many loans of 60
months with two years of instalments paid, what was created, what a second import created, and
what the ledger's check found.
"""

import json
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.workbooks import write_workbook

SET_UP, TODAY = date(2023, 3, 1), date(2026, 6, 15)
PAID, INSTALMENT = 24, 545.75


def workbook(count: int) -> bytes:
    """Return a stock of so many loans of 30 000 € at 3.5 %, each with its instalments paid."""
    from levier.exchange.rows.stock import SHEETS, CommitmentRow, PaidRow
    from levier.exchange.workbook.columns import columns_of
    from levier.kernel.dates import add_months

    sheets = {one.sheet: [[each.title for each in columns_of(one)]] for one in SHEETS}
    for rank in range(1, count + 1):
        number = f"PS-2023-{rank:05d}"
        values = {
            "number": number, "name": f"Structure {rank}", "product": "Prêt solidaire",
            "amount": 30_000, "annual_rate": 3.5, "months": 60, "decided_on": date(2023, 2, 3),
            "set_up_on": SET_UP,
        }  # fmt: skip
        row = [values.get(one.name, "") for one in columns_of(CommitmentRow)]
        sheets[CommitmentRow.sheet].append(row)
        sheets[PaidRow.sheet] += [
            [number, add_months(SET_UP, month), INSTALMENT] for month in range(1, PAID + 1)
        ]
    with tempfile.TemporaryDirectory(prefix="levier-bench-") as folder:
        path = Path(folder) / "stock.xlsx"
        write_workbook(path, sheets)
        return path.read_bytes()


def measure(count: int) -> dict:
    """Import a stock, then the same again."""
    from levier.accounts.models import Organisation
    from levier.exchange.stock_import import import_stock
    from levier.ledger.checking import differences
    from levier.servicing.models import LoanOperation

    content = workbook(count)
    began, busy = time.perf_counter(), time.process_time()
    import_stock(content=content, house=None, on=TODAY)
    done, idle = time.perf_counter(), time.process_time()
    again = import_stock(content=content, house=Organisation.objects.get(), on=TODAY)
    return {
        "instalments": count * PAID,
        "noted": LoanOperation.objects.filter(kind="payment").count(),
        "seconds": done - began, "processor_seconds": idle - busy,
        "again": sum((*again.created.values(), *again.updated.values())),
        "differences": sum(1 for _ in differences(Organisation.objects.get())),
    }  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
