"""Invented names: some that many people bear, as in a department, and many that few do."""

import random
from functools import cache

from levier.rules.duplicates import phonetic_key

FIRST_NAMES = (
    "Léa Louis Jade Gabriel Emma Arthur Alice Jules Chloé Adam Inès Hugo Sarah Malo Nadia Karim "
    "Lucie Théo Manon Enzo Camille Paul Zoé Nathan Sofia Rayan Margaux Axel Clara Noé Amel Yanis"
).split()
FREQUENT_NAMES = (
    "Lefebvre Delattre Carpentier Wattiez Hochart Flahaut Majewski Kowalski Leroy Bailleul Sailly "
    "Thellier Pruvost Lenglet Vasseur Cherif Belhadj Ruelle Traoré Fontaine Lambin Vanhove Crépin"
).split()
STARTS = "Bo Ca Da Del Fla Gue Hel Lam Mar Nor Pe Que Ro Ste Ver Wa".split()
MIDDLES = "bel cour de gan hau len mon nar pin quen ri sau ter vil".split()
ENDS = "aert ain court el eux ez hem ier in lle mont ot quet son ville".split()
TRADES = (
    "Boulangerie Cycles Menuiserie Coiffure Épicerie Garage Traiteur Fleurs Librairie Ferronnerie "
    "Couture Maraîchage Brasserie Carrelage Toilettage Optique Poterie Électricité"
).split()
PLACES = (
    "Terril Gohelle Beffroi Marais Moulin Phare Canal Remparts Dunes Jardins Fosse Lys Scarpe "
    "Halles Écluse Ternois Boulonnais Calvaire Tilleuls Corons"
).split()
# The ranges that no subscriber ever has: invented numbers ring nowhere.
PHONE_RANGES = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98")
FREQUENT_SHARE = 0.2


def last_name(draw: random.Random) -> str:
    """A family name: one in five is frequent, the others are built of three parts."""
    if draw.random() < FREQUENT_SHARE:
        return draw.choice(FREQUENT_NAMES)
    return draw.choice(STARTS) + draw.choice(MIDDLES) + draw.choice(ENDS)


def business_name(draw: random.Random) -> str:
    """A trade, a place and a name: `Menuiserie du Terril Delmonquet`."""
    return f"{draw.choice(TRADES)} du {draw.choice(PLACES)} {last_name(draw)}"


def phone(rank: int) -> str:
    """A telephone of the ranges kept for fiction."""
    digits = f"{rank // len(PHONE_RANGES) % 10_000:04d}"
    return f"{PHONE_RANGES[rank % len(PHONE_RANGES)]} {digits[:2]} {digits[2:]}"


@cache
def sound_of(name: str) -> str:
    """The phonetic key of a family name, computed once."""
    return phonetic_key(name)
