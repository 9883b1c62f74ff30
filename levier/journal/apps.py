from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "levier.journal"
    verbose_name = "Journal"
