from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "levier.correspondence"
    verbose_name = "Correspondance"
