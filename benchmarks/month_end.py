"""A month end of many loans: sown from one loan, then timed. Run as a process on a base of its own.

`python -m benchmarks.month_end COUNT` prints as JSON how long it took to sow and to note, what was
noted, noted again, refused, what the ledger's check found and took, how long the page of what is
late takes, and a loan of ten years to be rebuilt from its rows. Every loan is 10 000 € at 2 % over
24 months.
"""

import json
import os
import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from uuid import UUID, uuid4

STARTED, ENDS = date(2026, 1, 1), date(2026, 2, 1)
CHUNK, MONTHS = 2_000, 24


def sow(count: int) -> None:
    """Write a house of so many loans paid out on the same day, as their services would."""
    from django.db import transaction

    from levier.accounts.models import Organisation, User
    from levier.servicing.models import RunningLoan

    house = Organisation.objects.create(code="banc", name="Maison du banc")
    someone = User.objects.create(email="banc@example.org", organisation=house, role="finance")
    first = _first_loan(house, someone)
    with transaction.atomic():
        numbers = iter(range(1, count))
        while chunk := list(islice(numbers, CHUNK)):
            _copies(first, chunk)
    assert RunningLoan.objects.count() == count


def _first_loan(house, someone):
    """Return one loan opened by its services, on a commitment taken up from the past."""
    from levier.cases.models import Case
    from levier.catalogue.models import Carrier, Instrument
    from levier.portfolio.models import Commitment, Financing
    from levier.rules.schedules import Method, ScheduleTerms
    from levier.servicing.services import open_running_loan

    carrier = Carrier.objects.create(
        organisation=house, code="maison", name="Maison du banc", is_house=True
    )
    instrument = Instrument.objects.create(
        organisation=house, code="banc", label="Prêt du banc", kind="loan", carrier=carrier
    )
    case = Case.objects.create(
        organisation=house, number="B-0", opened_on=STARTED, last_action_on=STARTED
    )
    commitment = Commitment.objects.create(
        organisation=house, number="B-0", case=case, instrument=instrument, kind="loan",
        state="set_up", amount=Decimal(10_000), decided_on=STARTED, set_up_on=STARTED,
        carrier=carrier, is_past=True,
    )  # fmt: skip
    Financing.objects.create(organisation=house, commitment=commitment, months=MONTHS)
    terms = ScheduleTerms(
        amount=commitment.amount, annual_rate=Decimal("0.02"), method=Method.ANNUITY,
        start=STARTED, periods=MONTHS,
    )  # fmt: skip
    return open_running_loan(commitment=commitment, terms=terms, actor=someone, key=uuid4())


def _copies(first, ranks: list[int]) -> None:
    """Write copies of a loan: its commitment, its opening, its version and its lines."""
    from levier.accounts.many_rows import insert_rows, insert_values
    from levier.servicing.models import ScheduleLine

    version, opening = first.versions.get(), first.operations.get()
    commitments = [_copy(first.commitment, number=f"B-{rank}", set_up_key=None) for rank in ranks]
    insert_rows(commitments)
    loans = [_copy(first, commitment=each, is_posted=True) for each in commitments]
    insert_rows(loans)
    opened = [_copy(opening, loan=loan, key=uuid4()) for loan in loans]
    insert_rows(opened)
    versions = [
        _copy(version, loan=loan, operation=operation)
        for loan, operation in zip(loans, opened, strict=True)
    ]
    insert_rows(versions)
    names = [field.attname for field in ScheduleLine._meta.concrete_fields]
    place = names.index("version_id")
    lines = [[getattr(line, name) for name in names[1:]] for line in version.lines.all()]
    insert_values(
        ScheduleLine,
        [
            (_key(), *line[: place - 1], each.pk, *line[place:])
            for each in versions
            for line in lines
        ],
    )


def _copy(row, **changes):
    """Return an unsaved copy of a row under a key of its own."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values |= {"id": _key(), **changes}
    for name in changes:
        values.pop(f"{name}_id", None)
    return type(row)(**values)


def _key() -> UUID:
    from levier.kernel.keys import uuid7

    return uuid7()


def measure(count: int) -> dict:
    """Sow, then time one month end, and the same again."""
    from levier.accounts.models import Organisation
    from levier.ledger.checking import differences
    from levier.servicing.services import note_due_dates

    began = time.perf_counter()
    sow(count)
    sown, busy = time.perf_counter(), time.process_time()
    end = note_due_dates(on=ENDS)
    done, idle = time.perf_counter(), time.process_time()
    again = note_due_dates(on=ENDS)
    checking = time.process_time()
    found = sum(1 for _ in differences(Organisation.objects.get(code="banc")))
    checked = time.process_time()
    return {
        "count": count, "sow_seconds": sown - began, "seconds": done - sown,
        "processor_seconds": idle - busy, "noted": end.noted, "refused": len(end.refused),
        "noted_again": again.noted, "differences": found, "check_seconds": checked - checking,
        "arrears_seconds": seconds_of_arrears(), "rebuild_seconds": seconds_to_read(10),
    }  # fmt: skip


def seconds_of_arrears() -> float:
    """Return the processor time of the page of what is late, with the portfolio at risk."""
    from django.test import Client
    from django.urls import reverse

    from levier.accounts.models import User

    client, address = Client(), reverse("web:arrears_list")
    client.force_login(User.objects.get(role="finance"))
    client.get(address)  # opens what the process opens once
    began = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200
    return time.process_time() - began


def seconds_to_read(years: int) -> float:
    """Keep the operations of a loan of so many years, then rebuild it from its rows."""
    from benchmarks.loans import life
    from levier.rules.servicing.operation_json import facts_of, kind_of
    from levier.rules.servicing.operations import Reversed
    from levier.servicing.models import LoanOperation, RunningLoan
    from levier.servicing.services import loan_on

    loan = RunningLoan.objects.first()
    copy = _copy(loan.commitment, number="B-years", set_up_key=None)
    copy.save()
    row = _copy(loan, commitment=copy, is_posted=True)
    row.save()
    keys = {each.key: uuid4() for each in life(years)}
    told = [
        replace(each, of=str(keys[each.of])) if isinstance(each, Reversed) else each
        for each in life(years)
    ]
    LoanOperation.objects.bulk_create(
        LoanOperation(
            organisation_id=row.organisation_id, loan=row, rank=rank, kind=kind_of(each),
            on=each.on, key=keys[each.key],
            facts=facts_of(each),
        )
        for rank, each in enumerate(told, start=1)
    )  # fmt: skip
    began = time.perf_counter()
    loan_on(row)
    return time.perf_counter() - began


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
