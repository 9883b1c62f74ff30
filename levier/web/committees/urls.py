from django.urls import path

from levier.web.committees import documents, members, session, sittings

urlpatterns = [
    path("comites/", sittings.sitting_list, name="sitting_list"),
    path("comites/nouveau/", sittings.sitting_new, name="sitting_new"),
    path("comites/<uuid:pk>/", sittings.sitting, name="sitting"),
    path("comites/<uuid:pk>/modifier/", sittings.sitting_edit, name="sitting_edit"),
    path("comites/<uuid:pk>/etape/<slug:step>/", sittings.sitting_step, name="sitting_step"),
    path("comites/<uuid:pk>/presences/", sittings.sitting_attendance, name="sitting_attendance"),
    path("comites/<uuid:pk>/inscrire/", sittings.agenda_add, name="agenda_add"),
    path("comites/points/<uuid:pk>/rang/", sittings.agenda_move, name="agenda_move"),
    path("comites/points/<uuid:pk>/retirer/", sittings.agenda_remove, name="agenda_remove"),
    path("comites/<uuid:pk>/seance/", session.session_start, name="session_start"),
    path("comites/seance/<uuid:pk>/", session.session, name="session"),
    path("comites/points/<uuid:pk>/deport/", session.item_withdraw, name="item_withdraw"),
    path("comites/deports/<uuid:pk>/annuler/", session.withdrawal_cancel, name="withdrawal_cancel"),
    path("comites/points/<uuid:pk>/vote/", session.item_vote, name="item_vote"),
    path("comites/points/<uuid:pk>/debats/", session.item_debate, name="item_debate"),
    path("comites/conditions/<uuid:pk>/lever/", sittings.condition_lift, name="condition_lift"),
    path("comites/<uuid:pk>/ordre-du-jour.pdf", documents.agenda_pdf, name="sitting_agenda_pdf"),
    path("comites/<uuid:pk>/dossier-de-seance.pdf", documents.pack_pdf, name="sitting_pack_pdf"),
    path("comites/<uuid:pk>/proces-verbal.pdf", documents.minutes_pdf, name="sitting_minutes_pdf"),
    path("comites/<uuid:pk>/rectifier/", sittings.minutes_rectify, name="minutes_rectify"),
    path(
        "comites/<uuid:pk>/proces-verbal-rectificatif-<int:rank>.pdf",
        documents.rectified_pdf,
        name="rectified_minutes_pdf",
    ),
    path("comites/dossiers/<uuid:pk>/note.pdf", documents.note_pdf, name="case_note_pdf"),
    path(
        "comites/decisions/<uuid:pk>/lettres/<slug:key>.pdf",
        documents.letter_pdf,
        name="decision_letter_pdf",
    ),
    path("comites/membres/", members.member_list, name="member_list"),
    path("comites/membres/nouveau/", members.member_new, name="member_new"),
    path("comites/membres/<uuid:pk>/", members.member, name="member"),
    path(
        "comites/representants/<uuid:pk>/",
        members.representative_edit,
        name="representative_edit",
    ),
    path("comites/representants/<uuid:pk>/siege/", members.seat_new, name="seat_new"),
    path("comites/sieges/<uuid:pk>/rendre/", members.seat_give_up, name="seat_give_up"),
    path("comites/regles/", members.committee_list, name="committee_list"),
    path("comites/regles/<uuid:pk>/", members.committee_edit, name="committee_edit"),
]
