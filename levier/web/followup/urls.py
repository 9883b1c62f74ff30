from django.urls import path

from levier.web.followup import lists, reviews, views

urlpatterns = [
    path("suivi/", lists.follow_up_list, name="follow_up_list"),
    path("suivi/revues/<uuid:pk>/", reviews.review, name="review"),
    path("suivi/revues/<uuid:pk>/document/", reviews.review_file, name="review_file"),
    path("suivi/revues/<uuid:pk>/<slug:step>/", reviews.review_step, name="review_step"),
    path("engagements/<uuid:pk>/suivi/", views.follow_up, name="follow_up"),
    path("engagements/<uuid:pk>/suivi/<slug:step>/", views.follow_up_step, name="follow_up_step"),
]
