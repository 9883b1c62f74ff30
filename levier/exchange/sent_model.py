"""The model of a forecast brought back: what its archive says of its formulas, then its reading."""

import io

from levier.exchange.workbook.archive import formula_cells, is_xlsx, open_archive
from levier.forecasts.model import Formulas, Imported, read_model
from levier.forecasts.sheets import CaseSheet


def read_sent_model(content: bytes, sheet: CaseSheet) -> Imported:
    """Return what a model changes in a forecast, its faults, and what it holds that is not read.

    Errors: NotAModel; UnreadableWorkbook for an archive that is damaged or far too large.
    """
    if not is_xlsx(content):
        return read_model(io.BytesIO(content), sheet)
    archive = open_archive(content)
    cells = formula_cells(archive)
    silent = {
        name: {place for place, has_result in places.items() if not has_result}
        for name, places in cells.items()
    }
    formulas = Formulas(cells, silent, archive.error_cells)
    return read_model(io.BytesIO(content), sheet, formulas)
