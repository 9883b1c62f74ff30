from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "levier.territories"
    verbose_name = "Territoires"
