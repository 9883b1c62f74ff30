"""The conditions that a house may state of a product: kind, threshold and unit, and the sentence.

A condition is kept as a code that `conditions` answers: `women`, `company_under:3`,
`naf_among:47,56`. What no rule answers is kept too (`appraisal:…`): somebody must look.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields

from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, euros, plural
from levier.kernel.text import normalise, squeeze
from levier.rules.eligibility.terms import CONFIRMED, ConditionTerm

APPRAISAL = "appraisal"
CERTAINTIES = (CONFIRMED, "in_use")
MOST_DIGITS = 7
_KEPT = {field.name for field in fields(ConditionTerm)}
NAF_CODE = re.compile(r"\d{2}(\.?\d{1,2}[A-Z]?)?")
_FORMER = {
    "woman": ("women", ""),
    "company_under_3_years": ("company_under", "3"),
    "company_under_5_years": ("company_under", "5"),
}
"""Codes that say what another says: a version copied takes the one that the screens offer."""


class InvalidCondition(DomainError):
    """A condition is not one that the rules can read."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class ConditionKind:
    """A kind of condition. `sentence` holds {value} when it takes one, in `unit`."""

    code: str
    group: str
    sentence: str
    unit: str = ""
    read: Callable[[str], str] | None = None
    say: Callable[[str], str] = str

    @property
    def takes_value(self) -> bool:
        """Tell whether the kind carries a threshold, a list or words."""
        return self.read is not None


def condition_code(kind: str, value: str = "") -> str:
    """Return the code of a condition of this kind, with its threshold or list.

    Errors: InvalidCondition, whose field is `kind` or `value`.
    """
    found = KINDS.get(kind)
    if found is None:
        raise InvalidCondition(field="kind", reason="Choisissez une condition de la liste.")
    if found.read is None:
        if value.strip():
            reason = "Cette condition n’a pas de seuil : videz la case."
            raise InvalidCondition(field="value", reason=_spaced(reason))
        return kind
    return f"{kind}:{found.read(squeeze(value))}"


def kind_and_value(code: str) -> tuple[str, str]:
    """Return the kind and the value of a condition's code, as `condition_code` takes them.

    A code that no rule answers is an appraisal, of which nothing but the label remains.
    """
    if code in _FORMER:
        return _FORMER[code]
    name, _, value = code.partition(":")
    return (name, value) if name in KINDS else (APPRAISAL, value or name)


def sentence_of(code: str) -> str:
    """Return what a condition asks, in French; the words of an appraisal are its label's."""
    name, value = kind_and_value(code)
    return KINDS[name].sentence.format(value=KINDS[name].say(value))


def check_conditions(conditions: list[dict[str, str]]) -> None:
    """Refuse the conditions of a version that could not be read or shown.

    Errors: InvalidCondition for one without code, label or known certainty, twice the same, or
    with a threshold that no rule reads.
    """
    seen: set[str] = set()
    for condition in conditions:
        code, label = condition.get("code", ""), condition.get("label", "").strip()
        certainty = condition.get("certainty", CONFIRMED)
        if not code or not label or certainty not in CERTAINTIES or condition.keys() - _KEPT:
            reason = "Une condition n’a pas de code, de libellé ou de certitude connus."
            raise InvalidCondition(reason=reason)
        if code in seen:
            raise InvalidCondition(
                reason=f"La condition «{NBSP}{label}{NBSP}» est écrite deux fois."
            )
        if code.partition(":")[0] in KINDS:
            condition_code(*kind_and_value(code))
        seen.add(code)


