"""Every way in which a row can be wrong is named, with its sheet, its line and its column."""

from datetime import date

import pytest

from levier.exchange.checks import CHECKS
from levier.exchange.errors import YearRefused
from levier.exchange.rows import SHEETS
from levier.exchange.terms import terms_of
from levier.exchange.workbook.cells import CellFault, as_text
from levier.exchange.workbook.reading import Grid
from levier.exchange.year_import import checked_year
from levier.exchange.year_rows import read_year
from levier.kernel.text import normalise
from tests.exchange import workbook_factory as workbooks
from tests.exchange.workbook_factory import cell, find, put

TPE, ENG, ESS, BRSA, ACC = "Garanties TPE", "Projets engagés", "ESS", "BRSA", "Accès+"


class InMemory:
    """Sheets read without the detour by a file: there are two hundred columns to take away."""

    def __init__(self, sheets):
        self.grids = {normalise(name): Grid(name, rows) for name, rows in sheets.items()}

    def sheet(self, name):
        return self.grids.get(normalise(name))


def faults_of(sheets):
    year = read_year(InMemory(sheets), 2024, terms_of(None), {})
    for check in CHECKS:
        check(year)
    return year.faults.sorted([row_class.sheet for row_class in SHEETS])


def places(sheets):
    return [(fault.sheet, fault.row, fault.column) for fault in faults_of(sheets)]


def one_cell(name, line, title, value):
    sheets = workbooks.demo_sheets()
    put(sheets, name, line, title, value)
    return faults_of(sheets)


def test_the_demo_year_has_no_fault():
    assert places(workbooks.demo_sheets()) == []


