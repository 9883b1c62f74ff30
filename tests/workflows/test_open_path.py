from datetime import date

import pytest

from levier.support.services import end_journey
from levier.workflows.open_path import (
    PathAlreadyOpen,
    ProgrammeNotYours,
    open_path,
    paths_of,
    programmes_of,
)
from tests.factories.accounts import user
from tests.factories.cases import case
from tests.factories.people import structure

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 3)


@pytest.fixture
def advisor():
    return user("advisor")


def test_a_path_has_a_dossier_of_its_own_track_with_where_it_stands(advisor):
    jess = case(advisor, commune_code="62498", town="Lens", is_job_seeker=True, minima="RSA")

    path = open_path(case=jess, actor=advisor, programme="acces_plus", on=DAY)

    assert (path.case.track, path.case.person) == ("acces_plus", jess.person)
    assert (path.case.commune_code, path.case.minima) == ("62498", "RSA")
    assert path.number == path.case.number == "ACC-2024-001"
    assert path.years.get().year == 2024
    assert paths_of(jess, advisor) == [path]


def test_in_a_dossier_of_the_programme_the_path_hangs_from_it(advisor):
    home = case(advisor, track="acces_plus")
    assert open_path(case=home, actor=advisor, programme="acces_plus", on=DAY).case == home


def test_a_programme_runs_once_at_a_time_for_a_holder(advisor):
    jess = case(advisor)
    path = open_path(case=jess, actor=advisor, programme="acces_plus", on=DAY)

    with pytest.raises(PathAlreadyOpen, match=path.number):
        open_path(case=jess, actor=advisor, programme="acces_plus", on=DAY)
    end_journey(journey=path, actor=advisor, on=date(2024, 9, 1))
    assert open_path(case=jess, actor=advisor, programme="acces_plus", on=date(2024, 10, 1))


def test_each_team_opens_its_own_programmes_and_reads_its_own_paths(advisor):
    officer = user("dla_officer", advisor.organisation)
    helped = case(advisor, track="ess", structure=structure(advisor))
    with pytest.raises(ProgrammeNotYours):
        open_path(case=helped, actor=advisor, programme="dla", on=DAY)
    path = open_path(case=helped, actor=officer, programme="dla", on=DAY)

    assert ("dla", "DLA") in programmes_of(officer)
    assert ("dla", "DLA") not in programmes_of(advisor)
    assert path in paths_of(helped, officer)
