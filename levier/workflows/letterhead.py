"""What the house's papers say the same way: who writes, to whom, in what words."""

from decimal import Decimal

from levier.accounts.models import Organisation
from levier.catalogue.models import InstrumentKind
from levier.documents.services import content_of
from levier.kernel.french import NBSP, euros, percent
from levier.people.models import Person
from levier.rendering.documents import House
from levier.rendering.pictures import Picture, print_ready


def letterhead(organisation: Organisation) -> House:
    """Return the house as its papers name it."""
    place = f"{organisation.postcode} {organisation.town}".strip()
    lines = (organisation.address, place, organisation.phone, organisation.email)
    return House(
        name=organisation.name,
        lines=tuple(line for line in lines if line),
        legal=organisation.legal_status,
    )


def address_lines(*lines: str) -> tuple[str, ...]:
    """Return the lines of an address that are not blank."""
    return tuple(line for line in lines if line)


def holder_lines(case) -> tuple[str, ...]:
    """Return how a letter is addressed to who carries the dossier."""
    person, structure = case.person, case.structure
    place = person or structure
    town = f"{place.postcode} {place.town.upper()}".strip() if place else ""
    return address_lines(
        f"{_title(person)}{person.full_name}" if person else "",
        structure.name if structure else (case.title if person else ""),
        place.address if place else "",
        town,
    )


def greeting_of(person: Person | None) -> str:
    """Return « Madame, », « Monsieur, », or both when nothing is known."""
    if person is None or not person.civility:
        return "Madame, Monsieur,"
    return "Madame," if person.civility == Person.Civility.MS else "Monsieur,"


def _title(person: Person) -> str:
    titles = {Person.Civility.MS: "Madame ", Person.Civility.MR: "Monsieur "}
    return titles.get(person.civility, "")


def logo_of(funder) -> Picture | None:
    """Return a funder's logo as it is printed; None while it has none."""
    if funder is None or funder.logo is None:
        return None
    content = content_of(funder.logo)
    if funder.logo.content_type != "image/svg+xml":
        content = print_ready(content)
    return Picture(content, alt=f"Logo de {funder.name}")


def request_line(request) -> str:
    """Return one request in a line: « 36 000 € à garantir à 80 %, Crédit Mutuel, 60 mois »."""
    parts = []
    if request.instrument.kind == InstrumentKind.GUARANTEE:
        quota = f" à garantir à {percent(request.quota)}" if request.quota else " à garantir"
        parts.append(f"{euros(request.loan_amount or Decimal(0))}{quota}")
        parts.append(str(request.bank) if request.bank else "")
    else:
        parts.append(euros(request.amount) if request.amount else "montant non chiffré")
    parts.append(months_text(request.months, request.deferral_months))
    parts.append(percent(request.annual_rate) if request.annual_rate is not None else "")
    return ", ".join(part for part in parts if part)


def months_text(months: int | None, deferral: int | None = 0) -> str:
    """Return « 60 mois », « 60 mois dont 3 de différé »."""
    if not months:
        return ""
    text = f"{months}{NBSP}mois"
    return f"{text} dont {deferral} de différé" if deferral else text