@pytest.mark.parametrize(
    ("name", "line", "title", "value"),
    [
        (TPE, 10, "Date de naissance", "31/02/1990"),
        (TPE, 10, "Date de naissance", "hier"),
        (TPE, 10, "Date de naissance", 33000),
        (TPE, 10, "Montant du prêt", "beaucoup"),
        (TPE, 10, "Montant du prêt", -5000),
        (TPE, 10, "Montant du prêt", 0),
        (TPE, 10, "Nom", ""),
        (TPE, 10, "Prénom", ""),
        (TPE, 10, "Nom", "=2+2"),
        (TPE, 10, "Nom", "+33"),
        (TPE, 10, "Prénom", "-Jean"),
        (TPE, 10, "Prénom", "@Jean"),
        (TPE, 10, "SIRET", "0000377130001"),
        (TPE, 10, "SIRET", "00003771300014"),
        (TPE, 10, "SIRET", ""),
        (TPE, 10, "Code INSEE", "62999"),
        (TPE, 10, "N° comité", "CE-2024-99"),
        (TPE, 10, "N° comité", "CE-2025-01"),
        (TPE, 10, "N° comité", "comité"),
        (TPE, 10, "Produit de garantie", "Garantie Rêve"),
        (TPE, 10, "Produit de garantie", "Cap Quartier"),
        (TPE, 10, "Conseiller", "S99"),
        (TPE, 10, "Agence", "Lille"),
        (TPE, 10, "ZFRR", "peut-être"),
        (TPE, 10, "Quotité", "8"),
        (TPE, 10, "Quotité", "-10 %"),
        (TPE, 10, "Durée (mois)", 96),
        (TPE, 10, "Montant garanti", 12.34),
        (TPE, 10, "N° dossier", "TPE-2024-001"),
        (TPE, 10, "Date de mise en place", date(2023, 1, 1)),
        (ENG, 5, "Date de décision", date(2024, 6, 1)),
        (ENG, 5, "Axe emploi", "un peu"),
        (ESS, 5, "Concours", "Prêt inconnu"),
        (BRSA, 10, "Référent", "S99"),
        (BRSA, 10, "Code INSEE", 99999),
        (ACC, 10, "Date d'entrée", "32/01/2024"),
        ("Primes", 5, "Dispositif", "Prime inconnue"),
        ("Primes", 5, "Montant", "-1 000,00 €"),
        ("Primes", 5, "N° dossier lié", "ACC-2024-99"),
        ("Contributions", 50, "Campagne", "Campagne inconnue"),
        ("Contributions", 50, "Montant", 0),
        ("Ingénierie", 50, "Dispositif", "Autre fonds"),
        ("DLA bénéficiaires", 50, "N° engagement", "DLA-I-2024-99"),
        ("DLA", 10, "Conseiller", "S99"),
        ("Propulsons", 5, "Conseiller", "S99"),
        ("Comités", 10, "Type", "Autre"),
        ("Comités", 10, "Lieu", "Lille"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(name, line, title, value):
    found = one_cell(name, line, title, value)

    assert [(fault.sheet, fault.row, fault.column) for fault in found] == [(name, line, title)]
    assert found[0].message.endswith(".")


def test_the_value_is_shown_and_cut():
    [fault] = one_cell(TPE, 10, "Nom", "=" + "x" * 500)

    assert fault.value.startswith("=xx")
    assert len(fault.value) == 200


def test_a_cell_of_more_than_32767_characters_is_at_fault():
    with pytest.raises(CellFault, match="32"):
        as_text("x" * 32_768)


def test_a_siret_may_be_blank_in_ingenierie_only():
    assert one_cell("Ingénierie", 50, "SIRET", "") == []


def test_a_committee_of_an_earlier_year_is_accepted():
    sheets = workbooks.demo_sheets()
    line = find(sheets, "Primes", **{"N° comité": "CE-2024-04"})
    put(sheets, "Primes", line, "N° comité", "CE-2023-12")
    put(sheets, "Primes", line, "Date de paiement", date(2024, 3, 1))

    assert places(sheets) == []


def test_the_same_person_twice_is_the_later_row():
    sheets = workbooks.demo_sheets()
    for title in ("Nom", "Prénom", "Date de naissance"):
        put(sheets, TPE, 40, title, cell(sheets, TPE, 20, title))

    assert places(sheets) == [(TPE, 40, "Nom")]


def test_nearly_the_same_person_is_the_later_row():
    sheets = workbooks.demo_sheets()
    for title in ("Prénom", "Date de naissance"):
        put(sheets, BRSA, 40, title, cell(sheets, BRSA, 20, title))
    put(sheets, BRSA, 40, "Nom", cell(sheets, BRSA, 20, "Nom").lower()[:-1] + "xy")

    assert places(sheets) == [(BRSA, 40, "Nom")]


def test_the_same_name_born_another_day_is_somebody_else():
    sheets = workbooks.demo_sheets()
    for title in ("Nom", "Prénom"):
        put(sheets, ACC, 40, title, cell(sheets, ACC, 20, title))

    assert places(sheets) == []


def test_a_quota_above_that_of_the_product_is_at_fault():
    sheets = workbooks.demo_sheets()
    line = find(sheets, TPE, Produit_de_garantie="Garantie Emploi")
    put(sheets, TPE, line, "Quotité", 0.7)

    assert places(sheets) == [(TPE, line, "Quotité")]


def test_a_guarantee_above_the_cap_is_at_fault():
    sheets = workbooks.demo_sheets()
    line = find(sheets, TPE, Produit_de_garantie="Garantie Égalité Femmes", Quotité=0.8)
    put(sheets, TPE, line, "Montant du prêt", 100_000.0)
    put(sheets, TPE, line, "Montant garanti", 80_000.0)

    [fault] = faults_of(sheets)
    assert (fault.row, fault.column) == (line, "Montant garanti")
    assert "plafond" in fault.message


def test_egalite_femmes_for_a_man_is_at_fault():
    sheets = workbooks.demo_sheets()
    line = find(sheets, TPE, Produit_de_garantie="Garantie Égalité Femmes")
    put(sheets, TPE, line, "Sexe", "H")

    assert places(sheets) == [(TPE, line, "Produit de garantie")]


def test_egalite_territoires_outside_qpv_and_zfrr_is_at_fault():
    sheets = workbooks.demo_sheets()
    line = find(sheets, TPE, Produit_de_garantie="Garantie Égalité Territoires", Code_QPV="")
    put(sheets, TPE, line, "ZFRR", "Non")

    assert places(sheets) == [(TPE, line, "Produit de garantie")]


@pytest.mark.parametrize(
    ("product", "amount"),
    [
        ("Prêt participatif", 4_999.99),
        ("Prêt participatif", 500_001),
        ("Contrat d'apport associatif avec droit de reprise", 30_001),
        ("Fonds d'amorçage associatif", 10_001),
        ("Fonds d'amorçage associatif", 4_000),
    ],
)
def test_a_financing_outside_its_range_is_at_fault(product, amount):
    sheets = workbooks.demo_sheets()
    line = find(sheets, ESS, Concours=product)
    put(sheets, ESS, line, "Montant du concours", amount)

    assert places(sheets) == [(ESS, line, "Montant du concours")]


def test_a_deferral_as_long_as_its_loan_is_at_fault():
    sheets = workbooks.demo_sheets()
    put(sheets, ESS, 5, "Différé (mois)", cell(sheets, ESS, 5, "Durée (mois)"))

    assert places(sheets) == [(ESS, 5, "Différé (mois)")]


@pytest.mark.parametrize(
    ("title", "value"),
    [("Avance remboursable", 4_000), ("Avance remboursable", 100_001), ("Durée (mois)", 24)],
)
def test_an_advance_outside_its_terms_is_at_fault(title, value):
    sheets = workbooks.demo_sheets()
    line = find(sheets, "DASESS", Avance_remboursable=lambda v: isinstance(v, float))
    put(sheets, "DASESS", line, title, value)

    assert places(sheets) == [("DASESS", line, title)]


@pytest.mark.parametrize("amount", [30_001, 29_000])
def test_a_study_grant_beyond_its_limits_is_at_fault(amount):
    sheets = workbooks.demo_sheets()
    put(sheets, "FIDESS", 3, "Subvention FIDESS", amount)

    assert places(sheets) == [("FIDESS", 3, "Subvention FIDESS")]


@pytest.mark.parametrize(
    ("born", "faulty"),
    [
        (date(1993, 2, 1), True),
        (date(1993, 12, 30), False),
        (date(2006, 12, 30), True),
        (date(2006, 1, 1), False),
    ],
)
def test_an_acces_plus_grant_is_for_18_to_30_years(born, faulty):
    sheets = workbooks.demo_sheets()
    line = find(sheets, "Primes", Dispositif="Accès+", **{"N° comité": "CE-2024-39"})
    put(sheets, "Primes", line, "Date de naissance", born)

    assert places(sheets) == ([("Primes", line, "Date de naissance")] if faulty else [])


def test_a_cap_quartier_grant_has_a_limit():
    sheets = workbooks.demo_sheets()
    line = find(sheets, "Primes", after=5, Dispositif="Cap Quartier")
    put(sheets, "Primes", line, "Montant", 2_000.01)

    assert places(sheets) == [("Primes", line, "Montant")]


@pytest.mark.parametrize("number", ["", "ACC-2024-07"])
def test_a_cap_quartier_grant_goes_with_a_guarantee(number):
    sheets = workbooks.demo_sheets()
    line = find(sheets, "Primes", after=5, Dispositif="Cap Quartier")
    put(sheets, "Primes", line, "N° dossier lié", number)

    assert places(sheets) == [("Primes", line, "N° dossier lié")]


def test_a_path_that_goes_backwards_is_at_fault():
    sheets = workbooks.demo_sheets()
    put(sheets, BRSA, 3, "Date de contrat", date(2023, 1, 2))
    put(sheets, ACC, 3, "Date de fin", date(2023, 1, 2))

    assert places(sheets) == [(BRSA, 3, "Date de contrat"), (ACC, 3, "Date de fin")]


def test_an_exit_from_the_rsa_has_a_date():
    sheets = workbooks.demo_sheets()
    line = find(sheets, BRSA, Sortie_RSA="Non", Date_de_sortie_RSA="")
    put(sheets, BRSA, line, "Sortie RSA", "Oui")

    assert places(sheets) == [(BRSA, line, "Date de sortie RSA")]


def test_one_organisation_has_one_number_of_jobs():
    sheets = workbooks.demo_sheets()
    siret = {row[5].replace(" ", "") for row in sheets[ESS][1:]}
    line = find(sheets, "DASESS", SIRET=lambda v: v.replace(" ", "") in siret)
    put(sheets, "DASESS", line, "ETP sauvés", 3)

    assert ("DASESS", line, "ETP sauvés") in places(sheets)
    assert len(places(sheets)) == 1


def test_a_row_that_points_at_a_faulty_row_is_not_at_fault():
    sheets = workbooks.demo_sheets()
    put(sheets, "Comités", 2, "Date", "31/02/2024")
    put(sheets, "Équipe", 5, "Nom", "=A1")

    assert places(sheets) == [("Comités", 2, "Date"), ("Équipe", 5, "Nom")]


def test_a_file_with_a_fault_is_refused():
    sheets = workbooks.demo_sheets()
    put(sheets, TPE, 10, "Nom", "=2+2")

    with pytest.raises(YearRefused, match=r"1\serreur") as refusal:
        checked_year(content=workbooks.written(sheets), year=2024, house=None)

    assert [fault.value for fault in refusal.value.faults] == ["=2+2"]


def test_a_missing_sheet_is_one_fault():
    for name in workbooks.demo_sheets():
        sheets = workbooks.demo_sheets()
        del sheets[name]

        assert places(sheets) == [(name, None, None)], name


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        (TPE, ["N° dossier", "N° comité", "Nom", "Quotité", "Montant du prêt", "Sexe", "ZFRR"]),
        (ENG, ["N° dossier", "Date de décision", "Prêt garanti", "Prêt solidaire"]),
        (ESS, ["N° concours", "N° dossier", "SIRET", "Concours", "ETP créés", "Durée (mois)"]),
        (BRSA, ["Sortie RSA", "Date de sortie RSA", "Date d'orientation"]),
        ("Comités", ["N° comité", "Date"]),
        ("Primes", ["Dispositif", "N° dossier lié", "Date de naissance"]),
        ("DLA", ["N° engagement"]),
        ("DLA bénéficiaires", ["ETP"]),
        ("Propulsons", ["Campagne"]),
        ("Agences", ["Agence"]),
        ("Équipe", ["Code"]),
    ],
)
def test_a_missing_column_is_one_fault_and_never_a_zero(name, titles):
    for title in titles:
        sheets = workbooks.demo_sheets()
        rank = workbooks.rank_of(sheets, name, title)
        for row in sheets[name]:
            del row[rank : rank + 1]
        found = faults_of(sheets)

        assert [(f.sheet, f.row, f.column) for f in found] == [(name, None, None)], title
        assert title in found[0].message


def test_several_faults_on_a_row_are_several_entries():
    sheets = workbooks.demo_sheets()
    put(sheets, TPE, 10, "Nom", "")
    put(sheets, TPE, 10, "Code INSEE", "00000")
    put(sheets, TPE, 10, "Quotité", 7)

    assert places(sheets) == [(TPE, 10, "Code INSEE"), (TPE, 10, "Nom"), (TPE, 10, "Quotité")]


def test_a_corrected_cell_is_read_in_place_of_the_file():
    sheets = workbooks.demo_sheets()
    put(sheets, TPE, 10, "Nom", "")
    content = workbooks.written(sheets)

    rows = checked_year(
        content=content, year=2024, house=None, corrections={(TPE, 10, "Nom"): "Delattre"}
    )

    assert len(rows.faults) == 0


def test_rows_that_name_a_committee_of_another_year_are_not_at_fault():
    sheets = workbooks.demo_sheets()
    line = find(sheets, "Comités", **{"N° comité": "CE-2024-07"})
    put(sheets, "Comités", line, "Date", date(2023, 5, 5))

    assert find(sheets, "Primes", **{"N° comité": "CE-2024-07"})
    assert places(sheets) == [("Comités", line, "Date")]


@pytest.mark.parametrize("content", [b"", b"Nom;Montant\n", b"PK\x03\x04 not a zip", b"%PDF-1.7"])
def test_an_unreadable_file_is_one_fault_without_a_sheet(content):
    with pytest.raises(YearRefused) as refusal:
        checked_year(content=content, year=2024, house=None)

    [fault] = refusal.value.faults
    assert (fault.sheet, fault.row, fault.column) == (None, None, None)
