"""Transfers that come back after they left: what each code of the bank asks for.

Source: EPC, SEPA credit transfer, reasons of a return (ISO external return reason codes).
"""

_NEW_ACCOUNT = (
    "Le compte payé est faux ou fermé\u00a0: demandez un nouveau RIB, puis préparez un autre "
    "paiement."
)
_OTHER_ACCOUNT = (
    "Ce compte ne reçoit pas de virement\u00a0: demandez un autre RIB, puis préparez un autre "
    "paiement."
)
_DUPLICATE = (
    "La banque y voit un doublon\u00a0: vérifiez les fichiers remis avant de payer de nouveau."
)
_ADDRESS = "L’adresse du bénéficiaire manque\u00a0: complétez-la, puis préparez un autre paiement."
_REMEDIES = {
    "AC01": _NEW_ACCOUNT,
    "AC03": _NEW_ACCOUNT,
    "AC04": _NEW_ACCOUNT,
    "RC01": _NEW_ACCOUNT,
    "AC06": _OTHER_ACCOUNT,
    "AG01": _OTHER_ACCOUNT,
    "MD07": "Le bénéficiaire est décédé\u00a0: ne payez plus, et voyez avec la direction.",
    "AM05": _DUPLICATE,
    "BE04": _ADDRESS,
}
_UNKNOWN = "La banque ne dit pas pourquoi\u00a0: appelez-la avant de préparer un autre paiement."


def remedy_of(code: str) -> str:
    """Return what to do with a transfer that came back; a code that nobody knows asks to call."""
    return _REMEDIES.get(code.strip().upper(), _UNKNOWN)
