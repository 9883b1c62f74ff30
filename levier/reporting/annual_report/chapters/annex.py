"""The annex: each figure with its definition, and how the headline figures add up."""

from decimal import Decimal

from levier.kernel.french import NBSP, long_date
from levier.reporting.annual_report.content import Annex, Definition, TableBlock
from levier.reporting.annual_report.source import ReportSource
from levier.reporting.wording import (
    bare_published,
    bare_text,
    published_text,
    rounding_text,
    rows_text,
)
from levier.rules.indicators.decompositions import Decomposition, decompose
from levier.territories.register import ATTRIBUTION


def annex(source: ReportSource) -> Annex:
    """Return the sources, the definitions in the order of the report, the decompositions."""
    found = [d for d in decompose(source.facts, source.year) if len(d.parts) > 1]
    return Annex(
        sources=_sources(source),
        definitions=[_definition(source, code) for code in source.values],
        decompositions=[_table(one) for one in found],
        decomposition_notes=[one.explanation for one in found],
    )


def _sources(source: ReportSource) -> list[str]:
    if source.frozen_on:
        day = long_date(source.frozen_on)
        figures = (
            f"Les chiffres de ce rapport sont figés depuis le {day}. Les tableaux, les "
            f"graphiques et la carte sont lus le {long_date(source.produced_on)}."
        )
    else:
        figures = (
            f"Les chiffres de ce rapport sont provisoires{NBSP}: ils sont lus le "
            f"{long_date(source.produced_on)} et ne sont pas encore publiés."
        )
    return [
        figures,
        "Chaque chiffre est calculé sur les lignes de l’année, une ligne par dossier, concours, "
        "personne ou paiement. Une décision compte à la date du comité, un paiement à sa date.",
        ATTRIBUTION,
    ]


def _definition(source: ReportSource, code: str) -> Definition:
    definition = source.definition(code)
    return Definition(
        code=code,
        label=definition.label,
        chapter=definition.chapter,
        published=published_text(source.published(code), definition),
        exact=bare_text(source.exact(code), definition),
        rows=rows_text(source.values[code]),
        definition=definition.definition,
        formula=definition.formula,
        rounding=rounding_text(definition),
    )


def _table(one: Decomposition) -> TableBlock:
    """Return the parts of a headline figure: exact, and published where the report does."""
    definition = one.figure.definition
    rows = [
        (
            part.part.label,
            bare_text(part.part.exact, definition),
            bare_published(part.published, part.figure.definition) if part.figure else "–",
        )
        for part in one.parts
    ]
    total = (
        "Ensemble",
        bare_text(one.exact_sum, definition),
        bare_published(one.figure.published or Decimal(0), definition),
    )
    return TableBlock(
        definition.label,
        ("Part", "Exact", "Publié"),
        rows,
        aligns=("g", "d", "d"),
        widths=(5, 3, 3),
        totals=[total],
    )
