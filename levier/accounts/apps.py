from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "levier.accounts"
    verbose_name = "Comptes et maisons"
