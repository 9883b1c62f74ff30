"""The forecast as a spreadsheet: a model with live formulas, written out and read back."""

from levier.forecasts.model.grids import Formulas
from levier.forecasts.model.leftovers import Left
from levier.forecasts.model.reading import Imported, is_model, read_model
from levier.forecasts.model.writing import write_model

__all__ = ["Formulas", "Imported", "Left", "is_model", "read_model", "write_model"]
