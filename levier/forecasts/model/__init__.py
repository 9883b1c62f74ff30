"""The forecast as a spreadsheet: a model with live formulas, written out and read back."""

from levier.forecasts.model.reading import Imported, read_model
from levier.forecasts.model.writing import write_model

__all__ = ["Imported", "read_model", "write_model"]
