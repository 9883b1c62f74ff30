from django.urls import path

from levier.web.programmes import campaigns, journeys, payments

urlpatterns = [
    path("parcours/<slug:programme>/", journeys.journey_list, name="journey_list"),
    path("parcours/fiche/<uuid:pk>/", journeys.journey, name="journey"),
    path("campagnes/", campaigns.campaign_list, name="campaign_list"),
    path("campagnes/<uuid:pk>/", campaigns.campaign, name="campaign"),
    path("ingenierie/", payments.engineering_payment_list, name="engineering_payment_list"),
    path("ingenierie/<uuid:pk>/", payments.engineering_payment, name="engineering_payment"),
]
