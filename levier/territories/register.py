"""The communes and EPCI of France, read once from the files of the project; no table.

A code that a merger ended, a delegated commune's or an arrondissement's leads to the commune of
today. data/README.md gives the source, the vintage and the licence.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
VINTAGE = 2026
ATTRIBUTION = (
    f"Communes et intercommunalités au 1er janvier {VINTAGE} : Insee (code officiel "
    "géographique, populations municipales), DGCL (EPCI), La Poste (codes postaux), par le paquet "
    "@etalab/decoupage-administratif. Licence Ouverte 2.0."
)


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A code that leads to a commune of today, and the name it had when it is known."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today. `population` is municipal; `epci_siren` is empty outside any EPCI."""

    code: str
    name: str
    department: str
    region: str
    epci_siren: str
    postcodes: tuple[str, ...]
    population: int
    former: tuple[FormerCommune, ...] = field(repr=False)

    @property
    def former_codes(self) -> tuple[str, ...]:
        """The other codes that lead here."""
        return tuple(old.code for old in self.former if old.code != self.code)

    @property
    def former_names(self) -> tuple[str, ...]:
        """The names, known to the register, that these codes had."""
        return tuple(old.name for old in self.former if old.name)

    @property
    def label(self) -> str:
        """The name with its department: « Béthune (62) »."""
        return f"{self.name} ({self.department})"


@dataclass(frozen=True, slots=True)
class Epci:
    """An intercommunal body with its own taxes. `kind`: CC, CA, CU, METRO or MET69."""

    siren: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department, or an overseas collectivity."""

    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class _Register:
    """The lines by code, cut into fields only when a commune is asked for."""

    lines: dict[str, str]
    successors: dict[str, str]


def commune(code: str) -> Commune | None:
    """Return the commune of today that `code` leads to, or None when no code of France does."""
    register = _register()
    current = code.strip().upper()
    if current not in register.lines:
        current = register.successors.get(current, "")
    return _commune(current) if current else None


def every_commune() -> Iterator[Commune]:
    """Yield the communes of today, by code."""
    return (_commune(code) for code in _register().lines)


def epci(siren: str) -> Epci | None:
    """Return the EPCI whose SIREN is given, or None."""
    return _epcis().get(siren.replace(" ", ""))


def communes_of_epci(siren: str) -> list[Commune]:
    """Return the communes of an EPCI, by code; none when the SIREN is unknown."""
    return [_commune(code) for code in _members().get(siren, ())]


def communes_of_department(department: str) -> list[Commune]:
    """Return the communes of a department, by code."""
    return [_commune(code) for code in _register().lines if department_of(code) == department]


def epcis_of_department(department: str) -> list[Epci]:
    """Return the EPCI that have a commune in the department, by name, kind aside."""
    sirens = {c.epci_siren for c in communes_of_department(department)} - {""}
    return sorted((_epcis()[siren] for siren in sirens), key=lambda e: e.name.partition(" ")[2])


def departments() -> dict[str, Department]:
    """Return the departments and overseas collectivities by code."""
    return _departments()


def department_of(code: str) -> str:
    """Return the department that a commune's code begins with: two characters, three overseas."""
    return code[:3] if code[:2] in {"97", "98"} else code[:2]


@cache
def _commune(code: str) -> Commune:
    fields = _register().lines[code].split("\t")
    return Commune(
        code=code,
        name=fields[1],
        department=fields[2],
        region=fields[3],
        epci_siren=fields[4],
        postcodes=tuple(fields[5].split()),
        population=int(fields[6] or 0),
        former=tuple(FormerCommune(*old.split("=", 1)) for old in fields[7].split("|") if old),
    )


@cache
def _register() -> _Register:
    lines, successors = {}, {}
    for line in _read("communes.tsv.gz"):
        code, former = line[:5], line.rpartition("\t")[2]
        lines[code] = line
        if former:
            successors.update((old.partition("=")[0], code) for old in former.split("|"))
    return _Register(lines, successors)


@cache
def _members() -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for code, line in _register().lines.items():
        members.setdefault(line.split("\t", 5)[4], []).append(code)
    members.pop("", None)
    return members


@cache
def _epcis() -> dict[str, Epci]:
    return {body.siren: body for body in (Epci(*row.split("\t")) for row in _read("epci.tsv.gz"))}


@cache
def _departments() -> dict[str, Department]:
    rows = (Department(*row.split("\t")) for row in _read("departments.tsv.gz"))
    return {department.code: department for department in rows}


def _read(name: str) -> list[str]:
    return gzip.decompress((DATA / name).read_bytes()).decode().rstrip("\n").split("\n")
