"""The tracks (filières) of dossiers, and which tracks a role reads without a granted access.

docs/roles.csv says the same for people; tests/web/test_access.py checks that they agree.
"""

from django.db import models


class Track(models.TextChoices):
    """Where a dossier goes: which team instructs it and which chapter of the report counts it."""

    CREATION = "creation", "création d'entreprise (TPE)"
    ENGAGED = "engaged", "projet engagé"
    ESS = "ess", "structure de l'ESS"
    DASESS = "dasess", "DASESS"
    DLA = "dla", "DLA"
    FIDESS = "fidess", "FIDESS"
    ACCES_PLUS = "acces_plus", "Accès+"
    BRSA = "brsa", "BRSA indépendant"
    CROWDFUNDING = "crowdfunding", "Propulsons"


SOCIAL_TRACKS = (Track.BRSA,)
ORGANISATION_TRACKS = (Track.ESS, Track.DASESS, Track.DLA, Track.FIDESS)
"""The tracks whose dossiers are an organisation's: a person is its contact, not the holder."""

_FINANCING = (
    Track.CREATION,
    Track.ENGAGED,
    Track.ESS,
    Track.DASESS,
    Track.DLA,
    Track.FIDESS,
    Track.ACCES_PLUS,
    Track.CROWDFUNDING,
)

TRACKS_READ_BY: dict[str, tuple[str, ...]] = {
    "advisor": _FINANCING,
    "dla_officer": (Track.DLA, Track.ESS, Track.DASESS, Track.FIDESS),
    "brsa_advisor": (Track.BRSA,),
    "secretary": _FINANCING,
    "finance": _FINANCING,
    "director": (*_FINANCING, Track.BRSA),
    "administrator": _FINANCING,
}
