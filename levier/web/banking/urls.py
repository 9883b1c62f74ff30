from django.urls import path

from levier.web.banking import accounts, collections, mandates, orders, payments, revenue

urlpatterns = [
    path("paiements/", payments.payment_list, name="payment_list"),
    path("paiements/<uuid:pk>/", payments.payment, name="payment"),
    path("paiements/<uuid:pk>/approuver/", payments.payment_approve, name="payment_approve"),
    path("paiements/<uuid:pk>/abandonner/", payments.payment_cancel, name="payment_cancel"),
    path("engagements/<uuid:pk>/payer/", payments.payment_new, name="payment_new"),
    path("sinistres/<uuid:pk>/payer/", orders.indemnity_new, name="indemnity_new"),
    path("engagements/<uuid:pk>/rendre-un-trop-percu/", orders.refund_new, name="refund_new"),
    path("paiements/comptes/", accounts.house_account_list, name="house_account_list"),
    path("paiements/comptes/nouveau/", accounts.house_account_edit, name="house_account_new"),
    path("paiements/comptes/<uuid:pk>/", accounts.house_account_edit, name="house_account_edit"),
    path("paiements/comptes/<uuid:pk>/remettre/", payments.payments_send, name="payments_send"),
    path("paiements/banque/", payments.bank_file_read, name="bank_file_read"),
    path("paiements/fichiers/<uuid:pk>/", payments.bank_file, name="bank_file"),
    path(
        "paiements/fichiers/<uuid:pk>/contenu/",
        payments.bank_file_content,
        name="bank_file_content",
    ),
    path("titres/", revenue.revenue_list, name="revenue_list"),
    path("titres/emettre/", revenue.revenue_issue, name="revenue_issue"),
    path("titres/<uuid:pk>/", revenue.revenue_order, name="revenue_order"),
    path("titres/<uuid:pk>/annuler/", revenue.revenue_cancel, name="revenue_cancel"),
    path("prelevements/", collections.collection_list, name="collection_list"),
    path("prelevements/preparer/", collections.collections_propose, name="collections_propose"),
    path("prelevements/remettre/", collections.collections_send, name="collections_send"),
    path("prelevements/<uuid:pk>/", collections.collection, name="collection"),
    path(
        "prelevements/<uuid:pk>/abandonner/",
        collections.collection_cancel,
        name="collection_cancel",
    ),
    path("mandats/", mandates.mandate_list, name="mandate_list"),
    path("mandats/<uuid:pk>/", mandates.mandate, name="mandate"),
    path("mandats/<uuid:pk>/annoncer/", mandates.mandate_announce, name="mandate_announce"),
    path("mandats/<uuid:pk>/signe/", mandates.mandate_file, name="mandate_file"),
    path("mandats/<uuid:pk>/<slug:step>/", mandates.mandate_move, name="mandate_move"),
    path("engagements/<uuid:pk>/mandat/", mandates.mandate_new, name="mandate_new"),
]
