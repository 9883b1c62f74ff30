from django.apps import AppConfig


class CrowdfundingConfig(AppConfig):
    name = "levier.crowdfunding"
    verbose_name = "Propulsons"
