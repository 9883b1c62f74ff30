"""What people type gets the spaces and apostrophes of French print, and nothing else."""

import pytest

from levier.rendering.typography import typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("36 000 €", "36\u202f000\u00a0€"),
        ("1 234 567,50 €", "1\u202f234\u202f567,50\u00a0€"),
        ("15 M€ et 80 %", "15\u00a0M€ et 80\u00a0%"),
        ("Accord : oui ; vraiment ?", "Accord\u00a0: oui\u202f; vraiment\u202f?"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("de 18 h 30 à 19 h", "de 18\u00a0h\u00a030 à 19\u00a0h"),
        ("l'atelier d'Anaïs", "l’atelier d’Anaïs"),
    ],
)
def test_french_spaces_and_apostrophes(typed, printed):
    assert typeset(typed) == printed


@pytest.mark.parametrize(
    "text",
    ["TPE-2024-288", "https://example.org/a?b=c:d", "62300 Lens", "06 39 98 10 20", "'tel quel'",
     "a:b;c", "{1+1} #set $x$", "14 rue Pasteur"],
)  # fmt: skip
def test_codes_addresses_and_quotations_stay_as_typed(text):
    assert typeset(text) == text


def test_typesetting_twice_changes_nothing_more():
    once = typeset("Besoins : 36 000 € ; « l'apport » de 5 %")
    assert typeset(once) == once
