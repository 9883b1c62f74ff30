"""Foreign keys run down the layers too: they are strings, which the import linter cannot see."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def layer_ranks() -> dict[str, int]:
    """Return the rank of each app in the layers of pyproject.toml, the lowest at 0."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return {
        name.strip(" ()"): rank
        for rank, line in enumerate(reversed(contract["layers"]))
        for name in line.split("|")
    }


def test_a_foreign_key_never_points_up_or_sideways():
    ranks = layer_ranks()
    for model in apps.get_models():
        if not model.__module__.startswith("levier."):
            continue
        own = model._meta.app_label
        for field in model._meta.get_fields():
            target = field.related_model if getattr(field, "concrete", False) else None
            if target is None or not target.__module__.startswith("levier."):
                continue
            other = target._meta.app_label
            assert other == own or ranks[other] < ranks[own], f"{model.__name__}.{field.name}"


def test_every_table_of_a_house_carries_its_organisation():
    shared = {
        "accounts.Organisation", "jobs.Tick", "territories.ZoneLayer", "territories.Zone",
        "territories.CommuneStatus", "territories.CommuneContour",
    }  # fmt: skip
    for model in apps.get_models():
        if not model.__module__.startswith("levier.") or model._meta.label in shared:
            continue
        names = {field.name for field in model._meta.get_fields()}
        assert "organisation" in names, f"{model._meta.label} does not say whose it is."


def test_nothing_that_money_or_a_decision_hangs_from_is_deleted_with_its_parent():
    for model in apps.get_models():
        historical = model.__name__.startswith("Historical")
        replaced_whole = model._meta.app_label == "territories"  # a layer goes with its zones
        if not model.__module__.startswith("levier.") or historical or replaced_whole:
            continue
        for field in model._meta.concrete_fields:
            if field.remote_field is not None:
                on_delete = field.remote_field.on_delete.__name__
                assert on_delete == "PROTECT", f"{model.__name__}.{field.name} is {on_delete}"
