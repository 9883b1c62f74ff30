"""The terms that both sides read: the shipped catalogue's, in force on the day of the benchmark."""

from dataclasses import fields

from benchmarks.eligibility.people import ON
from levier.catalogue import data_files
from levier.rules.eligibility import ConditionTerm, InstrumentTerms

CODES = (
    "garantie_egalite_femmes", "garantie_egalite_territoires", "garantie_egalite_acces",
    "garantie_emploi", "acces_plus", "cap_quartier",
)  # fmt: skip


def terms() -> list[InstrumentTerms]:
    """Return the six instruments that facts of people settle."""
    names = {field.name for field in fields(InstrumentTerms)}
    found = []
    for row in data_files.instruments():
        for version in row["version"] if row["code"] in CODES else ():
            values = data_files.version_fields(version)
            conditions = tuple(ConditionTerm(c["code"], c["label"]) for c in values["conditions"])
            kept = {k: v for k, v in values.items() if k in names and k != "conditions"}
            found.append(
                InstrumentTerms(
                    code=row["code"], label=row["label"], kind=row["kind"],
                    version_from=values["first_day"], version_to=values.get("last_day"),
                    state=values["status"], conditions=conditions, **kept,
                )
            )  # fmt: skip
    return [each for each in found if each.is_in_force_on(ON)]
