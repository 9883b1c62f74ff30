"""The piece that a file's name proposes: clear, or none."""

import pytest

from levier.cases.piece_names import likely_piece
from levier.cases.services import add_piece
from levier.catalogue.models import PieceKind
from tests.factories.cases import DAY, with_guarantee


@pytest.fixture
def pieces(actor):
    opened = with_guarantee(actor)
    for kind in PieceKind.objects.filter(organisation=actor.organisation):
        add_piece(case=opened, actor=actor, on=DAY, kind=kind)
    return list(opened.pieces.select_related("kind"))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("CNI recto.jpg", "Pièce d’identité"),
        ("passeport_delcroix.pdf", "Pièce d’identité"),
        ("cv-anais-2024.pdf", "CV du porteur de projet"),
        ("Previ 3 ans.xlsx", "Prévisionnel financier sur trois ans"),
        ("RIB.pdf", "RIB du bénéficiaire"),
        ("devis_investissements.pdf", "Devis des investissements"),
        ("Attestation Pôle emploi.pdf", "Attestation de situation France Travail"),
        ("bail signé.pdf", "Bail commercial ou promesse"),
        ("kbis.pdf", "Extrait d’immatriculation (Kbis, RNE)"),
    ],
)
def test_a_name_that_says_what_it_is_proposes_its_piece(pieces, name, label):
    assert str(likely_piece(name, pieces)) == label


@pytest.mark.parametrize(
    "name", ["scan_0001.pdf", "IMG_2041.jpg", "de la.pdf", "attestation.pdf", "projet budget.pdf"]
)
def test_a_name_that_says_nothing_or_two_things_proposes_none(pieces, name):
    assert likely_piece(name, pieces) is None
