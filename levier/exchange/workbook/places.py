"""Cells that name a place or a business: the code of a commune, a SIRET."""

from typing import Any

from levier.exchange.workbook.cells import CellFault, insee_code, siret_digits
from levier.rules.siret import normalised_siret, siret_fault
from levier.territories import register


def commune_code(raw: Any) -> str:
    """The code of a commune of France, of today or of former days, as the sheet writes it."""
    code = insee_code(raw)
    if register.commune(code) is None:
        raise CellFault("Commune inconnue\u00a0: vérifiez son code Insee.")
    return code


def siret(raw: Any) -> str:
    """A SIRET, fourteen digits with their key, whatever the spaces between them."""
    typed = siret_digits(raw)
    fault = siret_fault(typed)
    if fault:
        raise CellFault(fault)
    return normalised_siret(typed)
