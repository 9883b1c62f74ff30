from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    name = "levier.forecasts"
    verbose_name = "Prévisionnels"
