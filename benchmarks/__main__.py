"""`make bench`: measure, print, and fail only on a ratio or a count.

`python -m benchmarks PART…` runs some parts only: their names are those of PARTS.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.loans import seconds_to_rebuild
from benchmarks.machine import describe
from benchmarks.mixes import AIM, milliseconds
from benchmarks.processes import ROOT, levier, run
from benchmarks.schedules import schedules_per_second
from benchmarks.workbooks import ten_workbooks

WORKBOOK = ROOT / "demo" / "annee_2024.xlsx"
LIST_QUERIES, PAGE_QUERIES, HOME_QUERIES, GROWTH = 15, 20, 24, 1.5
SMALL, EXPORTED, LARGE = 1_000, 10_000, 100_000
ROUNDS = "40"
LINEAR = 1.3
PEOPLE = 1_000_000
STOCKS = (100, 1_000)


class Verdict:
    """Prints each measure, and remembers which bar was missed."""

    def __init__(self):
        self.missed: list[str] = []

    def note(self, text: str) -> None:
        """Print a measure that judges nothing."""
        print(text, flush=True)

    def bar(self, name: str, value: float, limit: float) -> None:
        """Print a ratio or a count beside its limit."""
        kept = value <= limit
        print(
            f"  {'kept  ' if kept else 'MISSED'} {name}: {value:.2f} (limit {limit:g})", flush=True
        )
        if not kept:
            self.missed.append(name)


def measure_import(folder: Path, verdict: Verdict) -> str:
    """Import the workbook once, then again: time, memory, nothing created twice."""
    database = f"sqlite:///{folder / 'year.sqlite3'}"
    levier("migrate", "-v", "0", database=database)
    arguments = ("import-year", str(WORKBOOK), "--year", "2024", "--json")
    first = levier(*arguments, database=database)
    second = levier(*arguments, database=database)
    verdict.note(
        f"import of 2024: {first.seconds:.1f} s, {first.peak_mib:.0f} MiB (aim 10 s, 400 MiB)"
    )
    verdict.note(f"import again: {second.seconds:.1f} s, {second.peak_mib:.0f} MiB")
    verdict.bar("objects created by the second import", sum(second.data["created"].values()), 0)
    return database


def measure_growth(folder: Path, verdict: Verdict) -> None:
    """Import ten workbooks of other people in one base: the last costs as the first."""
    database = f"sqlite:///{folder / 'ten.sqlite3'}"
    levier("migrate", "-v", "0", database=database)
    times = [
        levier(
            "import-year", str(path), "--year", str(year), "--json", database=database
        ).processor_seconds
        for year, path in ten_workbooks(folder)
    ]
    verdict.note("ten workbooks: " + ", ".join(f"{t:.1f}" for t in times) + " s of processor")
    verdict.bar("last import ÷ first import", times[-1] / times[0], 2)


def sown(folder: Path, verdict: Verdict) -> dict[int, str]:
    """Sow three houses; return the database of each."""
    databases = {}
    for count in (SMALL, EXPORTED, LARGE):
        databases[count] = f"sqlite:///{folder / f'sown_{count}.sqlite3'}"
        levier("migrate", "-v", "0", database=databases[count])
        seeded = levier("seed", "--cases", str(count), database=databases[count])
        verdict.note(f"seed of {count:,} dossiers: {seeded.seconds:.1f} s")
    return databases


def measure_pages(databases: dict[int, str], verdict: Verdict) -> None:
    """Time the main pages in a small and in a large house."""
    results = {
        count: run(["-m", "benchmarks.pages", ROUNDS], databases[count]).data
        for count in (SMALL, LARGE)
    }
    for name, large in results[LARGE].items():
        small = results[SMALL][name]
        verdict.note(
            f"{name:20} p50 {small['p50']:6.1f} → {large['p50']:6.1f} ms, "
            f"p95 {small['p95']:6.1f} → {large['p95']:6.1f} ms, "
            f"of processor {small['processor_p95']:6.1f} → {large['processor_p95']:6.1f} ms, "
            f"{large['queries']} queries"
        )
        limit = LIST_QUERIES if name.split("_")[-1] in {"list", "filtered"} else PAGE_QUERIES
        limit = HOME_QUERIES if name == "home" else limit  # a page of many short lists
        verdict.bar(f"{name} queries", large["queries"], limit)
        verdict.bar(f"{name} queries, large − small", large["queries"] - small["queries"], 0)
        growth = large["processor_p95"] / small["processor_p95"]
        verdict.bar(f"{name} p95, large ÷ small", growth, GROWTH)


def measure_year(database: str, verdict: Verdict) -> None:
    """Time the figures of the imported year and the pages of its report."""
    data = run(["-m", "benchmarks.outputs", "year"], database).data
    rate = data["report_pages"] / data["report_seconds"]
    verdict.note(f"{data['figures']} figures of 2024: {data['figures_seconds'] * 1000:.0f} ms")
    verdict.note(f"report: {data['report_pages']} pages, {rate:.1f} pages a second")


def measure_eligibility(verdict: Verdict) -> None:
    """Judge a million people beside openfisca-core: the same verdicts, at least as fast."""
    python = str(ROOT / ".bench" / "bin" / "python")
    data = run(["-m", "benchmarks.eligibility", str(PEOPLE)], "sqlite://:memory:", python).data
    ours, theirs = data["ours_seconds"], data["openfisca_seconds"]
    verdict.note(
        f"eligibility of {PEOPLE:,} people to {data['instruments']} instruments: {ours:.2f} s of "
        f"processor (openfisca-core: {theirs:.2f} s)"
    )
    verdict.note(f"eligibility of one person: {data['one_person_ms']:.2f} ms (aim 1 ms)")
    verdict.bar("verdicts on which the two differ", data["different"], 0)
    verdict.bar("eligibility, Levier ÷ openfisca-core", ours / theirs, 1)


def measure_mixes(verdict: Verdict) -> None:
    """Find the three best mixes of a dossier: times are an aim, and judge nothing."""
    for kind, time in milliseconds().items():
        said = "given up by the clock" if time is None else f"{time:.0f} ms"
        verdict.note(f"three best mixes, {kind} dossier: {said} (aim {AIM} ms)")


def measure_schedules(verdict: Verdict) -> None:
    """Build schedules beside a bare loop: at least half as many a second."""
    ours, bare = schedules_per_second()
    verdict.note(f"schedules of 36 periods: {ours:,.0f} a second (bare loop: {bare:,.0f})")
    verdict.bar("schedules, bare loop ÷ Levier", bare / ours, 2)


def measure_loans(verdict: Verdict) -> None:
    """Rebuild a loan from ten years of operations, then from twenty."""
    ten, twenty = seconds_to_rebuild(10), seconds_to_rebuild(20)
    verdict.note(f"loan of ten years rebuilt from its operations: {ten:.2f} s (aim 1 s)")
    # Twice the changes, each building twice the lines again.
    verdict.bar("loan of twenty years ÷ of ten", twenty / ten, 4 * LINEAR)


def measure_month_end(folder: Path, verdict: Verdict) -> None:
    """Note what fell due of many loans: the time grows as their number, nothing is noted twice."""
    per_loan, checks, pages = {}, {}, {}
    for count in (SMALL, EXPORTED, LARGE):
        database = f"sqlite:///{folder / f'loans_{count}.sqlite3'}"
        levier("migrate", "-v", "0", database=database)
        ran = run(["-m", "benchmarks.month_end", str(count)], database)
        data = ran.data
        per_loan[count] = data["processor_seconds"] / count
        checks[count] = data["check_seconds"] / count
        pages[count] = data["arrears_seconds"] / count
        aim = " (aim 60 s)" if count == LARGE else ""
        verdict.note(
            f"month end of {count:,} loans: {data['seconds']:.1f} s{aim}, "
            f"{data['processor_seconds']:.1f} s of processor, peak {ran.peak_mib:.0f} MiB; "
            f"ledger checked in {data['check_seconds']:.1f} s of processor, what is late and the "
            f"portfolio at risk shown in {data['arrears_seconds']:.2f} s; "
            f"loan of ten years rebuilt from its rows: {data['rebuild_seconds']:.2f} s (aim 1 s)"
        )
        verdict.bar("loans not noted", count - data["noted"], 0)
        verdict.bar("loans noted twice", data["noted_again"], 0)
        verdict.bar("differences in the ledger", data["differences"], 0)
    for name, each in (("month end", per_loan), ("ledger check", checks), ("arrears page", pages)):
        verdict.bar(f"{name}, a loan of many ÷ of few", each[LARGE] / each[SMALL], LINEAR)


def measure_exports(databases: dict[int, str], verdict: Verdict) -> None:
    """Time the export of the list of dossiers; its queries do not grow and no row is cut."""
    queries = {}
    for count in (SMALL, EXPORTED):
        ran = run(["-m", "benchmarks.outputs", "export"], databases[count])
        data, queries[count] = ran.data, ran.data["export_queries"]
        aim = " (aim 0.6 s)" if count == SMALL else ""
        verdict.note(
            f"xlsx of {count:,} rows: {data['export_seconds']:.2f} s{aim}, "
            f"{queries[count]} queries, peak {ran.peak_mib:.0f} MiB"
        )
        verdict.bar("rows that the export cut", data["dossiers"] - data["export_rows"], 0)
    verdict.bar("export queries", queries[SMALL], LIST_QUERIES)
    verdict.bar("export queries, large − small", queries[EXPORTED] - queries[SMALL], 0)


def measure_stock(folder: Path, verdict: Verdict) -> None:
    """Import a live stock, then one with ten times the instalments: each costs the same."""
    per_instalment = {}
    for count in STOCKS:
        database = f"sqlite:///{folder / f'stock_{count}.sqlite3'}"
        levier("migrate", "-v", "0", database=database)
        ran = run(["-m", "benchmarks.stock", str(count)], database)
        data = ran.data
        per_instalment[count] = data["processor_seconds"] / data["instalments"]
        verdict.note(
            f"stock of {count:,} loans, {data['instalments']:,} instalments: "
            f"{data['seconds']:.1f} s, {per_instalment[count] * 1000:.2f} ms of processor an "
            f"instalment, peak {ran.peak_mib:.0f} MiB"
        )
        verdict.bar("instalments not noted", data["instalments"] - data["noted"], 0)
        verdict.bar("rows written by the second import", data["again"], 0)
        verdict.bar("differences in the ledger", data["differences"], 0)
    growth = per_instalment[STOCKS[1]] / per_instalment[STOCKS[0]]
    verdict.bar("stock, an instalment of many ÷ of few", growth, LINEAR)


def measure_years(folder: Path, verdict: Verdict) -> None:
    """Import a year twice, then read its figures and its report."""
    measure_year(measure_import(folder, verdict), verdict)


def measure_lists(folder: Path, verdict: Verdict) -> None:
    """Time the pages and the exports of small and large houses."""
    databases = sown(folder, verdict)
    measure_pages(databases, verdict)
    measure_exports(databases, verdict)


PARTS = {
    "schedules": lambda folder, verdict: measure_schedules(verdict),
    "loans": lambda folder, verdict: measure_loans(verdict),
    "mixes": lambda folder, verdict: measure_mixes(verdict),
    "eligibility": lambda folder, verdict: measure_eligibility(verdict),
    "year": measure_years,
    "growth": measure_growth,
    "lists": measure_lists,
    "month-end": measure_month_end,
    "stock": measure_stock,
}


def main(names: list[str]) -> int:
    """Run parts, all of them by default; return 1 if a bar was missed, 2 for an unknown part."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"unknown: {', '.join(unknown)}; parts: {', '.join(PARTS)}")
        return 2
    verdict = Verdict()
    verdict.note(describe())
    for name in names or PARTS:
        with tempfile.TemporaryDirectory(prefix="levier-bench-") as folder:
            PARTS[name](Path(folder), verdict)
    for missed in verdict.missed:
        print(f"missed: {missed}")
    print(f"{'all bars kept' if not verdict.missed else f'{len(verdict.missed)} bars missed'}")
    return 1 if verdict.missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
