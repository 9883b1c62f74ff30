import pytest
from django.urls import reverse

from levier.portfolio.models import Guarantee
from levier.reporting.models import FrozenYear, YearTarget
from levier.reporting.services import publish_year
from tests.factories.accounts import user
from tests.reporting.rows import small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(client):
    director = user("director", first_name="Jeanne", last_name="Benali")
    client.force_login(director)
    rows = small_year(director.organisation)
    rows.director = director
    return rows


def address(name, *args):
    return reverse(f"web:{name}", args=args)


def test_publishing_says_what_it_freezes_and_then_freezes_it(client, rows):
    before = client.get(address("figures_publish", 2024)).content.decode()
    done = client.post(address("figures_publish", 2024), follow=True).content.decode()

    assert "fige 46 chiffres" in before
    assert "publiés et figés" in done
    assert FrozenYear.objects.get().published_by == rows.director


def test_a_second_publication_is_refused_in_a_sentence(client, rows):
    client.post(address("figures_publish", 2024))

    answer = client.post(address("figures_publish", 2024), follow=True).content.decode()

    assert "déjà publiés" in answer
    assert FrozenYear.objects.count() == 1


def test_only_the_direction_publishes_and_sets_targets(client, rows):
    client.force_login(user("finance", rows.organisation))

    assert client.post(address("figures_publish", 2024)).status_code == 403
    assert client.get(address("figure_targets", 2024)).status_code == 403
    assert "Publier 2024" not in client.get(address("figures", 2024)).content.decode()


def test_what_changed_since_is_listed_and_the_published_figure_stays(client, rows):
    publish_year(organisation=rows.organisation, year=2024, actor=rows.director)
    guarantee = Guarantee.objects.get(loan_amount=50000)
    guarantee.loan_amount = 150000
    guarantee._history_user = rows.director
    guarantee.save()

    listed = client.get(address("figure_differences", 2024)).content.decode()
    figures = client.get(address("figures", 2024), {"ouvert": "tpe.loans_guaranteed"})

    assert "Emprunts garantis" in listed and "Jeanne Benali" in listed
    assert "50\u202f000\u00a0€" in listed and "150\u202f000\u00a0€" in listed
    text = figures.content.decode()
    assert "+100\u202f000\u00a0€" in text
    assert "1 ligne a changé depuis" in text.replace("\u00a0", " ")


def test_a_row_closed_to_a_role_is_only_counted_among_the_differences(client, rows):
    publish_year(organisation=rows.organisation, year=2024, actor=rows.director)
    rows.brsa(rows.person("Petit"))
    client.force_login(user("advisor", rows.organisation))

    text = client.get(address("figure_differences", 2024)).content.decode()

    assert "que votre rôle n’ouvre pas" in text
    assert "BRSA-" not in text


def test_a_year_not_published_has_nothing_to_compare(client, rows):
    assert "pas publiée" in client.get(address("figure_differences", 2024)).content.decode()


def test_the_coherence_page_explains_each_headline_figure(client, rows):
    text = client.get(address("coherence", 2024)).content.decode()

    assert text.count('class="card lv-bloc"') == 7
    assert "non publié" in text
    assert "Structures de plusieurs registres" in text  # helped by the DLA and by the ESS team


def test_targets_are_typed_in_the_unit_of_their_figure(client, rows):
    client.post(
        address("figure_targets", 2024), {"tpe__projects": "280", "tpe__share_women": "38,5"}
    )

    found = dict(YearTarget.objects.values_list("code", "value"))
    assert {code: str(value) for code, value in found.items()} == {
        "tpe.projects": "280.00", "tpe.share_women": "38.50",
    }  # fmt: skip


def test_a_target_that_is_no_number_is_refused_beside_its_field(client, rows):
    answer = client.post(address("figure_targets", 2024), {"tpe__projects": "beaucoup"})

    assert answer.status_code == 422
    assert not YearTarget.objects.exists()
