"""A house states the conditions of a version: copied, edited, tried, shown, and judged."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.cases.services.eligibility import terms_of
from levier.catalogue.services import version_on
from levier.documents.models import StoredFile
from levier.rules.eligibility import Business, Facts, Person, Result
from levier.rules.eligibility.verdicts import verdict_of
from tests.factories.accounts import user
from tests.factories.catalogue import instrument

pytestmark = pytest.mark.django_db
FIRST = date(2027, 1, 1)
TERMS = {
    "first_day": "2027-01-01", "status": "confirmed", "source": "Convention 2027, article 3",
    "commission_base": "guaranteed", "surety": "excluded", "validity_months": "6",
}  # fmt: skip


def lines(*conditions, copied=0):
    """Return the fields of the lines of conditions, as the page sends them."""
    sent = {"conditions-TOTAL_FORMS": str(len(conditions)), "conditions-INITIAL_FORMS": str(copied)}
    for rank, condition in enumerate(conditions):
        for name, value in {"certainty": "confirmed", **condition}.items():
            sent[f"conditions-{rank}-{name}"] = value
    return sent


@pytest.fixture
def page(client):
    """Return the page of a new version of the GEF, and a way to send it."""
    actor = user("director")
    product = instrument(actor.organisation, "GEF")
    client.force_login(actor)
    url = reverse("web:version_new", args=[product.pk])

    def send(*conditions, copied=0, **typed):
        paper = SimpleUploadedFile("convention.pdf", b"%PDF-1.7\n")
        sent = {**TERMS, "document": paper, **lines(*conditions, copied=copied), **typed}
        return client.post(url, sent)

    send.product, send.client, send.url = product, client, url
    return send


def conditions_of(page):
    return version_on(page.product, FIRST).conditions


def test_the_page_starts_from_the_conditions_of_the_version_in_force(page):
    shown = page.client.get(page.url).content.decode()

    assert 'value="Le projet est porté par une femme"' in shown
    assert 'value="Demandeuse d’emploi ou en situation précaire"' in shown
    assert '<option value="women" selected>' in shown


def test_a_condition_is_stated_with_its_threshold_its_source_and_its_certainty(page):
    answer = page(
        {"kind": "women", "label": "Femme"},
        {"kind": "company_under", "value": "4", "source": "Avenant du 2 mars 2027",
         "certainty": "in_use"},
        {},
    )  # fmt: skip

    assert answer.status_code == 302
    assert conditions_of(page) == [
        {"code": "women", "label": "Femme"},
        {"code": "company_under:4", "label": "Entreprise de moins de 4\u00a0ans",
         "source": "Avenant du 2 mars 2027", "certainty": "in_use"},
    ]  # fmt: skip
    shown = page.client.get(reverse("web:instrument", args=[page.product.pk])).content.decode()
    assert "Entreprise de moins de 4\u00a0ans" in shown and "Avenant du 2 mars 2027" in shown


def test_what_a_house_states_is_what_the_verdict_asks(page):
    page({"kind": "company_under", "value": "4"}, {"kind": "plan_under", "value": "50 000 €"})
    terms = terms_of(version_on(page.product, FIRST))

    def answers(created_on, plan_total):
        facts = Facts(
            on=FIRST, business=Business(created_on=created_on), plan_total=plan_total
        )  # fmt: skip
        return [each.result for each in verdict_of(terms, facts).conditions[:2]]

    assert answers(date(2023, 1, 2), 49_999) == [Result.YES, Result.YES]
    assert answers(date(2023, 1, 1), 50_000) == [Result.NO, Result.NO]
    assert answers(date(2022, 12, 31), 50_001) == [Result.NO, Result.NO]


def test_a_condition_to_be_confirmed_never_refuses_anybody(page):
    page({"kind": "women", "certainty": "in_use"})
    terms = terms_of(version_on(page.product, FIRST))

    for sex, result in (("F", Result.YES), ("M", Result.TO_CHECK)):
        found = verdict_of(terms, Facts(on=FIRST, person=Person(sex=sex)))
        assert found.conditions[0].result == result
        assert found.verdict == "to_check"  # the product's own terms are confirmed, this is not


def test_the_words_typed_for_a_condition_are_kept(page):
    page({"kind": "company_under", "value": "5", "label": "Jeune entreprise"})

    assert conditions_of(page) == [{"code": "company_under:5", "label": "Jeune entreprise"}]


def test_the_words_of_the_version_in_force_do_not_survive_another_condition(page):
    page(
        {"kind": "job_seeker", "label": "Le projet est porté par une femme"},
        {"kind": "creation_or_takeover", "label": "Création ou reprise"},
        copied=2,
    )

    assert conditions_of(page) == [
        {"code": "job_seeker", "label": "Demandeur d’emploi"},
        {"code": "creation_or_takeover", "label": "Création ou reprise"},
    ]


def test_a_line_taken_away_is_not_kept(page):
    page({"kind": "women", "DELETE": "on"}, {"kind": "creation"}, copied=1)

    assert [each["code"] for each in conditions_of(page)] == ["creation"]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"kind": "company_under", "value": ""}, "Écrivez le seuil en années"),
        ({"kind": "company_under", "value": "0"}, "Écrivez le seuil en années"),
        ({"kind": "registered_for", "value": "douze"}, "Écrivez le seuil en mois"),
        ({"kind": "plan_under", "value": "-5"}, "Écrivez le seuil en euros"),
        ({"kind": "naf_among", "value": "boulangerie"}, "Écrivez des codes NAF"),
        ({"kind": "women", "value": "3"}, "Cette condition n’a pas de seuil"),
        ({"kind": "appraisal", "value": "!"}, "Écrivez en quelques mots"),
        ({"kind": "lune"}, "Sélectionnez un choix valide"),
        ({"label": "Femme"}, "Choisissez la condition, ou videz la ligne."),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_on_its_line(page, condition, sentence):
    answer = page(condition)

    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("\u00a0", " ")
    assert version_on(page.product, FIRST).first_day == date(2018, 1, 1)


def test_the_same_condition_twice_is_refused(page):
    answer = page({"kind": "women"}, {"kind": "women", "label": "Femmes"})

    assert answer.status_code == 422
    assert "Cette condition est déjà écrite" in answer.content.decode()


@pytest.mark.parametrize("gesture", ["apercu", "ligne"])
def test_the_sentence_is_shown_before_anything_is_written(page, gesture):
    shown = page({"kind": "naf_among", "value": "47, 56.10a"}, geste=gesture)

    assert shown.status_code == 200
    text = shown.content.decode()
    assert "Activité de code NAF 47 ou 56.10A" in text[text.index('id="apercu"') :]
    assert ("Condition 2" in text) == (gesture == "ligne")
    assert page.product.versions.count() == 1


def test_a_version_refused_leaves_no_file_behind(page):
    paper = SimpleUploadedFile("convention.pdf", b"%PDF-1.7\n")

    answer = page({"kind": "women"}, first_day="2018-01-01", document=paper)

    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_only_some_durations_may_be_admitted(page):
    page(allowed_months="24, 12 ; 18")
    assert version_on(page.product, FIRST).allowed_months == [12, 18, 24]

    refused = page(allowed_months="un an", first_day="2028-01-01")
    assert refused.status_code == 422
    assert "Écrivez des mois séparés" in refused.content.decode()
