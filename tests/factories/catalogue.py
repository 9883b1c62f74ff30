"""The catalogue of a house, for every test."""

from datetime import date

from levier.catalogue.models import Instrument, ThirdPartyAid
from levier.catalogue.services import install_catalogue, instrument_named
from levier.documents.models import StoredFile
from levier.documents.services import store_file

FIRST_DAY = date(2024, 1, 1)


def catalogue(organisation, actor=None) -> None:
    """Install the reviewed data files in the house."""
    install_catalogue(organisation=organisation, actor=actor, on=FIRST_DAY)


def instrument(organisation, name: str = "Garantie Emploi") -> Instrument:
    """Return an instrument of the house, its catalogue installed when it has none."""
    if not Instrument.objects.filter(organisation=organisation).exists():
        catalogue(organisation)
    return instrument_named(organisation, name)


def third_party_aid(organisation, **fields) -> ThirdPartyAid:
    """Return the aid of an agglomeration, as the catalogue of the house names it."""
    values = {
        "giver": "Agglomération de la Gohelle", "label": "Aide à l’installation",
        "first_day": date(2020, 1, 1), "source": "Délibération fictive", **fields,
    }  # fmt: skip
    return ThirdPartyAid.objects.create(organisation=organisation, **values)


def document(actor, name: str = "note.pdf") -> StoredFile:
    """Return a stored file of the actor's house, for what a document states."""
    return store_file(
        organisation=actor.organisation, actor=actor, name=name, content=b"%PDF-1.7\n"
    )
