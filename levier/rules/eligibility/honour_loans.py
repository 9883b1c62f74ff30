"""What a loan of honour asks of its holder: a clean record, an operator, a young business."""

from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import (
    PROJECTS,
    TO_APPRAISE,
    UNKNOWN,
    Finding,
    Result,
    answer,
)

AGE = "company_age_unless_creation"


def not_in_ficp(facts: Facts) -> Finding:
    """The holder is not registered in the FICP, the file of who did not repay personal loans."""
    registered = facts.person.ficp_registered
    said = {True: "inscrit au FICP", False: "non inscrit au FICP"}
    return Finding(
        answer(None if registered is None else not registered),
        said.get(registered, UNKNOWN),  # type: ignore[arg-type]
        "non inscrit au FICP",
    )


def designated_operator(facts: Facts) -> Finding:
    """The request goes through an operator that the region designated."""
    known = facts.person.designated_operator
    said = {True: "par un opérateur désigné", False: "sans opérateur désigné"}
    return Finding(
        answer(known),
        said.get(known, UNKNOWN),  # type: ignore[arg-type]
        "demande portée par un opérateur désigné par la région",
    )


def company_age_unless_creation(facts: Facts) -> Finding:
    """A creation has no age to look at; the age of another business is for somebody to appraise."""
    project = facts.business.project
    threshold = "création ; sinon, âge de l’entreprise à apprécier".replace(" ;", "\u00a0;")
    if project == "creation":
        return Finding(Result.YES, PROJECTS[project], threshold)
    fact = f"{PROJECTS[project]}, {TO_APPRAISE}" if project else UNKNOWN
    return Finding(Result.TO_CHECK, fact, threshold)
