"""Pieces to bring: only what nobody knows yet."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from levier.kernel.french import NBSP, plural
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.proposals.move import (
    TO_ASK,
    Move,
    Proposer,
    asked_when,
    proved,
)
from levier.rules.eligibility.terms import InstrumentTerms


def minima(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """A minimum income that nobody asked about."""
    if facts.person.minima is None:
        person = replace(facts.person, minima="RSA")
        what = "le RSA, l’ASS ou l’AAH (attestation de moins de trois mois)"
        yield from proved("minima", what, replace(facts, person=person))


def _job_seeker(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """A registration is a step that one can take."""
    person = replace(facts.person, is_job_seeker=True)
    if facts.is_job_seeker is None:
        what = "l’inscription à France Travail (attestation)"
        yield from proved("registration", what, replace(facts, person=person))
    else:
        person = replace(person, months_registered=0)
        sentence = "Si le porteur était inscrit à France Travail le jour de la décision"
        yield Move("registration", sentence, replace(facts, person=person))


def _job_seeker_or_precarious(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    yield from _job_seeker(terms, facts)
    yield from minima(terms, facts)


def _not_in_ficp(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    if facts.person.ficp_registered is None:
        person = replace(facts.person, ficp_registered=False)
        what = "que le porteur n’est pas inscrit au FICP (relevé de la Banque de France)"
        yield from proved("ficp", what, replace(facts, person=person))


def _operator(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """Going through an operator is a step that one can take."""
    if not facts.person.designated_operator:
        person = replace(facts.person, designated_operator=True)
        asks = asked_when(facts.person.designated_operator is None, "operator")
        sentence = "Si un opérateur désigné par la région portait la demande"
        yield Move("operator", sentence, replace(facts, person=person), asks)


def _unknown_place(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    if facts.business.qpv is None:
        place = replace(facts, business=replace(facts.business, qpv="QPV"))
        yield from proved("qpv", "que le projet se situe dans un QPV (adresse vérifiée)", place)


def _unknown_home(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    yield from _unknown_place(terms, facts)
    if facts.person.home_qpv is None:
        home = replace(facts, person=replace(facts.person, home_qpv="QPV"))
        what = "que le domicile est dans un QPV (justificatif de domicile)"
        yield from proved("home_qpv", what, home)


def _unknown_rural(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    if facts.business.in_zfrr is None:
        place = replace(facts, business=replace(facts.business, in_zfrr=True))
        yield from proved("zfrr", "que la commune est en ZFRR (adresse vérifiée)", place)


def _unknown_zone(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    yield from _unknown_place(terms, facts)
    yield from _unknown_rural(terms, facts)


def _of_business(name: str, value: Any, what: str, fact: str = "") -> Proposer:
    """Return the proposer of a fact of the business that a piece would prove.

    `fact` is the name of the move where it is not that of the field.
    """

    def propose(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
        if getattr(facts.business, name) is None:
            business = replace(facts.business, **{name: value})
            yield from proved(fact or name, what, replace(facts, business=business))

    return propose


def _engaged(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """An axis of engagement is a thing to prove at any time."""
    if not facts.business.engagement_axes:
        business = replace(facts.business, engagement_axes=1)
        what = "un axe d’engagement du projet, avec sa preuve"
        yield from proved("engagement", what, replace(facts, business=business))


def _ess_or_engaged(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    yield from belongs_to_ess(terms, facts)
    yield from _engaged(terms, facts)


def company_age(years: int) -> Proposer:
    """Return the proposer of a creation date still unknown."""

    def propose(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
        if facts.business.created_on is None:
            business = replace(facts.business, created_on=facts.on)
            what = f"une création depuis moins de {plural(years, 'an')} (extrait du registre)"
            yield from proved("created_on", what, replace(facts, business=business))

    return propose


def _project(*wanted: str) -> Proposer:
    """Return the proposer of a kind of project that the dossier does not say yet."""
    words = {"creation": "une création", "takeover": "une reprise",
             "development": "un développement"}  # fmt: skip

    def propose(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
        if not facts.business.project:
            for kind in wanted:
                business = replace(facts.business, project=kind)
                sentence = f"Si le dossier disait que le projet est {words[kind]}"
                changed = replace(facts, business=business)
                yield Move("project", sentence, changed, TO_ASK["project"])

    return propose


belongs_to_ess = _of_business("ess", True, f"l’appartenance à l’ESS{NBSP}(statuts)")
loss = _of_business(
    "losses_last_3_years", 1, "une perte dans les trois ans (comptes annuels)", "losses"
)


def _new_or_young(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    yield from _project("creation", "takeover")(terms, facts)
    yield from company_age(3)(terms, facts)


PROPOSERS: dict[str, Proposer] = {
    "new_or_young_company": _new_or_young,
    "minima": minima,
    "job_seeker": _job_seeker,
    "job_seeker_or_precarious": _job_seeker_or_precarious,
    "not_in_ficp": _not_in_ficp,
    "designated_operator": _operator,
    "company_age_unless_creation": _project("creation"),
    "qpv_place": _unknown_place,
    "qpv_place_or_home": _unknown_home,
    "qpv_or_zfrr": _unknown_zone,
    "zfrr": _unknown_rural,
    "ess": belongs_to_ess,
    "ess_or_engaged": _ess_or_engaged,
    "engaged_project": _engaged,
    "iae_structure": _of_business("iae_type", "ACI", "une convention d’insertion avec l’État"),
    "loss_in_last_3_years": loss,
    "company_under_3_years": company_age(3),
    "company_under_5_years": company_age(5),
    "company_under_3_or_5_years": company_age(3),
    "creation": _project("creation"),
    "takeover": _project("takeover"),
    "development": _project("development"),
    "creation_or_takeover": _project("creation", "takeover"),
}