def _count(unit: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        digits = re.sub(r"[\s\u00a0\u202f€]", "", value)
        usable = digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
        if not usable or int(digits) == 0:
            reason = f"Écrivez le seuil en {unit}, un nombre entier au-dessus de zéro."
            raise InvalidCondition(field="value", reason=reason)
        return str(int(digits))

    return read


def _naf_codes(value: str) -> str:
    codes = [code.upper() for code in re.split(r"[,;\s]+", value) if code]
    if not codes or not all(NAF_CODE.fullmatch(code) for code in codes):
        reason = "Écrivez des codes NAF séparés par des virgules, par exemple 47, 56.10A."
        raise InvalidCondition(field="value", reason=reason)
    return ",".join(dict.fromkeys(codes))


def _legal_forms(value: str) -> str:
    forms = [normalise(form) for form in re.split(r"[,;]", value)]
    forms = [form for form in forms if form]
    if not forms:
        reason = "Écrivez des formes juridiques séparées par des virgules, par exemple scop, scic."
        raise InvalidCondition(field="value", reason=reason)
    return ",".join(dict.fromkeys(forms))


def _words(value: str) -> str:
    words = "_".join(normalise(value).split())
    if not words:
        reason = "Écrivez en quelques mots ce que quelqu’un devra apprécier."
        raise InvalidCondition(field="value", reason=reason)
    return words[:60]


def _years(value: str) -> str:
    return plural(int(value), "an")


def _months(value: str) -> str:
    return plural(int(value), "mois", "mois")


def _listed(value: str) -> str:
    *before, last = value.split(",")
    return f"{', '.join(before)} ou {last}" if before else last


def _spaced(sentence: str) -> str:
    return sentence.replace(" :", f"{NBSP}:")


HOLDER, PLACE, BUSINESS, SOCIAL, OTHER = (
    "Porteur", "Lieu", "Entreprise", "Économie sociale et solidaire", "Autre",
)  # fmt: skip
KINDS: dict[str, ConditionKind] = {
    kind.code: kind
    for kind in (
        ConditionKind("women", HOLDER, "Projet porté par une femme"),
        ConditionKind("job_seeker", HOLDER, "Demandeur d’emploi"),
        ConditionKind(
            "job_seeker_or_precarious", HOLDER, "Demandeur d’emploi ou en situation précaire"
        ),
        ConditionKind(
            "registered_for", HOLDER, "Inscrit à France Travail depuis {value} ou plus",
            "mois", _count("mois"), _months,
        ),
        ConditionKind("long_term_unemployed", HOLDER, "Demandeur d’emploi de longue durée"),
        ConditionKind("minima", HOLDER, "Bénéficiaire de minima sociaux (RSA, ASS, AAH)"),
        ConditionKind(
            "minima_or_long_term", HOLDER,
            "Minima sociaux, ou demandeur d’emploi de longue durée",
        ),
        ConditionKind("iae_eligible", HOLDER, "Éligible à l’insertion par l’activité économique"),
        ConditionKind("not_in_ficp", HOLDER, "Porteur non inscrit au FICP"),
        ConditionKind(
            "designated_operator", HOLDER, "Demande portée par un opérateur désigné par la région"
        ),
        ConditionKind("qpv_place", PLACE, "Projet situé dans un QPV"),
        ConditionKind("qpv_place_or_home", PLACE, "Projet situé, ou porteur domicilié, en QPV"),
        ConditionKind("zfrr", PLACE, "Projet situé en ZFRR"),
        ConditionKind("qpv_or_zfrr", PLACE, "Projet situé en QPV ou en ZFRR"),
        ConditionKind("creation", BUSINESS, "Création"),
        ConditionKind("takeover", BUSINESS, "Reprise"),
        ConditionKind("development", BUSINESS, "Développement"),
        ConditionKind("creation_or_takeover", BUSINESS, "Création ou reprise"),
        ConditionKind(
            "company_under", BUSINESS, "Entreprise de moins de {value}",
            "années", _count("années"), _years,
        ),
        ConditionKind(
            "company_under_3_or_5_years", BUSINESS,
            "Entreprise de moins de 3 ans (de 3 à 5 ans, à vérifier)",
        ),
        ConditionKind(
            "new_or_young_company", BUSINESS,
            "Création, reprise, ou entreprise de moins de 3 ans (de 3 à 5 ans, à vérifier)",
        ),
        ConditionKind(
            "company_age_unless_creation", BUSINESS,
            "Création, sinon âge de l’entreprise à apprécier",
        ),
        ConditionKind(
            "plan_under", BUSINESS, "Plan de financement de moins de {value}",
            "euros", _count("euros"), lambda value: euros(int(value)),
        ),
        ConditionKind("not_primary_production", BUSINESS, "Hors production agricole primaire"),
        ConditionKind(
            "naf_among", BUSINESS, "Activité de code NAF {value}", "codes NAF", _naf_codes, _listed
        ),
        ConditionKind(
            "naf_outside", BUSINESS, "Activité hors des codes NAF {value}", "codes NAF",
            _naf_codes, _listed,
        ),
        ConditionKind(
            "legal_form_among", BUSINESS, f"Forme juridique{NBSP}: {{value}}",
            "formes juridiques", _legal_forms, _listed,
        ),
        ConditionKind("association", SOCIAL, "Association"),
        ConditionKind("ess", SOCIAL, "Entité de l’ESS"),
        ConditionKind("ess_or_engaged", SOCIAL, "Entité de l’ESS ou projet engagé"),
        ConditionKind("engaged_project", SOCIAL, "Projet engagé"),
        ConditionKind("iae_structure", SOCIAL, "Structure de l’insertion (IAE)"),
        ConditionKind(
            "ess_employer", SOCIAL, "Structure de l’ESS de plus d’un an, avec un salarié"
        ),
        ConditionKind(
            "difficulty_shown", SOCIAL,
            "Perte en trois ans, financement ou marché stratégique perdu, ou fonds propres en "
            "forte baisse",
        ),
        ConditionKind(
            "ess_in_difficulty", SOCIAL,
            "Structure de l’ESS en difficulté, de plus d’un an, avec un salarié",
        ),
        ConditionKind("loss_in_last_3_years", SOCIAL, "Une perte dans les trois dernières années"),
        ConditionKind(
            "host_structure", SOCIAL, "Structure hôte qui embauche le porteur (à apprécier)"
        ),
        ConditionKind(
            APPRAISAL, OTHER, f"À apprécier par quelqu’un{NBSP}: {{value}}", "quelques mots",
            _words, lambda value: value.replace("_", " "),
        ),
    )
}  # fmt: skip
"""Every kind that the screens offer, in their order."""
