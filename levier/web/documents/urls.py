from django.urls import path

from levier.web.documents import signing

urlpatterns = [
    path("comites/<uuid:pk>/signer/", signing.sitting_sign, name="sitting_sign"),
    path("signatures/<uuid:pk>/", signing.signature, name="signature"),
    path("signatures/<uuid:pk>/signe.pdf", signing.signed_file, name="signed_file"),
]
