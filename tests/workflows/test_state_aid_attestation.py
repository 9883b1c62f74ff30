"""The attestation of de minimis aid: its totals are those of its rows, by regulation and in all."""

import re
from datetime import date

import pypdfium2 as pdfium
import pytest

from levier.documents.services import content_of
from levier.state_aid.services import describe_undertaking, link_undertakings, situation_on
from levier.workflows.state_aid_attestation import print_attestation
from tests.factories.accounts import user
from tests.factories.state_aid import ON, declared, undertaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return user("finance")


def of_general_interest(row, actor):
    return describe_undertaking(
        undertaking=row, actor=actor, is_sieg=True, sieg_source="Mandat du Département, 2025"
    )


def text_of(attestation) -> str:
    """Return the words of the PDF, every space an ordinary one."""
    paper = pdfium.PdfDocument(content_of(attestation.document))
    pages = [page.get_textpage().get_text_bounded() for page in paper]
    return re.sub(r"\s+", " ", " ".join(pages))


def test_an_undertaking_of_general_interest_has_one_ceiling_for_its_two_regulations(actor):
    """50 000 € of general aid, then 100 000 € for the service: 150 000 € under 750 000 €."""
    row = undertaking(actor)
    declared(row, actor, "50000")
    row = of_general_interest(row, actor)
    declared(row, actor, "100000")

    attestation = print_attestation(undertaking=row, on=ON, actor=actor)

    said = text_of(attestation)
    assert attestation.total == 150_000
    assert "Sous-total (UE) 2023/2831 50 000,00 €" in said
    assert "Sous-total (UE) 2023/2832 100 000,00 €" in said
    assert "Total 150 000,00 €" in said
    assert "750 000 € plafond" in said and "600 000 € restent" in said


def test_a_general_undertaking_linked_to_one_of_general_interest_has_two_ceilings(actor):
    """Its own 50 000 € under 300 000 €, and the 150 000 € of both under 750 000 €."""
    row, service = undertaking(actor), undertaking(actor)
    link_undertakings(
        first=row, second=service, first_day=date(2025, 1, 1), reason="Filiale", actor=actor
    )
    declared(row, actor, "50000")
    declared(of_general_interest(service, actor), actor, "100000")

    attestation = print_attestation(undertaking=row, on=ON, actor=actor)

    said = text_of(attestation)
    assert attestation.total == 150_000
    assert "Sous-total (UE) 2023/2831 50 000,00 €" in said
    assert "Sous-total (UE) 2023/2832 100 000,00 €" in said
    assert "Total 150 000,00 €" in said
    assert "50 000 € sur 300 000 €, restent 250 000 €" in said
    assert "150 000 € sur 750 000 €, restent 600 000 €" in said
    assert situation_on(row, ON).left == 250_000


def test_one_regulation_has_one_total(actor):
    row = undertaking(actor)
    declared(row, actor, "12000")
    declared(row, actor, "0.50")

    said = text_of(print_attestation(undertaking=row, on=ON, actor=actor))

    assert "Total 12 000,50 €" in said
    assert "Sous-total" not in said
    assert "287 999,50 € restent" in said and "Plafonds" not in said
