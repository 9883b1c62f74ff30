"""Each value that the law sets: below, on and above, the day before and the day after its change.

The cases are by parameter and first day (tests/rules/thresholds/). A file or a line added to the
parameters without its case there fails here.
"""

import tomllib
from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.rules.eligibility import Business, Facts, Person, Result
from levier.rules.eligibility.conditions import finding_of
from levier.rules.eligibility.person_criteria import criteria_met
from levier.rules.parameters.loading import FOLDER as PARAMETERS
from levier.rules.parameters.loading import NoValueInForce, history, parameter_record, read
from tests.rules.thresholds import agreements, benchmarks, eligibility, following, state_aid
from tests.rules.thresholds.eligibility import D2021, business, the_result

YES, NO, TO_CHECK = Result.YES, Result.NO, Result.TO_CHECK
ONE_DAY = timedelta(days=1)
CASES = eligibility.CASES | state_aid.CASES | following.CASES | benchmarks.CASES | agreements.CASES
NOT_DATED = {"figures"}
"""Definitions of the published figures, without a day: tests/rules/indicators tries their steps."""
SHOWN_ONLY = {"servicing.restructured_months", "sepa.refund", "sepa.unauthorised_refund"}
"""Numbers that nothing in the rules compares: printed, or compared by a page that tests it."""


def lines_of_the_law():
    """Yield each dated value of each parameter file."""
    for path in sorted(PARAMETERS.glob("*.toml")):
        if path.stem in NOT_DATED:
            continue
        for records in read(path.stem, path.read_text(encoding="utf-8")).values():
            yield from records


def named(line):
    return f"{line[0]}-{line[1]}"


def test_each_line_of_the_law_has_its_case():
    assert {(f"{r.file}.{r.name}", r.since) for r in lines_of_the_law()} == CASES.keys()


@pytest.mark.parametrize("file", sorted(NOT_DATED))
def test_a_file_left_aside_holds_no_dated_value(file):
    tables = tomllib.loads((PARAMETERS / f"{file}.toml").read_text(encoding="utf-8"))
    rows = [row for table in tables.values() for row in table]

    assert rows and not any({"values", "from", "value"} & row.keys() for row in rows)


@pytest.mark.parametrize(
    "line", list(lines_of_the_law()), ids=lambda r: f"{r.file}.{r.name}-{r.since}"
)
def test_a_number_is_tried_below_on_and_above(line):
    cases = CASES[f"{line.file}.{line.name}", line.since].cases
    numbers = isinstance(line.value, int | Decimal) and f"{line.file}.{line.name}" not in SHOWN_ONLY

    assert len(cases) >= (3 if numbers else 1)
    if numbers:
        assert len({str(case.answer) for case in cases}) > 1  # it changes something


@pytest.mark.parametrize("line", CASES, ids=named)
def test_below_on_and_above_from_the_first_day(line):
    first_day = line[1]

    for rank, case in enumerate(CASES[line].cases):
        for day in (first_day, first_day + ONE_DAY):
            assert case.question(case.facts_on(day)) == case.answer, (rank, day)


@pytest.mark.parametrize("line", CASES, ids=named)
def test_the_day_before_is_under_the_former_line(line):
    case = CASES[line].before

    assert case.question(case.facts_on(line[1] - ONE_DAY)) == case.answer


def test_a_line_that_ends_says_its_last_day():
    ending = {
        (f"{r.file}.{r.name}", r.since): r.until
        for r in lines_of_the_law()
        if r.until and r == history(r.file, r.name)[-1]
    }

    assert {name: line.last_day for name, line in CASES.items() if line.after} == ending


@pytest.mark.parametrize("line", [name for name, line in CASES.items() if line.after], ids=named)
def test_the_last_day_and_the_day_after(line):
    last_day, case, after = CASES[line].last_day, CASES[line].cases[-1], CASES[line].after

    assert case.question(case.facts_on(last_day)) == case.answer
    assert after.question(after.facts_on(last_day + ONE_DAY)) == after.answer


@pytest.mark.parametrize("line", CASES, ids=named)
def test_the_line_in_force_is_the_one_of_the_day(line):
    file, name = line[0].split(".")
    records = history(file, name)
    rank = [record.since for record in records].index(line[1])

    assert parameter_record(file, name, line[1]) == records[rank]
    assert records[rank].source
    if rank:
        assert parameter_record(file, name, line[1] - ONE_DAY) == records[rank - 1]
        assert records[rank - 1].until == line[1] - ONE_DAY
    else:
        with pytest.raises(NoValueInForce):
            parameter_record(file, name, line[1] - ONE_DAY)


def test_before_every_line_the_law_is_not_known():
    with pytest.raises(NoValueInForce):
        criteria_met(Facts(on=D2021 - ONE_DAY, person=Person(months_registered=24,
                                                           is_job_seeker=True)))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "source"),
    [(date(2024, 6, 30), ""), (date(2024, 7, 1), "Article 44 quindecies A du CGI")],
)
def test_the_rural_zone_names_its_law_from_its_first_day(day, source):
    finding = finding_of("zfrr", Facts(on=day, business=Business(in_zfrr=True)))

    assert finding.source.startswith(source) and bool(finding.source) == bool(source)


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        (date(2021, 9, 3), YES),  # two years and 364 days
        (date(2021, 9, 2), TO_CHECK),  # three years today: the sheets disagree
        (date(2019, 9, 3), TO_CHECK),
        (date(2019, 9, 2), NO),  # five years today
        (None, TO_CHECK),
    ],
)
def test_the_age_on_which_the_sheets_disagree_is_to_check(created, expected):
    facts = business(date(2024, 9, 2), created_on=created)

    assert the_result("company_under_3_or_5_years")(facts) == expected


@pytest.mark.parametrize(
    ("project", "created", "expected"),
    [
        ("creation", None, YES),
        ("takeover", date(1990, 1, 1), YES),  # an old business, newly taken over
        ("development", date(2021, 9, 3), YES),
        ("development", date(2021, 9, 2), TO_CHECK),
        ("development", date(2019, 9, 3), TO_CHECK),
        ("development", date(2019, 9, 2), NO),
        ("development", None, TO_CHECK),
        (None, date(2023, 1, 1), YES),
        (None, date(2010, 1, 1), TO_CHECK),  # a takeover, perhaps
        (None, None, TO_CHECK),
    ],
)
def test_a_new_project_or_a_young_business(project, created, expected):
    facts = business(date(2024, 9, 2), project=project, created_on=created)

    assert the_result("new_or_young_company")(facts) == expected


@pytest.mark.parametrize(
    ("code", "naf", "expected"),
    [
        ("naf_among:47,56", "56.10A", YES),
        ("naf_among:47,56", "55.10Z", NO),
        ("naf_among:56.10", "5610A", YES),
        ("naf_outside:47,56", "47.11B", NO),
        ("naf_outside:47,56", "81.30Z", YES),
        ("naf_among:47", None, TO_CHECK),
        ("naf_among:", "47.11B", TO_CHECK),  # a list without anything settles nothing
    ],
)
def test_a_list_of_activities(code, naf, expected):
    assert the_result(code)(business(date(2024, 9, 2), naf=naf)) == expected


@pytest.mark.parametrize(
    ("form", "expected"), [("Association loi 1901", YES), ("SCIC SA", YES), ("SAS", NO),
                           (None, TO_CHECK)]
)  # fmt: skip
def test_a_list_of_legal_forms(form, expected):
    code = "legal_form_among:association,scic"

    assert the_result(code)(business(date(2024, 9, 2), legal_form=form)) == expected
