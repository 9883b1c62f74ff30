from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "levier.claims"
    verbose_name = "Sinistres"
