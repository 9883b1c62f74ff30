from django.urls import path

from levier.web.servicing import accounts, arrears, changes, dunnings, files, provisions, views

urlpatterns = [
    path("prets-en-retard/", arrears.arrears_list, name="arrears_list"),
    path("provisions/", provisions.provision_list, name="provision_list"),
    path("engagements/<uuid:pk>/provision/<str:closing>/", provisions.provision, name="provision"),
    path("comptes-des-prets/", accounts.loan_accounts, name="loan_accounts"),
    path("relances-impayes/<uuid:pk>/", dunnings.dunning, name="dunning"),
    path("relances-impayes/<uuid:pk>/lettre.pdf", dunnings.dunning_pdf, name="dunning_pdf"),
    path("engagements/<uuid:pk>/echeancier/", views.loan, name="loan"),
    path("engagements/<uuid:pk>/echeancier.pdf", files.loan_pdf, name="loan_pdf"),
    path("engagements/<uuid:pk>/echeancier.xlsx", files.loan_xlsx, name="loan_xlsx"),
    path("engagements/<uuid:pk>/echeancier/ouvrir/", views.loan_open, name="loan_open"),
    path(
        "engagements/<uuid:pk>/echeancier/soumettre-au-comite/",
        changes.loan_submit,
        name="loan_submit",
    ),
    path(
        "engagements/<uuid:pk>/echeancier/operations/<uuid:operation>/annuler/",
        changes.loan_reverse,
        name="loan_reverse",
    ),
    path("engagements/<uuid:pk>/echeancier/<slug:kind>/", changes.loan_change, name="loan_change"),
]
