"""The French pages of docs/rules say what the code does."""

from pathlib import Path

import pytest

from levier.rules.eligibility.conditions import CONDITIONS
from levier.rules.indicators.definitions import definitions

PAGES = Path(__file__).parents[2] / "docs" / "rules"


def page(name):
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", definitions())
def test_each_figure_is_explained_as_it_is_defined(code):
    definition = definitions()[code]

    assert f"`{code}`" in page("chiffres")
    assert definition.definition in page("chiffres")
    assert definition.formula in page("chiffres")


@pytest.mark.parametrize("code", sorted(CONDITIONS.keys() - {"woman"}))
def test_each_condition_is_explained(code):
    assert f"`{code}`" in page("eligibilite")
