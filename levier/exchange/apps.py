from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "levier.exchange"
    verbose_name = "Échanges"
