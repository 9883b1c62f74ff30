from django.urls import path

from levier.web.correspondence import contracts, deposit, letters, messages, received, wording

urlpatterns = [
    path("messages/", messages.message_list, name="message_list"),
    path("messages/<uuid:pk>/", messages.message, name="message"),
    path("messages/<uuid:pk>/renvoyer/", messages.message_resend, name="message_resend"),
    path("messages/<uuid:pk>/fichiers/<uuid:file>/", messages.message_file, name="message_file"),
    path("dossiers/<uuid:pk>/messages/nouveau/", messages.message_new, name="message_new"),
    path("messages/modeles/", wording.wording_list, name="wording_list"),
    path("messages/modeles/<slug:purpose>/", wording.wording_edit, name="wording_edit"),
    path("messages/relances/", wording.reminder_schedule, name="reminder_schedule"),
    path("dossiers/<uuid:pk>/pieces/demander/", deposit.pieces_ask, name="pieces_ask"),
    path("depot/<str:token>/", deposit.deposit, name="deposit"),
    path("messages/recus/", received.incoming_list, name="incoming_list"),
    path("messages/recus/<uuid:pk>/", received.incoming, name="incoming"),
    path("messages/recus/<uuid:pk>/classer/", received.incoming_file, name="incoming_file"),
    path(
        "messages/recus/<uuid:pk>/fichiers/<uuid:file>/",
        received.incoming_attachment,
        name="incoming_attachment",
    ),
    path(
        "messages/recus/<uuid:pk>/fichiers/<uuid:file>/ranger/",
        received.incoming_to_piece,
        name="incoming_to_piece",
    ),
    path("dossiers/<uuid:pk>/courriels/", received.eml_drop, name="eml_drop"),
    path(
        "messages/lettres/<slug:recipient>/<slug:outcome>/",
        letters.letter_wording,
        name="letter_wording",
    ),
    path("messages/contrats/<slug:kind>/", contracts.contract_wording, name="contract_wording"),
    path("messages/lettre/<uuid:pk>.pdf", letters.issued_letter, name="issued_letter"),
    path("comites/<uuid:pk>/lettres/", letters.sitting_letters, name="sitting_letters"),
    path("comites/<uuid:pk>/lettres/produire/", letters.letters_issue, name="letters_issue"),
    path("comites/<uuid:pk>/lettres/envoyer/", letters.letters_send, name="letters_send"),
    path("comites/<uuid:pk>/lettres.zip", letters.letters_zip, name="letters_zip"),
    path("comites/<uuid:pk>/lettres.pdf", letters.letters_pdf, name="letters_pdf"),
    path(
        "comites/points/<uuid:pk>/apercu-lettre.pdf", letters.letter_preview, name="letter_preview"
    ),
]
