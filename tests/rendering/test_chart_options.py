"""The text of a chart says what the drawing shows."""

from decimal import Decimal

from levier.rendering import chart_options as options


def test_a_short_chart_is_told_value_by_value():
    option = options.bars(("Lens", "Arras"), (Decimal("36000"), 12), title="Prêts", unit="euros")
    assert options.chart_alt(option) == (
        "Prêts\u00a0: Lens 36\u202f000\u00a0€\u202f; Arras 12\u00a0€."
    )


def test_a_missing_value_is_said_and_never_zero():
    option = options.bars(("Lens", "Arras"), (3, None), title="Prêts")
    assert options.chart_alt(option) == "Prêts\u00a0: Lens 3\u202f; Arras non connu."
    assert option["series"][0]["data"][1] == {"value": None}


def test_a_long_series_is_told_by_its_landmarks():
    labels = [f"m{rank}" for rank in range(1, 25)]
    values = [5, 9, 1, *([4] * 20), 7]
    option = options.line(labels, {"2024": values}, title="Cumul")
    assert options.chart_alt(option) == "Cumul\u00a0: m1 5\u202f; m2 9\u202f; m3 1\u202f; m24 7."


def test_several_series_are_named():
    option = options.stacked_bars(("a",), {"Prêts": (1,), "Primes": (2,)}, title="Par mois")
    assert options.chart_alt(option) == "Par mois\u00a0: Prêts\u00a0: a 1. Primes\u00a0: a 2."


def test_a_ring_is_told_by_its_shares():
    option = options.donut(("Lens", "Arras"), (75, 25), title="Parts", unit="percent")
    assert options.chart_alt(option) == "Parts\u00a0: Lens 75\u00a0%\u202f; Arras 25\u00a0%."


def test_lying_bars_are_told_from_the_first():
    option = options.horizontal_bars(("femmes", "QPV"), (34, 10), title="Qui", unit="percent")
    assert options.chart_alt(option) == "Qui\u00a0: femmes 34\u00a0%\u202f; QPV 10\u00a0%."
