"""The state of companies, read from a file of the register."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from levier.followup.errors import StatusesRefused
from levier.followup.models import CompanyStatus
from levier.followup.services import import_statuses
from levier.reporting.survival import survival_of
from levier.workflows.watch_commitments import light_again
from tests.factories.accounts import house, user
from tests.factories.followup import followed
from tests.factories.people import structure
from tests.factories.servicing import PAID_OUT_ON

pytestmark = pytest.mark.django_db
KNOWN_ON = date(2026, 6, 30)
ONE, TWO, STRANGE = "00000001000009", "00000002000008", "00000003000007"


@pytest.fixture
def advisor():
    return user("advisor")


@pytest.fixture
def first(advisor):
    return structure(advisor, siret=ONE)


def read(advisor, *lines, known_on=KNOWN_ON, header="siret;state;since"):
    content = "\r\n".join([header, *lines]).encode()
    return import_statuses(
        organisation=advisor.organisation, content=content, known_on=known_on, source="sirene.csv",
        actor=None,
    )  # fmt: skip


def counts(done) -> tuple[int, int, int, int]:
    return done.created, done.updated, done.unchanged, done.elsewhere


def test_states_are_kept_and_the_same_file_changes_nothing(advisor, first):
    lines = (f"{ONE};A;2021-01-05", f"{ONE};C;12/05/2025", f"{STRANGE};A;2020-01-01")

    assert counts(read(advisor, *lines)) == (2, 0, 0, 1)
    assert counts(read(advisor, *lines)) == (0, 0, 2, 1)
    rows = CompanyStatus.objects.values_list("state", "since", "known_on")
    assert list(rows) == [
        ("active", date(2021, 1, 5), KNOWN_ON), ("ceased", date(2025, 5, 12), KNOWN_ON),
    ]  # fmt: skip


def test_a_later_reading_moves_the_day_known_and_an_older_one_does_not(advisor, first):
    read(advisor, f"{ONE};A;2021-01-05")

    assert counts(read(advisor, f"{ONE};A;2021-01-05", known_on=date(2026, 7, 1)))[1] == 1
    assert counts(read(advisor, f"{ONE};A;2021-01-05", known_on=date(2026, 1, 1)))[2] == 1
    assert CompanyStatus.objects.get().known_on == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("123;A;2021-01-05", "Ligne 3\u00a0: Le SIRET compte 14 chiffres, et non 3 (123)."),
        (f"{TWO[:-1]}9;A;2021-01-05", "La clé du SIRET n’est pas juste"),
        (f"{TWO};Z;2021-01-05", "Ligne 3\u00a0: l’état est A (active), C ou F (cessée)"),
        (f"{TWO};A;2021-02-30", "n’est pas un jour"),
        (f"{TWO};A;", "n’est pas un jour"),
        (f"{TWO};A;2026-07-01", "vient après la lecture"),
        (f"{ONE};C;2021-01-05", "Ligne 3\u00a0: le SIRET 00000001000009 a déjà un autre état"),
    ],
)
def test_one_fault_refuses_the_file_and_is_named_by_its_line(advisor, first, line, said):
    structure(advisor, siret=TWO)
    with pytest.raises(StatusesRefused) as refusal:
        read(advisor, f"{ONE};A;2021-01-05", line)

    assert any(said in fault for fault in refusal.value.faults)
    assert not CompanyStatus.objects.exists()


def test_every_fault_is_named(advisor, first):
    with pytest.raises(StatusesRefused, match="3\u00a0erreurs") as refusal:
        read(advisor, "1;Z;2021-01-05", f"{ONE};A;jamais")

    assert [fault.split("\u00a0")[0] for fault in refusal.value.faults] == [
        "Ligne 2", "Ligne 2", "Ligne 3",
    ]  # fmt: skip


def test_what_contradicts_what_is_kept_is_shown_and_not_overwritten(advisor, first):
    read(advisor, f"{ONE};A;2021-01-05")
    with pytest.raises(StatusesRefused) as refusal:
        read(advisor, f"{ONE};C;2021-01-05")

    assert "est déjà «\u00a0active\u00a0»" in refusal.value.faults[0]
    assert CompanyStatus.objects.get().state == "active"


@pytest.mark.parametrize("header", ["siret;etat;depuis", "siret,state,since", ""])
def test_other_columns_are_refused(advisor, header):
    with pytest.raises(StatusesRefused) as refusal:
        read(advisor, header=header)
    assert "siret;state;since" in refusal.value.faults[0]


def test_a_file_in_another_encoding_is_refused(advisor):
    with pytest.raises(StatusesRefused) as refusal:
        import_statuses(
            organisation=advisor.organisation, content="siret;état".encode("cp1252"),
            known_on=KNOWN_ON, source="x", actor=None,
        )  # fmt: skip
    assert "UTF-8" in refusal.value.faults[0]


def test_another_house_with_the_same_siret_is_left_alone(advisor, first):
    other = user("advisor", house())
    structure(other, siret=ONE)
    read(advisor, f"{ONE};A;2021-01-05")

    assert CompanyStatus.objects.get().structure == first
    assert not CompanyStatus.objects.visible_to(other).exists()


def test_the_command_says_what_it_did_or_every_fault(advisor, first, tmp_path):
    path, out = tmp_path / "sirene.csv", StringIO()
    path.write_text(f"siret;state;since\n{ONE};A;2021-01-05\n", encoding="utf-8")
    code = {"house": advisor.organisation.code, "on": KNOWN_ON}
    call_command("import_status", str(path), stdout=out, **code)
    assert out.getvalue().startswith("1\u00a0état nouveau, 0\u00a0relu")
    path.write_text("siret;state;since\n1;A;2021-01-05\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        call_command("import_status", str(path), stdout=out, **code)
    assert stop.value.code == 1
    assert "Ligne 2" in out.getvalue()


def test_a_business_that_ceased_turns_the_light_red(advisor, first):
    row = followed(actor=user("secretary", advisor.organisation))
    case = row.commitment.case
    case.structure = first
    case.save()
    read(advisor, f"{ONE};A;2021-01-05", f"{ONE};C;{PAID_OUT_ON.isoformat()}")
    light_again(follow_up=row, on=PAID_OUT_ON)
    row.refresh_from_db()

    assert (row.colour, row.reasons) == ("red", ["entreprise cessée le 1er\u00a0avril\u00a02026"])


def test_survival_reads_the_house_s_own_commitments(advisor, first):
    row = followed(actor=user("secretary", advisor.organisation))
    case = row.commitment.case
    case.structure = first
    case.save()
    on = date(2029, 4, 1)  # three years after
    (unknown,) = survival_of(advisor, on)
    assert (unknown.year, unknown.after[3].unknown, unknown.after[5].waiting) == (2026, 1, 1)
    read(advisor, f"{ONE};A;2021-01-05", known_on=on)
    (alive,) = survival_of(advisor, on)
    assert (alive.after[3].alive, alive.after[3].rate) == (1, 1)
    assert survival_of(user("advisor", house()), on) == []
