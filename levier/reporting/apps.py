from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "levier.reporting"
    verbose_name = "Rendre compte"
