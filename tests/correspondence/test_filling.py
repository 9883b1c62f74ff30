"""Words with variables: only words are replaced, and nothing unknown leaves as typed."""

import pytest

from levier.correspondence.errors import UnclosedBrace, UnknownVariable
from levier.correspondence.filling import cleaned_html, fill, variables_of


def test_a_variable_is_replaced_once_and_its_value_is_never_read_as_a_template():
    assert fill("Bonjour { prenom }, {nom}", {"prenom": "{nom}", "nom": "Delcroix"}) == (
        "Bonjour {nom}, Delcroix"
    )


def test_an_unknown_variable_is_refused_by_its_name_with_those_that_exist():
    with pytest.raises(UnknownVariable) as refusal:
        fill("{porteur} {montant_libre}", {"porteur": "A", "dossier": "B"})
    assert "{montant_libre}" in str(refusal.value)
    assert "{porteur}, {dossier}" in str(refusal.value)


@pytest.mark.parametrize("text", ["{porteur", "porteur}", "{}", "{{porteur}}", "{self.pk}"])
def test_a_brace_that_is_no_variable_is_refused(text):
    with pytest.raises(UnclosedBrace):
        fill(text, {"porteur": "A"})


def test_variables_are_listed_once_in_the_order_of_the_text():
    assert variables_of("{b} {a} {b}") == ["b", "a"]


def test_html_keeps_words_and_lists_and_drops_scripts_pictures_and_their_links():
    html = cleaned_html(
        "**Bonjour**\n\n- un\n\n<script>x()</script><img src='https://x.example.org/p.png'>"
        "[ici](javascript:x) [là](https://a.example.org)"
    )
    assert "<strong>Bonjour</strong>" in html
    assert "<li>un</li>" in html
    assert "script" not in html
    assert "<img" not in html
    assert 'href="https://a.example.org"' in html
