"""One account a role, for the demo only: colleagues of the workbook, and invented others."""

PASSWORD = "levier-demo-2024"  # printed by `make demo`; production never creates these accounts

# role → (address, first name, last name); those at work in the workbook keep their dossiers.
ACCOUNTS: dict[str, tuple[str, str, str]] = {
    "advisor": ("florian.wojcik@example.org", "Florian", "Wojcik"),
    "brsa_advisor": ("hugo.robert@example.org", "Hugo", "Robert"),
    "dla_officer": ("marie-laure.thomas@example.org", "Marie-Laure", "Thomas"),
    "secretary": ("virginie.hochart@example.org", "Virginie", "Hochart"),
    "member": ("celine.majewski@example.org", "Céline", "Majewski"),
    "finance": ("agathe.delbarre@example.org", "Agathe", "Delbarre"),
    "director": ("jeremy.benali@example.org", "Jérémy", "Benali"),
    "funder": ("financeur@example.org", "Nadine", "Quesnel"),
    "prescriber": ("prescripteur@example.org", "Omar", "Lecomte"),
    "entrepreneur": ("entrepreneur@example.org", "Anaïs", "Delcroix"),
    "citizen": ("citoyenne@example.org", "Rose", "Lambin"),
    "administrator": ("administration@example.org", "Claude", "Tison"),
    "network_administrator": ("reseau@example.org", "Sacha", "Morel"),
}


def address_of(role: str) -> str:
    """Return the address that signs in as a role."""
    return ACCOUNTS[role][0]
