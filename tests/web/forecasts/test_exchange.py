"""The model out and back: exported, changed, previewed, confirmed, and the same twice."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.forecasts.model import write_model
from levier.forecasts.services import CellChange, save_cells
from levier.forecasts.sheets import CaseSheet, case_sheet
from levier.journal.models import Entry
from tests.factories.cases import DAY
from tests.factories.edited_workbooks import edited
from tests.factories.forecasts import with_forecast


def url(name, case):
    return reverse(f"web:{name}", args=[case.pk])


def changed_model(case, texts, amounts=()) -> SimpleUploadedFile:
    """Return the dossier's model as if these cells had been typed in it."""
    sheet = case_sheet(case)
    entries = [
        type(e)(e.key, e.side, e.nature, e.label, dict(amounts).get(e.nature, e.amount))
        for e in sheet.entries
    ]
    typed = CaseSheet({**sheet.texts, **texts}, entries, sheet.revision, sheet.kind,
                      sheet.starts_on)  # fmt: skip
    target = io.BytesIO()
    write_model(target, typed, case_number=case.number, on=DAY)
    return SimpleUploadedFile("modele.xlsx", target.getvalue())


def preview(page, case, file):
    return page.post(url("case_forecast_import", case), {"file": file})


def test_the_export_is_a_workbook_and_is_journalled(page, actor):
    case = with_forecast(actor)
    answer = page.get(url("case_forecast_xlsx", case))

    assert answer.content.startswith(b"PK")
    assert f"previsionnel-{case.number}" in answer["Content-Disposition"]
    assert Entry.objects.filter(kind="export").count() == 1


def test_the_export_imported_at_once_changes_nothing(page, actor):
    case = with_forecast(actor)
    content = page.get(url("case_forecast_xlsx", case)).content
    answer = preview(page, case, SimpleUploadedFile("m.xlsx", content))

    assert "ne change rien" in answer.content.decode()
    assert answer.context["token"] == ""


def test_a_model_is_previewed_then_confirmed_and_twice_changes_nothing(page, actor):
    case = with_forecast(actor)
    file = changed_model(case, {"taxes.year1": "750.00"}, [("equipment", Decimal(13000))])
    answer = preview(page, case, file)
    token = answer.context["token"]

    assert case_sheet(case).texts["taxes.year1"] == "600.00"  # nothing written by the preview
    assert {c.after for c in answer.context["found"].changes} == {"750", "13\u202f000"}
    for _ in range(2):
        confirmed = page.post(url("case_forecast_import_confirm", case), {"token": token})
        assert confirmed.status_code == 302
        assert confirmed["Location"] == url("case_forecast", case)
    sheet = case_sheet(case)
    assert (sheet.texts["taxes.year1"], sheet.revision) == ("750.00", 2)
    assert case.plan_lines.get(nature="equipment").amount == 13000


def test_a_confirmation_does_not_cover_what_a_colleague_wrote_since(page, actor):
    case = with_forecast(actor)
    file = changed_model(case, {"taxes.year1": "750.00"}, [("equipment", Decimal(13000))])
    token = preview(page, case, file).context["token"]
    save_cells(case=case, actor=actor, on=DAY, revision=1,
               changes=[CellChange("taxes.year1", "800")])  # fmt: skip

    confirmed = page.post(url("case_forecast_import_confirm", case), {"token": token}, follow=True)

    assert "a modifié les mêmes cellules" in confirmed.content.decode()
    assert case_sheet(case).texts["taxes.year1"] == "800.00"
    assert case.plan_lines.get(nature="equipment").amount == 12000


@pytest.mark.parametrize("token", ["", "x", "a:b:c"])
def test_a_forged_confirmation_writes_nothing(page, actor, token):
    case = with_forecast(actor)
    page.post(url("case_forecast_import_confirm", case), {"token": token})

    assert case_sheet(case).revision == 1


def test_a_token_of_another_dossier_is_refused(page, actor):
    case, other = with_forecast(actor), with_forecast(actor)
    token = preview(page, case, changed_model(case, {"taxes.year1": "1.00"})).context["token"]
    page.post(url("case_forecast_import_confirm", other), {"token": token})

    assert case_sheet(other).texts["taxes.year1"] == "600.00"


def test_another_file_is_refused_at_its_field(page, actor):
    case = with_forecast(actor)
    answer = preview(page, case, SimpleUploadedFile("m.xlsx", b"pas un classeur"))

    assert "modèle de prévisionnel exporté" in answer.content.decode()


# ── What the file holds and Levier does not read ──────────────────────────────────────────────
def sent_with(case, lines, texts=()) -> SimpleUploadedFile:
    """Return the model with lines added below it, from row 90 on."""
    content = changed_model(case, dict(texts)).read()
    cells = {f"B{90 + rank}": f"Location {rank + 1}" for rank in range(lines)}
    return SimpleUploadedFile("m.xlsx", edited(content, {"Hypothèses": cells}))


def test_a_clean_model_says_nothing_of_what_is_left(page, actor):
    case = with_forecast(actor)
    html = preview(page, case, changed_model(case, {"taxes.year1": "750.00"})).content.decode()

    assert "Laissé de côté" not in html, html[html.index("Laissé de côté") :][:900]


@pytest.mark.parametrize(
    ("lines", "shown", "more"),
    [(1, 1, ""), (20, 20, ""), (21, 20, "et 1\u00a0autre."), (23, 20, "et 3\u00a0autres.")],
)
def test_what_is_left_is_named_up_to_twenty_then_counted(page, actor, lines, shown, more):
    case = with_forecast(actor)
    html = preview(page, case, sent_with(case, lines)).content.decode()

    assert "tout ce qui s’y lit est déjà dans Levier" in html
    assert "Feuille «&nbsp;Hypothèses&nbsp;», ligne 90, «\u00a0Location 1\u00a0»\u00a0: " in html
    assert html.count("lue nulle part.") == shown
    assert more in html
    assert ("<li>et " in html) == bool(more)


def test_what_is_left_is_said_again_once_imported(page, actor):
    case = with_forecast(actor)
    answer = preview(page, case, sent_with(case, 2, {"taxes.year1": "750.00"}))
    done = page.post(
        url("case_forecast_import_confirm", case), {"token": answer.context["token"]}, follow=True
    )

    html = done.content.decode()
    assert "1\u00a0valeur reprise." in html
    assert "2\u00a0choses que Levier ne lit pas" in html
    assert case_sheet(case).texts["taxes.year1"] == "750.00"


def test_faults_do_not_hide_what_is_left(page, actor):
    case = with_forecast(actor)
    content = changed_model(case, {}).read()
    cells = {"B90": "Location", "C6": "=1+1"}
    file = SimpleUploadedFile("m.xlsx", edited(content, {"Hypothèses": cells}))
    answer = preview(page, case, file)
    html = answer.content.decode()

    assert "n’a pas de résultat enregistré" in html
    assert "«\u00a0Location\u00a0»\u00a0: lue nulle part." in html
    assert answer.context["token"] == ""


def test_a_damaged_workbook_is_refused_at_its_field(page, actor):
    case = with_forecast(actor)
    content = edited(changed_model(case, {}).read(), {"Hypothèses": {"B900000": "loin"}})
    answer = preview(page, case, SimpleUploadedFile("m.xlsx", content))

    assert "trop volumineux" in answer.content.decode()
