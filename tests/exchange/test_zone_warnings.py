"""A zone that was not in force on the day of the committee is said, and kept."""

from levier.exchange.year_import import checked_year
from levier.exchange.zone_warnings import zone_warnings
from tests.exchange import workbook_factory as workbooks


def warnings_of(sheets):
    rows = checked_year(content=workbooks.written(sheets), year=2024, house=None)
    return zone_warnings(rows)


def test_a_zfrr_before_its_first_day_is_said_once():
    [warning] = warnings_of(workbooks.demo_sheets())

    assert "ZFRR avant le 1er\u00a0juillet\u00a02024" in warning


def test_a_district_of_the_former_generation_is_said():
    sheets = workbooks.demo_sheets()
    line = workbooks.find(sheets, "Garanties TPE", Code_QPV=lambda code: str(code).startswith("QN"))
    workbooks.put(sheets, "Garanties TPE", line, "Code QPV", "QP062055")

    assert any("1\u00a0code QPV d’une autre génération" in said for said in warnings_of(sheets))
