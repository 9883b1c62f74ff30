"""Every page, with every role, with somebody of another house, without an account.

What is expected is read from docs/roles.csv: a page that is not there fails.
"""

import csv
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from levier.accounts.models import Role
from levier.accounts.permissions import GROUPS
from levier.cases.tracks import TRACKS_READ_BY
from tests.factories import accounts
from tests.web.world import SAMPLES, address, build_world, opens_a_row, pages

ROLES_FILE = Path(__file__).resolve().parents[2] / "docs" / "roles.csv"
SIGN_IN = "/compte/login/"
SCOPES = {"house", "tracks", "own", "seats", "funder", "prescriber", "network", "public"}


def allowed() -> dict[str, set[str]]:
    """Return the roles of each page, as docs/roles.csv gives them."""
    result: dict[str, set[str]] = {}
    with ROLES_FILE.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            for name in line["role"].split():
                roles = GROUPS.get(name, (name,))
                result.setdefault(line["action"], set()).update(roles)
    return result


def test_every_page_is_in_the_file_and_the_file_names_no_other():
    known = set(pages())
    in_file = set(allowed())

    assert known - in_file == set(), "Add these pages to docs/roles.csv."
    assert in_file - known == set(), "docs/roles.csv names pages that do not exist."


def test_every_page_that_opens_a_row_is_tried_on_one():
    untried = {name for name in pages() if opens_a_row(name)} - set(SAMPLES)

    assert untried == set(), "Add these pages to SAMPLES in tests/web/world.py."


def test_the_file_uses_known_roles_and_scopes():
    with ROLES_FILE.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            names = set(line["role"].split())
            assert names <= {*Role.values, *GROUPS, "visitor"}, line
            assert line["scope"] in SCOPES, line


def test_the_roles_that_read_dossiers_are_those_of_the_tracks():
    assert set(TRACKS_READ_BY) <= allowed()["case"]
    assert set(TRACKS_READ_BY) <= allowed()["case_list"]


@pytest.mark.django_db
def test_an_expired_page_says_so_in_french():
    user = accounts.user("advisor")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    answer = client.post("/personnes/nouvelle/", {"last_name": "Delcroix"})

    assert answer.status_code == 403
    assert "Page expirée" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_role_opens_its_pages_and_no_other(client, role):
    world, expected, faults = build_world(), allowed(), []
    client.force_login(world.users[role])
    for name in pages():
        url = address(name, world, role)
        may = role in expected.get(name, ()) or "visitor" in expected.get(name, ())
        answer = client.get(url)
        list(answer if answer.streaming else ())  # a file that nobody reads stays open
        status = answer.status_code
        if may and status in (401, 403):
            faults.append(f"{name}: {role} should open it, got {status}")
        if not may:
            if status not in (403, 404):
                faults.append(f"{name}: {role} should be refused, got {status}")
            posted = client.post(url).status_code
            if posted not in (403, 404):
                faults.append(f"{name}: {role} posts and should be refused, got {posted}")

    assert faults == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_the_same_role_in_another_house_sees_no_row(client, role):
    world, expected, faults = build_world(), allowed(), []
    client.force_login(world.strangers[role])
    for name in pages():
        if name not in SAMPLES or "visitor" in expected.get(name, ()):
            continue
        url = address(name, world, role)
        for method in (client.get, client.post):
            status = method(url).status_code
            if status not in (403, 404, 405):
                faults.append(f"{name}: {role} of another house got {status}")

    assert faults == []


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in(client):
    world, expected, faults = build_world(), allowed(), []
    for name in pages():
        if "visitor" in expected.get(name, ()):
            continue
        url = address(name, world)
        for method in (client.get, client.post):
            answer = method(url)
            if answer.status_code != 302 or not answer.url.startswith(SIGN_IN):
                faults.append(f"{name}: a visitor got {answer.status_code}")

    assert faults == []


@pytest.mark.django_db
def test_the_account_pages_answer_with_and_without_an_account(client):
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    plain = [name for name in names if name.startswith(("account_", "mfa_"))]
    world = build_world()
    for user in (None, world.users["advisor"], world.users["citizen"]):
        if user:
            client.force_login(user)
        for name in plain:
            pattern = get_resolver().reverse_dict[name]
            if pattern[0][0][1]:
                continue
            assert client.get(reverse(name)).status_code < 500, name
