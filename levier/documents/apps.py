from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "levier.documents"
    verbose_name = "Documents"
