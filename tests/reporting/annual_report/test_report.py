from datetime import date
from io import BytesIO

import pikepdf
import pytest

from levier.people.services import withdraw_consent
from levier.portfolio.models import Guarantee
from levier.reporting.annual_report import build_report, render_annual_report
from levier.reporting.models import ReportBlock
from levier.reporting.services import install_demo_blocks, publish_year
from tests.factories.accounts import house, office, user
from tests.reporting.rows import small_year

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 31)
ORDER = ["creation", "fragile", "territory", "engagement", "ess", "partners"]


@pytest.fixture
def rows(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    director = user("director")
    rows = small_year(director.organisation)
    office(director.organisation, name="Lens", address="23 rue du 11 Novembre")
    rows.director = director
    return rows


def chapters(report):
    return {chapter.code: chapter for chapter in report.chapters}


def test_the_chapters_follow_the_order_of_the_published_report(rows):
    report = build_report(rows.organisation, 2024, DAY)

    assert [chapter.code for chapter in report.chapters] == ORDER
    assert len(report.annex.definitions) == 46


def test_a_chapter_without_anything_to_say_is_left_out():
    report = build_report(house(), 2024, DAY)

    assert report.chapters == []


def test_once_published_the_report_prints_the_frozen_figures(rows):
    before = chapters(build_report(rows.organisation, 2024, DAY))["creation"].figures
    publish_year(organisation=rows.organisation, year=2024, actor=rows.director)
    Guarantee.objects.filter(loan_amount=50000).update(loan_amount=950000)

    report = build_report(rows.organisation, 2024, DAY)

    assert chapters(report)["creation"].figures == before
    assert report.status.startswith("figé le")


def test_a_portrait_whose_consent_was_withdrawn_does_not_go_to_print(rows):
    install_demo_blocks(organisation=rows.organisation, year=2024, actor=rows.director)
    block = ReportBlock.objects.get(kind="portrait", chapter="creation")

    def titles():
        across = chapters(build_report(rows.organisation, 2024, DAY))["creation"].across
        return [one.title for one in across if one.type == "house"]

    assert titles() == [block.title]
    withdraw_consent(consent=block.consent, actor=rows.director, on=DAY)
    assert titles() == []


def test_the_pdf_is_tagged_archivable_and_in_french(rows):
    install_demo_blocks(organisation=rows.organisation, year=2024, actor=rows.director)

    pdf = render_annual_report(rows.organisation, 2024, DAY)

    assert pdf.accessible and pdf.warnings == ()
    with pikepdf.open(BytesIO(pdf.content)) as opened:
        assert len(opened.pages) >= 12
        assert str(opened.Root.Lang) == "fr-FR"
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_every_picture_of_the_pdf_is_described(rows):
    install_demo_blocks(organisation=rows.organisation, year=2024, actor=rows.director)

    pdf = render_annual_report(rows.organisation, 2024, DAY)

    with pikepdf.open(BytesIO(pdf.content)) as opened:
        figures = [
            o for o in opened.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]  # fmt: skip
        assert figures
        assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def test_the_same_year_gives_the_same_bytes(rows):
    first = render_annual_report(rows.organisation, 2024, DAY)

    assert render_annual_report(rows.organisation, 2024, DAY).content == first.content


def test_the_number_of_queries_does_not_depend_on_the_rows(rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(55):
        build_report(rows.organisation, 2024, DAY)
    for rank in range(5):
        rows.guarantee(rows.case(person=rows.person(f"Personne {rank}")))

    with django_assert_max_num_queries(55):
        build_report(rows.organisation, 2024, DAY)
