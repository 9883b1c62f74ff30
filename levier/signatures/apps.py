from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "levier.signatures"
    verbose_name = "Signatures"
