from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "levier.people"
    verbose_name = "Personnes et structures"
