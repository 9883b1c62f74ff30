"""The schemes of the sheet « Ingénierie », as the house writes them."""

from levier.kernel.text import normalise

SCHEMES = {
    "DLA": "dla",
    "DASESS": "dasess",
    "FIDESS": "fidess",
    "Fonds Pas-de-Calais Territoire d'ESS": "fonds_ess",
}
_KNOWN = {normalise(label): scheme for label, scheme in SCHEMES.items()}


def scheme_of(label: str) -> str | None:
    """Return the scheme of this name, or None. The fund is known by « Fonds … ESS » too."""
    key = normalise(label)
    if key.startswith("fonds ") and key.endswith(" ess"):
        return "fonds_ess"
    return _KNOWN.get(key)
