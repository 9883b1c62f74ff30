from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "levier.catalogue"
    verbose_name = "Catalogue"
