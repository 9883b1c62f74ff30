"""Sittings, with who was there; a number of an earlier year is noted until its year comes."""

from levier.committees.models import Sitting
from levier.committees.services import (
    committee_named,
    record_past_sitting,
    stub_sitting,
    update_sitting,
)
from levier.exchange.plan.kinds.kind import Kind, found_in


class Sittings(Kind):
    """Sittings of the year, by number."""

    name = "sitting"
    label = "comités"
    compared = ("held_on", "place", "office", "kind")

    def find(self, scene, wishes):
        rows = found_in(
            Sitting.objects.filter(organisation=scene.house).select_related("committee"),
            "number",
            wishes,
        )
        return {row.number: row for row in rows}

    def current(self, row, name):
        if name == "kind":
            return row.committee.code if row.committee else ""
        return super().current(row, name)

    def create(self, scene, wishes):
        return {wish.key: self._record(scene, wish) for wish in wishes}

    def change(self, scene, row, wish, changes):
        if row.is_stub:
            scene.known[self.name][wish.key] = self._record(scene, wish)
            return
        if "kind" in changes:
            changes["committee"] = committee_named(scene.house, changes.pop("kind"))
        update_sitting(sitting=row, actor=scene.actor, **changes)

    def _record(self, scene, wish) -> Sitting:
        return record_past_sitting(
            organisation=scene.house,
            actor=scene.actor,
            number=wish.key,
            held_on=wish.fields["held_on"],
            place=wish.fields["place"],
            office=scene.resolve(wish.fields["office"]),
            kind=wish.fields["kind"],
            attendees=wish.details["attendees"],
            imported_from=scene.origin,
        )


class StubSittings(Kind):
    """Sittings of an earlier year that the workbook names."""

    name = "sitting_stub"
    label = "comités d’une année antérieure"

    def find(self, scene, wishes):
        rows = found_in(Sitting.objects.filter(organisation=scene.house), "number", wishes)
        return {row.number: row for row in rows}

    def create(self, scene, wishes):
        return {
            wish.key: stub_sitting(
                organisation=scene.house,
                number=wish.key,
                actor=scene.actor,
                imported_from=scene.origin,
            )
            for wish in wishes
        }
