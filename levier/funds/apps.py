from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "levier.funds"
    verbose_name = "Financeurs"
