"""What is odd in the zones of a workbook without being a fault: its columns are kept."""

from datetime import date
from typing import Any

from levier.exchange.rows.shared import InZones
from levier.exchange.year_rows import YearRows
from levier.kernel.french import long_date, plural
from levier.rules.parameters.loading import history

QPV_OF_2024, QPV_OF_2015 = "QN", "QP"


def zone_warnings(year: YearRows) -> list[str]:
    """Return the French sentences on zones that were not in force on the day of the decision."""
    dated = [(row, day) for row in year.every(InZones) if (day := year.decision_day(row))]
    zfrr, qpv = history("zoning", "zfrr")[0].since, history("zoning", "qpv_2024")[0].since
    early = sum(1 for row, day in dated if row.in_zfrr and day < zfrr)
    other = sum(1 for row, day in dated if _is_of_another_generation(row, day, qpv))
    found = []
    if early:
        found.append(
            f"{plural(early, 'projet')} en ZFRR avant le {long_date(zfrr)}, premier jour de ce "
            "zonage\u00a0: la colonne du classeur est gardée."
        )
    if other:
        found.append(
            f"{plural(other, 'code')} QPV d’une autre génération que celle en vigueur le jour du "
            "comité\u00a0: la colonne du classeur est gardée."
        )
    return found


def _is_of_another_generation(row: Any, day: date, first_day: date) -> bool:
    if day < first_day:
        return row.qpv_code.startswith(QPV_OF_2024)
    return row.qpv_code.startswith(QPV_OF_2015)
