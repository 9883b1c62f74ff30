from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "levier.jobs"
    verbose_name = "Travaux"
