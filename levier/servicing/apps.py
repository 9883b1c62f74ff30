from django.apps import AppConfig


class ServicingConfig(AppConfig):
    name = "levier.servicing"
    verbose_name = "Prêts en cours"
