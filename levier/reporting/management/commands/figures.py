"""`levier figures 2024`: the figures of a year, computed from the rows."""

from levier.reporting.figures import figures, frozen_year, published_figures
from levier.reporting.management.house_command import HouseCommand, add_year
from levier.reporting.wording import exact_text, gap_text, published_text
from levier.rules.indicators.publication import FigureValue


class Command(HouseCommand):
    """Prints what the report publishes, with the exact value and the rows behind."""

    help = "Les chiffres d’une année, exacts et publiés, calculés sur les lignes."

    def add_arguments(self, parser):
        """Declare the year."""
        add_year(parser)
        super().add_arguments(parser)

    def answer(self, organisation, *, year, **options):
        """Return the figures in the order of the report."""
        self.values = figures(organisation, year)
        self.published = published_figures(frozen_year(organisation, year))
        return {"year": year, "figures": [line(value) for value in self.values]}

    def show(self, answer):
        """Write a table by chapter, and the gap with what was published."""
        width = max(len(value.definition.label) for value in self.values)
        chapter = ""
        for value in self.values:
            definition = value.definition
            if definition.chapter != chapter:
                chapter = definition.chapter
                self.stdout.write(f"\n{chapter}")
            written = (
                f"  {definition.label:<{width}}  {published_text(value.published, definition):>22}"
                f"  {exact_text(value.exact, definition):>26}  {value.rows:>6} l."
            )
            frozen = self.published.get(definition.code)
            if frozen and (gap := frozen.gap(value)):
                written += f"  depuis la publication : {gap_text(gap, definition)}"
            self.stdout.write(written)


def line(value: FigureValue) -> dict:
    """Return one figure as the JSON contract writes it."""
    return {
        "code": value.definition.code,
        "label": value.definition.label,
        "unit": value.definition.unit,
        "exact": value.exact_text,
        "published": value.published_text,
        "rows": value.rows,
    }
