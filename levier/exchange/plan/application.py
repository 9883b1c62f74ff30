"""Writing a plan: each kind in its order, through the services, inside one transaction."""

from django.db import transaction

from levier.exchange.plan.comparison import Plan, Progress, silent
from levier.journal.services import record


@transaction.atomic
def apply_plan(plan: Plan, progress: Progress = silent) -> None:
    """Create and change what the plan says. Nothing is written when anything fails."""
    scene = plan.scene
    for step, one in enumerate(plan.kinds):
        if one.kind.is_shown:
            progress(step, len(plan.kinds), f"Écriture\u00a0: {one.kind.label}")
        if one.to_create:
            scene.known[one.kind.name] |= one.kind.create(scene, one.to_create)
        for row, wish, names in one.to_update:
            wanted = dict(one.kind.wanted(wish))
            one.kind.change(scene, row, wish, {name: scene.resolve(wanted[name]) for name in names})
    record(
        "exchange.year_imported",
        actor=scene.actor,
        target=scene.house,
        summary=f"Classeur de l’année {scene.year} importé.",
        detail={"created": plan.count("to_create"), "updated": plan.count("to_update")},
    )
