from django.urls import path

from levier.web.ledger import entries, files

urlpatterns = [
    path("comptabilite/", entries.entry_list, name="ledger_entry_list"),
    path("comptabilite/balance/", entries.balance, name="ledger_balance"),
    path("comptabilite/fichiers/", files.ledger_export, name="ledger_export"),
    path("comptabilite/ecritures/<uuid:pk>/", entries.ledger_entry, name="ledger_entry"),
]
