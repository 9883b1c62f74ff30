from datetime import date

import pytest

from levier.rules.room_display import HIDDEN, birth_words, for_the_room


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Joindre au 06 39 98 12 34, le soir.", f"Joindre au {HIDDEN}, le soir."),
        ("Joindre au +33 6.39.98.12.34.", f"Joindre au {HIDDEN}."),
        ("Écrire à ines.masson@example.org vite", f"Écrire à {HIDDEN} vite"),
        ("Habite 12 bis rue des Lilas, Lens.", f"Habite {HIDDEN}, Lens."),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 reçu", f"IBAN {HIDDEN} reçu"),
        ("Née le 4 mai 1990, elle ouvre.", f"{HIDDEN}, elle ouvre."),
        ("Né en 1988.", f"{HIDDEN}."),
        ("Elle est mariée et a deux enfants à charge.", f"Elle est {HIDDEN} et a {HIDDEN}."),
        ("Son conjoint aide.", f"Son {HIDDEN} aide."),
        ("Bénéficiaire du RSA depuis 2022.", f"{HIDDEN} depuis 2022."),
        ("Perçoit l’AAH.", f"Perçoit l’{HIDDEN}."),
        ("Perçoit la prime d’activité.", f"Perçoit la {HIDDEN}."),
    ],
)
def test_personal_data_are_masked(text, expected):
    assert for_the_room(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Boulangerie de 12 000 € de besoins, 35 000 € de ventes en 2025.",
        "Elle a passé 12 ans en cuisine et assure la vente.",
        "Le loyer du 4 mai 2026 est assis sur 600 € par mois.",
        "SIRET 000 012 345 00017, code NAF 10.71C.",
    ],
)
def test_what_the_committee_decides_on_stays(text):
    assert for_the_room(text) == text


def test_what_is_known_of_the_dossier_is_masked_as_whole_words():
    known = ("Karim", "Benali", "Li", "", *birth_words(date(1990, 5, 4)))

    said = for_the_room(
        "KARIM benali, le 4 mai 1990 (04/05/1990), vend du Li et des Benalines.", known
    )

    assert said == f"{HIDDEN} {HIDDEN}, le {HIDDEN} ({HIDDEN}), vend du Li et des Benalines."


def test_an_unknown_birth_adds_nothing():
    assert birth_words(None) == ()
    assert for_the_room("", birth_words(None)) == ""


def test_the_worked_example_of_the_page():
    text = (
        "Née le 4 mai 1990, mariée, deux enfants, bénéficiaire du RSA, elle ouvre une épicerie "
        "avec Karim. Joindre au 06 39 98 12 34."
    )

    said = for_the_room(text, ["Karim Lefranc", "Karim", "Lefranc"])

    assert said == (
        f"{HIDDEN}, {HIDDEN}, {HIDDEN}, {HIDDEN}, elle ouvre une épicerie avec {HIDDEN}. "
        f"Joindre au {HIDDEN}."
    )
