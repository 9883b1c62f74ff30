from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The accounts of what the house itself carries."""

    name = "levier.ledger"
    verbose_name = "comptes"
