"""Dossiers and their axes of engagement."""

from levier.cases.models import Case, EngagementAxis
from levier.cases.services import open_cases, set_axes, update_case
from levier.exchange.plan.kinds.kind import Kind, found_in, values_of


class Cases(Kind):
    """Dossiers, by number. Who holds one, and its step, are not changed by a later import."""

    name = "case"
    label = "dossiers"
    compared = (
        "track", "title", "project_kind", "naf_code", "advisor", "office", "situation",
        "is_job_seeker", "months_registered", "minima", "jobs_created", "jobs_consolidated",
        "qpv_code", "qpv_name", "home_qpv_code", "in_zfrr", "purpose", "commune_code", "person",
        "structure", "operation",
    )  # fmt: skip
    filled = ("person", "structure", "operation", "title", "advisor", "office")

    def find(self, scene, wishes):
        rows = found_in(Case.objects.filter(organisation=scene.house), "number", wishes)
        return {row.number: row for row in rows}

    def wanted(self, wish):
        yield from super().wanted(wish)
        yield "is_stub", False

    def create(self, scene, wishes):
        cases = {
            wish.key: Case(
                organisation=scene.house,
                number=wish.key,
                imported_from=scene.origin,
                **values_of(scene, wish),
            )
            for wish in wishes
        }
        open_cases(organisation=scene.house, actor=scene.actor, cases=list(cases.values()))
        return cases

    def change(self, scene, row, wish, changes):
        if row.is_stub:
            changes |= {
                name: wish.fields[name]
                for name in ("state", "opened_on", "zoning")
                if name in wish.fields
            }
        update_case(case=row, actor=scene.actor, on=row.last_action_on, **changes)


class StubCases(Kind):
    """Dossiers of an earlier year that a grant goes with: a number, to complete."""

    name = "case_stub"
    label = "dossiers d’une année antérieure"

    def find(self, scene, wishes):
        rows = found_in(Case.objects.filter(organisation=scene.house), "number", wishes)
        return {row.number: row for row in rows}

    def create(self, scene, wishes):
        cases = {
            wish.key: Case(
                organisation=scene.house,
                number=wish.key,
                is_stub=True,
                imported_from=scene.origin,
                **values_of(scene, wish),
            )
            for wish in wishes
        }
        open_cases(organisation=scene.house, actor=scene.actor, cases=list(cases.values()))
        return cases


class KnownCases(StubCases):
    """Dossiers that a payment refers to: found if they are there, never created."""

    name = "known_case"
    label = ""
    is_shown = False

    def create(self, scene, wishes):
        return {}


class Axes(Kind):
    """The axes of engagement of a project."""

    name = "axis"
    label = "axes d’engagement"

    def find(self, scene, wishes):
        rows = found_in(
            EngagementAxis.objects.filter(organisation=scene.house).select_related("case"),
            "case__number",
            (number for number, _ in wishes),
        )
        return {(row.case.number, row.axis): row for row in rows}

    def create(self, scene, wishes):
        axes = {
            wish.key: EngagementAxis(organisation=scene.house, **values_of(scene, wish))
            for wish in wishes
        }
        set_axes(actor=scene.actor, axes=list(axes.values()))
        return axes
