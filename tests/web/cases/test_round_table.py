"""The round table: who brings what, how sure it is; a refused line pays for nothing."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.cases.models import PlanLine
from levier.cases.services import add_plan_line, move_case, set_financier
from levier.catalogue.models import ThirdPartyAid
from levier.funds.models import Funder
from levier.journal.models import Entry
from levier.kernel.errors import DomainError
from levier.kernel.text import normalise
from levier.people.services import bank_named
from levier.web.cases.beam import beam_of
from levier.web.cases.plan_notices import state_totals
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_plan
from tests.factories.catalogue import instrument, third_party_aid

PDF = b"%PDF-1.7\n"


@pytest.fixture
def opened(actor):
    return with_plan(actor)


@pytest.fixture
def loan(opened):
    return opened.plan_lines.get(side="resource")


def at(name, case, *keys):
    return reverse(f"web:{name}", args=[case.pk, *keys])


def read_on(page, opened, line) -> dict:
    """Return what the form of a line carries of the values that it showed."""
    form = page.get(at("case_financier", opened, line.pk)).context["form"]
    return {"seen_print": form.initial["seen_print"]}


def test_a_financier_is_written_with_its_letter_and_its_day(page, opened, loan, actor):
    bank = bank_named(organisation=actor.organisation, name="Banque des Terrils", actor=actor)
    letter = SimpleUploadedFile("accord.pdf", PDF, content_type="application/pdf")
    sent = {
        "partner": "banque  des TERRILS", "contact": "Mme Lhomme, 01 99 00 12 34",
        "status": "firm", "status_on": "2024-06-03", "file": letter,
        **read_on(page, opened, loan),
    }  # fmt: skip

    html = page.post(at("case_financier", opened, loan.pk), sent, follow=True).content.decode()

    loan.refresh_from_db()
    assert (loan.bank, loan.status, loan.status_on) == (bank, "firm", DAY)
    assert loan.letter.name == "accord.pdf"
    assert "51\u202f000\u00a0€ fermes sur 51\u202f000\u00a0€" in html
    taken = page.get(at("case_financier_letter", opened, loan.pk))
    assert b"".join(taken.streaming_content) == PDF
    assert Entry.objects.filter(action="documents.downloaded", case_key=opened.pk).exists()


def test_a_name_that_nobody_bears_is_kept_as_written(opened, loan, actor):
    Funder.objects.create(
        organisation=actor.organisation, name="Communauté de l’Artois", kind="epci",
        name_key=normalise("Communauté de l’Artois"),
    )  # fmt: skip
    Funder.objects.create(
        organisation=house(), name="Ville des Dunes", name_key="ville des dunes", kind="city"
    )

    set_financier(line=loan, actor=actor, on=DAY, partner="Communauté de l’Artois")
    assert loan.funder is not None
    set_financier(line=loan, actor=actor, on=DAY, partner="Ville des Dunes")

    assert (loan.partner, loan.funder, loan.bank) == ("Ville des Dunes", None, None)


def test_a_state_that_changes_takes_the_day_and_keeps_its_past(page, opened, loan, actor):
    for status in ("asked", "in_principle"):
        set_financier(line=loan, actor=actor, on=DAY, partner="", status=status)

    assert loan.status_on == DAY
    html = page.get(at("case_round_table", opened)).content.decode()
    assert "03/06/2024\u00a0: accord de principe" in html.replace("&nbsp;", "\u00a0")


def test_a_refused_line_counts_for_nothing(opened, loan, actor):
    add_plan_line(
        case=opened, actor=actor, on=DAY, side="resource", nature="grant", amount=1000,
        status="refused",
    )  # fmt: skip
    lines = list(opened.plan_lines.all())

    assert beam_of(lines).balance.resources == 51000
    assert beam_of(lines).balance.is_balanced
    totals = {one.status: (one.amount, one.share) for one in state_totals(lines)}
    assert totals == {"to_ask": (51000, 1), "refused": (1000, 0)}


def test_a_guarantee_is_not_a_resource(opened, loan, actor):
    guarantee = instrument(actor.organisation, "Garantie Emploi")

    with pytest.raises(DomainError, match="Une garantie n’est pas une ressource"):
        set_financier(line=loan, actor=actor, on=DAY, partner="", instrument=guarantee)


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_changes(page, opened, loan):
    sent = {
        "partner": "Une banque", "status": "firm", **read_on(page, opened, loan),
        "file": SimpleUploadedFile("accord.pdf", b"\x00\x01\x02\x03"),
    }  # fmt: skip

    answer = page.post(at("case_financier", opened, loan.pk), sent)

    assert answer.context["form"].errors
    assert PlanLine.objects.get(pk=loan.pk).partner == ""


def test_a_need_has_no_financier_and_a_stranger_sees_nothing(page, client, opened, loan):
    need = opened.plan_lines.get(side="need")
    assert page.get(at("case_financier", opened, need.pk)).status_code == 404
    client.force_login(user("advisor", house()))

    for name, keys in (("case_round_table", ()), ("case_financier_letter", (loan.pk,))):
        assert client.get(at(name, opened, *keys)).status_code == 404


def test_a_closed_dossier_is_read_and_not_written(page, opened, loan, actor):
    move_case(case=opened, event="abandon", actor=actor, on=DAY, reason="renonce")

    assert page.get(at("case_round_table", opened)).status_code == 200
    sent = {"partner": "Une banque", "status": "firm"}
    assert page.post(at("case_financier", opened, loan.pk), sent).status_code == 403


def test_thirty_lines_cost_no_more_queries_than_one(
    page, opened, actor, django_assert_max_num_queries
):
    for rank in range(30):
        add_plan_line(
            case=opened, actor=actor, on=DAY, side="resource", nature="grant", amount=rank + 1
        )
    for name in ("case_round_table", "case_plan_grid"):
        with django_assert_max_num_queries(20):
            assert page.get(at(name, opened)).status_code == 200


def test_an_aid_of_a_third_party_names_its_giver_and_its_cap(page, opened, loan, actor):
    aid = ThirdPartyAid.objects.create(
        organisation=actor.organisation, giver="Agglomération d’Exemple", label="Aide au loyer",
        first_day=DAY, max_amount=2000, source="délibération fictive",
    )  # fmt: skip
    set_financier(line=loan, actor=actor, on=DAY, partner="", aid=aid)

    html = page.get(at("case_round_table", opened)).content.decode()

    assert loan.partner == "Agglomération d’Exemple"
    assert "plafond de l’aide" in html
    assert "2\u202f000\u00a0€" in html
    assert "comptée en de minimis" not in html
    set_financier(line=loan, actor=actor, on=DAY, partner="", status="firm")
    html = page.get(at("case_round_table", opened)).content.decode()
    assert "comptée en de minimis" in html
    with pytest.raises(DomainError, match="pas les deux"):
        set_financier(
            line=loan, actor=actor, on=DAY, partner="", aid=aid,
            instrument=instrument(actor.organisation, "Cap Quartier"),
        )  # fmt: skip


@pytest.mark.parametrize(("last_year", "is_said"), [("500", False), ("500.01", True)])
def test_the_cap_of_an_aid_holds_the_four_columns_together(page, opened, actor, last_year, is_said):
    aid = third_party_aid(actor.organisation, max_amount=2000)
    add_plan_line(
        case=opened, actor=actor, on=DAY, side="resource", nature="grant", aid=aid,
        amount=Decimal(1000), year_1=Decimal(500), year_3=Decimal(last_year),
    )  # fmt: skip

    html = page.get(at("case_round_table", opened)).content.decode()

    assert ("plafond de l’aide" in html) is is_said


@pytest.mark.parametrize(("asked", "is_said"), [("6000", False), ("6000.01", True)])
def test_an_aid_pays_its_share_of_the_needs_that_it_may_pay(page, actor, asked, is_said):
    """30 % of 20 000 € of equipment; the 5 000 € of loans repaid are not for an aid."""
    case = with_plan(actor, needs="12000")
    line = {"case": case, "actor": actor, "on": DAY}
    add_plan_line(
        **line, side="need", nature="equipment", amount=Decimal(5000), year_2=Decimal(3000)
    )
    add_plan_line(**line, side="need", nature="loan_repaid", amount=Decimal(5000))
    aid = third_party_aid(actor.organisation, max_cost_share=Decimal("0.3"))
    add_plan_line(**line, side="resource", nature="grant", aid=aid, amount=Decimal(asked))

    html = page.get(at("case_round_table", case)).content.decode()

    assert ("part de l’aide" in html) is is_said
    assert ("30\u00a0% des besoins qu’elle peut payer, soit 6\u202f000\u00a0€" in html) is is_said


def test_a_stale_page_does_not_unseat_a_financier(page, opened, loan, actor):
    read = read_on(page, opened, loan)
    seen = {"partner": ""}
    set_financier(line=loan, actor=actor, on=DAY, partner="Crédit Exemple", status="firm")

    answer = page.post(
        at("case_financier", opened, loan.pk), {"partner": "Autre", "status": "asked", **read}
    )

    assert "ont changé depuis" in answer.content.decode()
    with pytest.raises(DomainError, match="a changé entre-temps"):
        set_financier(line=loan, actor=actor, on=DAY, partner="Autre", seen=seen)
    loan.refresh_from_db()
    assert (loan.partner, loan.status) == ("Crédit Exemple", "firm")


def test_the_vat_basis_is_typed_on_the_plan(page, opened):
    form = page.get(at("case_plan", opened)).context["vat_form"]
    read = {"tva": "1", "seen_print": form.initial["seen_print"]}

    bare = page.post(at("case_plan", opened), {**read, "vat_basis": "including"})
    assert bare.context["vat_form"].errors["vat_reason"]
    page.post(
        at("case_plan", opened), {**read, "vat_basis": "including", "vat_reason": "franchise"}
    )

    html = page.get(at("case_plan", opened)).content.decode()
    assert "Toutes taxes comprises" in html
