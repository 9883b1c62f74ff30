from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "levier.followup"
    verbose_name = "Suivi"
