"""The pages of an import: what they show, to whom, and the PDF framed by our pages only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.exchange.models import PlanImport
from levier.journal.models import Entry
from tests.factories.accounts import house, user
from tests.factories.cases import instructed

CSV = "Besoins;Départ\nStock;600\nFour;mille\nRessources;\nApport;600\n"


@pytest.fixture
def opened(actor):
    return instructed(actor)


def at(name, case, *keys):
    return reverse(f"web:{name}", args=[case.pk, *keys])


def upload(page, opened, name="plan.csv", content=b""):
    file = SimpleUploadedFile(name, content or CSV.encode())
    return page.post(at("case_plan_import", opened), {"file": file}, follow=True)


def sent(row, **more):
    columns = {f"column_{place}": role for role, place in row.mapping["columns"].items()}
    return {"sheet": row.mapping["sheet"], "header": row.mapping["header"], "revision": 0,
            "sender": "", **columns, **more}  # fmt: skip


def test_a_file_is_previewed_mended_and_imported(page, opened):
    html = upload(page, opened).content.decode()
    row = PlanImport.objects.get()
    assert "1 en erreur, 2 à écrire" in html
    assert "line_3_amount" in html

    refused = page.post(
        at("case_plan_sheet", opened, row.pk), sent(row, geste="importer"), follow=True
    )
    assert "Rien n’est importé" in refused.content.decode()
    mended = sent(
        row, geste="importer", line_3_amount="1 000", line_3_side="need", sender="Cabinet X"
    )
    done = page.post(at("case_plan_sheet", opened, row.pk), mended, follow=True)

    assert "3 lignes dans le plan" in done.content.decode()
    assert sorted(map(int, opened.plan_lines.values_list("amount", flat=True))) == [600, 600, 1000]
    again = upload(page, opened).content.decode()
    assert "Modèle reconnu\u00a0: Cabinet X." in again


def test_a_file_is_given_up_and_leaves_the_plan_alone(page, opened):
    upload(page, opened)
    row = PlanImport.objects.get()

    page.post(at("case_plan_sheet", opened, row.pk), sent(row, geste="abandonner"))

    row.refresh_from_db()
    assert row.state == "dropped"
    assert not opened.plan_lines.exists()


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04 rien"])
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(page, opened, content):
    answer = upload(page, opened, "plan.xlsx", content)

    assert answer.status_code == 200
    assert not PlanImport.objects.exists()
    assert "lv-bandeau" in answer.content.decode()


def test_a_pdf_is_framed_by_our_page_and_by_no_other(page, opened):
    html = upload(page, opened, "plan.pdf", b"%PDF-1.7\n").content.decode()
    row = PlanImport.objects.get()
    assert f'<iframe src="{at("case_plan_paper", opened, row.pk)}"' in html

    paper = page.get(at("case_plan_paper", opened, row.pk))

    assert b"".join(paper.streaming_content) == b"%PDF-1.7\n"
    assert paper["Content-Type"] == "application/pdf"
    assert paper["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in paper["Content-Security-Policy"]
    assert "frame-ancestors 'none'" not in paper["Content-Security-Policy"]
    assert page.get(at("case_plan", opened))["X-Frame-Options"] == "DENY"
    assert Entry.objects.filter(action="documents.downloaded", case_key=opened.pk).exists()


def test_a_sheet_is_not_served_as_a_pdf_nor_a_pdf_as_a_sheet(page, opened):
    upload(page, opened)
    sheet = PlanImport.objects.get()

    assert page.get(at("case_plan_paper", opened, sheet.pk)).status_code == 404
    assert page.get(at("case_plan_beside", opened, sheet.pk)).status_code == 404
    upload(page, opened, "plan.pdf", b"%PDF-1.7\n")
    paper = PlanImport.objects.exclude(pk=sheet.pk).get()
    assert page.get(at("case_plan_sheet", opened, paper.pk)).status_code == 404


def test_a_stranger_finds_nothing(page, client, opened):
    upload(page, opened)
    row = PlanImport.objects.get()
    client.force_login(user("advisor", house()))

    for name, keys in (("case_plan_import", ()), ("case_plan_sheet", (row.pk,))):
        assert client.get(at(name, opened, *keys)).status_code == 404


def test_the_preview_keeps_within_twenty_queries(page, opened, django_assert_max_num_queries):
    rows = "".join(f"Poste {rank};{rank + 1}\n" for rank in range(80))
    upload(page, opened, content=f"Besoins;Départ\n{rows}".encode())

    with django_assert_max_num_queries(20):
        page.get(at("case_plan_sheet", opened, PlanImport.objects.get().pk))
