from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "levier.support"
    verbose_name = "Accompagnement"
