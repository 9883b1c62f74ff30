"""The FEC (LPF, art. A.47 A-1): the file of accounting entries that the tax office reads.

Eighteen columns in this order, a tab between them, a decimal comma, dates AAAAMMJJ. The official
tool does not check that debits equal credits: Levier does, entry by entry and in total.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.rules.siret import luhn_sum

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
SEPARATOR = "\t"
FORBIDDEN = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "|": "/"})


class FecRefused(DomainError):
    """The lines make no valid file. `errors` holds one French sentence a fault."""

    message = "{summary}"

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = tuple(errors)
        super().__init__(summary=" ".join(self.errors))


@dataclass(frozen=True, slots=True, kw_only=True)
class FecLine:
    """One line: amounts in euros, one of debit and credit at zero."""

    journal_code: str
    journal_label: str
    entry_number: int
    entry_date: date
    account: str
    account_label: str
    piece: str
    piece_date: date
    label: str
    debit: Decimal
    credit: Decimal
    validated_on: date
    third_party: str = ""
    third_party_label: str = ""
    lettering: str = ""
    lettered_on: date | None = None


def file_name(siren: str, closed_on: date) -> str:
    """Return `SirenFECAAAAMMJJ.txt`. Errors: FecRefused for a SIREN that is not one."""
    if not (len(siren) == 9 and siren.isdigit() and luhn_sum(siren) % 10 == 0):
        raise FecRefused([f"«\u00a0{siren}\u00a0» n’est pas un SIREN\u00a0: corrigez-le."])
    return f"{siren}FEC{closed_on:%Y%m%d}.txt"


def fec_text(lines: Sequence[FecLine]) -> Iterator[str]:
    """Yield the file line by line, its heading first, each ended by a carriage return.

    Errors: FecRefused with every fault, before anything is yielded.
    """
    faults = fec_faults(lines)
    if faults:
        raise FecRefused(faults)
    yield SEPARATOR.join(COLUMNS) + "\r\n"
    for line in lines:
        yield SEPARATOR.join(_cells(line)) + "\r\n"


def fec_faults(lines: Sequence[FecLine]) -> list[str]:
    """Return what the official tool would refuse, and what it does not see."""
    faults = [fault for line in lines for fault in _faults_of(line)]
    numbers = list(dict.fromkeys(line.entry_number for line in lines))
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append("Les numéros d’écriture doivent se suivre depuis 1, sans trou.")
    validated = [line.validated_on for line in lines]
    if validated != sorted(validated):
        faults.append("Les écritures doivent suivre l’ordre de leur validation.")
    return faults + _imbalances(lines)


def _imbalances(lines: Sequence[FecLine]) -> list[str]:
    """Return the entries whose debit is not their credit; none in a file that balances."""
    nets: dict[int, Decimal] = {}
    for line in lines:
        nets[line.entry_number] = nets.get(line.entry_number, ZERO) + line.debit - line.credit
    return [
        f"L’écriture {number} n’est pas équilibrée\u00a0: écart de {_amount(abs(net))}\u00a0€."
        for number, net in nets.items()
        if net
    ]


def _faults_of(line: FecLine) -> Iterator[str]:
    """Yield the faults of one line, each naming its entry."""
    where = f"Écriture {line.entry_number}\u00a0: "
    required = {
        "le journal": line.journal_code, "le libellé du journal": line.journal_label,
        "le libellé du compte": line.account_label, "la pièce": line.piece,
        "le libellé": line.label,
    }  # fmt: skip
    missing = [name for name, value in required.items() if not value.strip()]
    if missing:
        yield f"{where}indiquez {', '.join(missing)}."
    if not line.account[:3].isdigit() or len(line.account) < 3:
        yield f"{where}le compte «\u00a0{line.account}\u00a0» doit commencer par trois chiffres."
    if (line.debit > 0) == (line.credit > 0) or min(line.debit, line.credit) < 0:
        yield f"{where}une ligne porte un débit ou un crédit, supérieur à zéro."


def _cells(line: FecLine) -> list[str]:
    texts = [
        line.journal_code, line.journal_label, str(line.entry_number), _date(line.entry_date),
        line.account, line.account_label, line.third_party, line.third_party_label, line.piece,
        _date(line.piece_date), line.label, _amount(line.debit), _amount(line.credit),
        line.lettering, _date(line.lettered_on), _date(line.validated_on), "", "",
    ]  # fmt: skip
    return [text.translate(FORBIDDEN).strip() for text in texts]


def _date(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _amount(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")
