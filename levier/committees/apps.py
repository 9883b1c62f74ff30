from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "levier.committees"
    verbose_name = "Comités"
