"""IBAN and BIC: what a bank account and a bank are named by, checked by their own rules.

Sources: ISO 13616 (IBAN, modulo 97), ISO 9362 (BIC).
"""

from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError as NotValid


def iban_fault(text: str) -> str | None:
    """Return what is wrong with an IBAN, in French, or None when it may exist."""
    try:
        ibans.validate(text)
    except NotValid:
        return "Cet IBAN est faux\u00a0: recopiez-le depuis le RIB."
    return None


def bic_fault(text: str) -> str | None:
    """Return what is wrong with a BIC, in French, or None when it may exist."""
    try:
        bics.validate(text)
    except NotValid:
        return "Ce BIC est faux\u00a0: huit ou onze caractères, comme au RIB."
    return None


def plain_iban(text: str) -> str:
    """Return an IBAN as the files want it: in capitals, without spaces."""
    compact: str = ibans.compact(text)
    return compact


def plain_bic(text: str) -> str:
    """Return a BIC as the files want it: in capitals, without spaces."""
    compact: str = bics.compact(text)
    return compact
