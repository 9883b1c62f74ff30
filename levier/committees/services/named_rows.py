"""Rows that a house names and closes, never erases: its colleges, the bodies that decide alone."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.db import transaction

from levier.accounts.models import Organisation
from levier.committees.errors import SittingRefused, UnknownKind
from levier.committees.models import Body, College
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.codes import code_drawn_from
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import long_date
from levier.kernel.text import normalise, squeeze

DATA = Path(__file__).resolve().parent.parent / "data"
Row = TypeVar("Row", Body, College)


@cache
def given_rows(key: str) -> tuple[dict[str, Any], ...]:
    """Return the rows of a data file of this app (`college`), in their order."""
    file = {"body": "bodies", "college": "colleges"}[key]
    found = tomllib.loads((DATA / f"{file}.toml").read_text(encoding="utf-8"))
    return tuple(found[key])


@dataclass(frozen=True)
class HouseList(Generic[Row]):
    """A list of the house: `key` names its data file and events, `plural` is what is said."""

    model: type[Row]
    key: str
    plural: str

    def named(self, organisation, code: str) -> Row:
        """Return the house's row of this code; one of the data file is created when missing.

        Errors: UnknownKind.
        """
        found = self.model.objects.filter(organisation=organisation, code=code).first()
        if found is not None:
            return found
        given = {row["code"]: row for row in given_rows(self.key)}.get(code)
        if given is None:
            raise UnknownKind(name=code)
        row, _ = self.model.objects.get_or_create(
            organisation=organisation, code=code, defaults=given
        )
        return row

    @transaction.atomic
    def install(self, *, organisation, actor) -> int:
        """Give a house the rows of the data file that it lacks. Return how many were created."""
        known = self._codes(organisation)
        missing = [row["code"] for row in given_rows(self.key) if row["code"] not in known]
        for code in missing:
            self.named(organisation, code)
        if missing:
            journal.record(
                f"committees.{self.key}_installed",
                actor=actor,
                target=organisation,
                summary=f"Liste des {self.plural} installée\u00a0: {len(missing)}.",
            )
        return len(missing)

    @transaction.atomic
    def add(self, *, organisation, actor, **values) -> Row:
        """Add a row to the house, its code drawn from its name; two people adding wait.

        Errors: SittingRefused for a name in use.
        """
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        self.install(organisation=organisation, actor=actor)
        row = self.model(organisation=organisation, **_squeezed(values))
        length = self.model._meta.get_field("code").max_length or 20
        taken = self._codes(organisation)  # those of the data file are among them by now
        row.code = code_drawn_from(row.label, taken, length, otherwise=self.key)
        self._refuse_named_twice(row)
        save_checked(row, "label")
        journal.record(
            f"committees.{self.key}_added",
            actor=actor,
            target=row,
            summary=f"Ajout à la liste des {self.plural}\u00a0: {row}.",
        )
        return row

    @transaction.atomic
    def change(self, row: Row, *, actor, **changes) -> Row:
        """Rename a row, or close it by its `last_day` (None: open); what it did stays.

        Errors: SittingRefused for a name in use.
        """
        Organisation.objects.select_for_update(no_key=True).get(pk=row.organisation_id)
        row = self.model.objects.select_for_update(no_key=True).get(pk=row.pk)
        before = row.label
        done = apply_changes(row, _squeezed(changes))
        if not done:
            return row
        self._refuse_named_twice(row)
        save_checked(row, "label")
        until = f"jusqu’au {long_date(row.last_day)}" if row.last_day else "sans dernier jour"
        journal.record(
            f"committees.{self.key}_changed",
            actor=actor,
            target=row,
            summary=f"Liste des {self.plural}, «\u00a0{before}\u00a0»\u00a0: {row}, {until}.",
            detail=done,
        )
        return row

    def _codes(self, organisation) -> set[str]:
        rows = self.model.objects.filter(organisation=organisation)
        return set(rows.values_list("code", flat=True))

    def _refuse_named_twice(self, row: Row) -> None:
        """Errors: SittingRefused when another row reads the same, case and accents aside."""
        others = self.model.objects.filter(organisation=row.organisation_id).exclude(pk=row.pk)
        for label in others.values_list("label", flat=True):
            if normalise(label) == normalise(row.label):
                raise SittingRefused(
                    field="label", reason=f"«\u00a0{label}\u00a0» porte déjà ce nom."
                )


def _squeezed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: squeeze(v) if isinstance(v, str) else v for k, v in values.items()}


BODIES = HouseList(Body, "body", "instances")
COLLEGES = HouseList(College, "college", "collèges")
