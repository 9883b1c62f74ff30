"""`make bench`: measure, print, and fail only on a ratio or a count."""

import sys
import tempfile
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.mixes import AIM, milliseconds
from benchmarks.processes import ROOT, levier, run
from benchmarks.schedules import schedules_per_second
from benchmarks.workbooks import ten_workbooks

WORKBOOK = ROOT / "demo" / "annee_2024.xlsx"
LIST_QUERIES, PAGE_QUERIES, GROWTH = 15, 20, 1.5
SMALL, EXPORTED, LARGE = 1_000, 10_000, 100_000
ROUNDS = "40"
PEOPLE = 1_000_000


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
        verdict.note(f"three best mixes, {kind} dossier: {time:.0f} ms (aim {AIM} ms)")


def measure_schedules(verdict: Verdict) -> None:
    """Build schedules beside a bare loop: at least half as many a second."""
    ours, bare = schedules_per_second()
    verdict.note(f"schedules of 36 periods: {ours:,.0f} a second (bare loop: {bare:,.0f})")
    verdict.bar("schedules, bare loop ÷ Levier", bare / ours, 2)


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


def main() -> int:
    """Run every part; return 1 if a bar was missed."""
    verdict = Verdict()
    verdict.note(describe())
    measure_schedules(verdict)
    measure_mixes(verdict)
    measure_eligibility(verdict)
    with tempfile.TemporaryDirectory(prefix="levier-bench-") as name:
        folder = Path(name)
        measure_year(measure_import(folder, verdict), verdict)
        measure_growth(folder, verdict)
        databases = sown(folder, verdict)
        measure_pages(databases, verdict)
        measure_exports(databases, verdict)
    for missed in verdict.missed:
        print(f"missed: {missed}")
    print(f"{'all bars kept' if not verdict.missed else f'{len(verdict.missed)} bars missed'}")
    return 1 if verdict.missed else 0


if __name__ == "__main__":
    sys.exit(main())
