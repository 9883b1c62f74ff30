from django.apps import AppConfig


class MixesConfig(AppConfig):
    name = "levier.mixes"
    verbose_name = "Montages"
