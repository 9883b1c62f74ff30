"""Ties between a member and a dossier, by which Levier proposes a withdrawal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from levier.kernel.text import normalise


@dataclass(frozen=True, slots=True)
class Tie:
    """What is known of a member, or of a dossier: names as people write them."""

    banks: frozenset[str] = frozenset()
    family_names: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A tie found between a member and a dossier; `ground` is bank, name, employer or mandate."""

    ground: str
    reason: str


def conflicts_of(
    *, bank: str, family_name: str, employer: str, mandates: Sequence[str], case: Tie
) -> list[Conflict]:
    """Return the ties between a member and a dossier, each with its reason, in French.

    Names are compared once normalised (case, accents, spaces, legal form aside); an organisation
    is recognised in the banks, structures and partners of the dossier, whichever says so.
    """
    banks, families = _by_key(case.banks), _by_key(case.family_names)
    others = banks | _by_key(case.organisations)
    found = []
    if bank and _key(bank) in banks:
        found.append(Conflict("bank", f"représente {banks[_key(bank)]}, banque de ce dossier"))
    if family_name and _key(family_name) in families:
        found.append(
            Conflict("name", f"porte le même nom de famille que {families[_key(family_name)]}")
        )
    if employer and _key(employer) in others:
        found.append(
            Conflict("employer", f"est employé·e par {others[_key(employer)]}, partie à ce dossier")
        )
    for mandate in mandates:
        if mandate.strip() and _key(mandate) in others:
            found.append(
                Conflict("mandate", f"a un mandat à {others[_key(mandate)]}, partie à ce dossier")
            )
            break
    return found


_FORMS = frozenset("sa sas sasu sarl eurl sci scic scop snc ei association asso".split())


def _key(name: str) -> str:
    words = normalise(name).split()
    return " ".join(word for word in words if word not in _FORMS) or " ".join(words)


def _by_key(names: Collection[str]) -> dict[str, str]:
    return {_key(name): name for name in sorted(names) if name.strip()}
