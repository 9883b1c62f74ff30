from django.apps import AppConfig


class BankingConfig(AppConfig):
    name = "levier.banking"
    verbose_name = "Paiements"
