from django.apps import AppConfig


class StateAidConfig(AppConfig):
    name = "levier.state_aid"
    verbose_name = "Aides de minimis"
