"""Offices, teams, staff; banks, providers, funders, European operations."""

from datetime import date

from levier.accounts.models import Office, Team, User
from levier.accounts.services import add_office, add_team, add_user, update_office, update_user
from levier.exchange.plan.kinds.kind import Kind, Scene, found_in, values_of
from levier.funds.models import Funder, Operation
from levier.funds.services import funders_by_name, register_funder, register_operation
from levier.kernel.text import normalise
from levier.people.models import Bank, Provider
from levier.people.services import bank_named, provider_named

OPERATION_TITLE = "Accompagnement des travailleurs indépendants bénéficiaires du RSA"
GROUPINGS = ("ca ", "cc ", "cu ", "metropole", "communaute")


class Offices(Kind):
    """Offices, by their name."""

    name = "office"
    label = "agences"
    compared = ("address", "postcode", "commune_code", "phone")
    fill_only = True

    def find(self, scene, wishes):
        return {normalise(row.name): row for row in Office.objects.filter(organisation=scene.house)}

    def create(self, scene, wishes):
        return {
            wish.key: add_office(organisation=scene.house, **values_of(scene, wish))
            for wish in wishes
        }

    def change(self, scene, row, wish, changes):
        update_office(office=row, **changes)


class Teams(Kind):
    """Teams, by their code."""

    name = "team"
    label = "pôles"

    def find(self, scene, wishes):
        return {row.code: row for row in Team.objects.filter(organisation=scene.house)}

    def create(self, scene, wishes):
        return {
            wish.key: add_team(organisation=scene.house, code=wish.key, name=wish.fields["name"])
            for wish in wishes
        }


class Users(Kind):
    """The staff, by code, else by e-mail; nobody gets a password here."""

    name = "user"
    label = "membres de l’équipe"
    compared = ("staff_code", "position", "area", "phone", "office", "team")
    fill_only = True

    def find(self, scene, wishes):
        by_email = {wish.fields["email"]: key for key, wish in wishes.items()}
        found = {}
        for row in User.objects.filter(organisation=scene.house):
            if row.staff_code:
                found[normalise(row.staff_code)] = row
            elif row.email in by_email:
                found.setdefault(by_email[row.email], row)
        return found

    def create(self, scene, wishes):
        return {wish.key: self._add(scene, wish) for wish in wishes}

    def change(self, scene, row, wish, changes):
        update_user(user=row, **changes)

    def _add(self, scene: Scene, wish) -> User:
        values = values_of(scene, wish)
        if not values["email"] or User.objects.filter(email=values["email"]).exists():
            values["email"] = f"{values['staff_code']}@{scene.house.code}.invalid"
        return add_user(organisation=scene.house, **values)


class Banks(Kind):
    """Banks, by their name; one never met is flagged « à vérifier »."""

    name = "bank"
    label = "banques"

    def find(self, scene, wishes):
        rows = found_in(Bank.objects.filter(organisation=scene.house), "name_key", wishes)
        return {row.name_key: row for row in rows}

    def create(self, scene, wishes):
        return {
            wish.key: bank_named(
                organisation=scene.house, name=wish.fields["name"], actor=scene.actor
            )
            for wish in wishes
        }


class Providers(Kind):
    """Consultancies, by their name."""

    name = "provider"
    label = "prestataires"

    def find(self, scene, wishes):
        rows = found_in(Provider.objects.filter(organisation=scene.house), "name_key", wishes)
        return {row.name_key: row for row in rows}

    def create(self, scene, wishes):
        return {
            wish.key: provider_named(
                organisation=scene.house, name=wish.fields["name"], actor=scene.actor
            )
            for wish in wishes
        }


class Funders(Kind):
    """Funders, by their name or short name."""

    name = "funder"
    label = "financeurs"

    def find(self, scene, wishes):
        return funders_by_name(scene.house)

    def create(self, scene, wishes):
        return {
            wish.key: register_funder(
                organisation=scene.house,
                actor=scene.actor,
                name=wish.fields["name"],
                kind=_kind_of(str(wish.key)),
            )
            for wish in wishes
        }


def _kind_of(key: str) -> str:
    if key.startswith("ville "):
        return Funder.Kind.CITY
    if key.startswith(GROUPINGS):
        return Funder.Kind.EPCI
    return Funder.Kind.NETWORK


class Operations(Kind):
    """The European operations of the register of RSA recipients, one a fund."""

    name = "operation"
    label = "opérations européennes"

    def find(self, scene, wishes):
        codes = {f"BRSA-{fund}": fund for fund in wishes}
        rows = Operation.objects.filter(organisation=scene.house, code__in=codes)
        return {codes[row.code]: row for row in rows}

    def create(self, scene, wishes):
        return {
            wish.key: register_operation(
                organisation=scene.house,
                actor=scene.actor,
                code=f"BRSA-{wish.key}",
                fund=wish.fields["fund"],
                title=OPERATION_TITLE,
                first_day=date(scene.year, 1, 1),
            )
            for wish in wishes
        }
