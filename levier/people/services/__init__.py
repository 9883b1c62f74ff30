"""Writes of the registers: people, structures, banks, providers, prescribers, search words."""

from levier.people.services.bodies import bank_named, prescriber_named, provider_named, update_body
from levier.people.services.consents import record_consent, withdraw_consent
from levier.people.services.likeness import similar_people, similar_structures
from levier.people.services.persons import register_people, register_person, update_person
from levier.people.services.search_words import index_many, index_words, terms_of
from levier.people.services.structures import (
    link_holding,
    link_holdings,
    register_structure,
    register_structures,
    update_structure,
)

__all__ = [
    "bank_named",
    "index_many",
    "index_words",
    "link_holding",
    "link_holdings",
    "prescriber_named",
    "provider_named",
    "record_consent",
    "register_people",
    "register_person",
    "register_structure",
    "register_structures",
    "similar_people",
    "similar_structures",
    "terms_of",
    "update_body",
    "update_person",
    "update_structure",
    "withdraw_consent",
]
