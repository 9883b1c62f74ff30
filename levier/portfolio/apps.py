from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "levier.portfolio"
    verbose_name = "Engagements"
