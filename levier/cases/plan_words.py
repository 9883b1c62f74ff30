"""The words of the plan: which natures stand on which side, and how an association names them."""

from levier.cases.models import Case, PlanLine

_N = PlanLine.Nature

NEEDS = (
    _N.INTANGIBLE, _N.PREMISES, _N.EQUIPMENT, _N.VEHICLE, _N.DEPOSIT, _N.STOCK,
    _N.WORKING_CAPITAL, _N.CASH_BUFFER, _N.COMMISSION, _N.LOAN_REPAID, _N.DRAWINGS, _N.OTHER_NEED,
)  # fmt: skip
RESOURCES = (
    _N.OWN_CASH, _N.OWN_KIND, _N.ASSOCIATE, _N.HONOUR_LOAN, _N.BANK_LOAN, _N.SOLIDARITY, _N.GRANT,
    _N.CROWDFUNDING, _N.CASH_FLOW, _N.OTHER_RESOURCE,
)  # fmt: skip
_ASSOCIATION_ONLY = {
    "need": (_N.VOLUNTARY_USE,),
    "resource": (_N.DEDICATED_FUNDS, _N.VOLUNTARY),
}
# The wording of the accounting rules of associations (règlement ANC 2018-06).
_ASSOCIATION_WORDS = {
    _N.OWN_CASH: "fonds propres",
    _N.ASSOCIATE: "apport avec droit de reprise",
    _N.OWN_KIND: "apport en nature avec droit de reprise",
    _N.DRAWINGS: "engagements à réaliser sur fonds dédiés",
    _N.GRANT: "subvention",
}
_ASSOCIATION_CATEGORIES = ("92", "93")
_ASSOCIATION_FORMS = ("association", "fondation", "fonds de dotation")


def is_association(case: Case) -> bool:
    """True when the structure of a dossier is an association, by its legal form or category."""
    structure = case.structure
    if structure is None:
        return False
    named = structure.legal_form.lower()
    return structure.legal_category[:2] in _ASSOCIATION_CATEGORIES or any(
        form in named for form in _ASSOCIATION_FORMS
    )


def natures_of(case: Case, side: str) -> list[tuple[str, str]]:
    """Return the natures of one side, code and words, as this dossier names them."""
    natures = NEEDS if side == PlanLine.Side.NEED else RESOURCES
    if not is_association(case):
        return [(one.value, str(one.label)) for one in natures]
    natures = (*natures, *_ASSOCIATION_ONLY[side])
    return [(one.value, _ASSOCIATION_WORDS.get(one, str(one.label))) for one in natures]


def nature_word(case: Case, line: PlanLine) -> str:
    """Return the nature of a line in the words of its dossier."""
    if is_association(case):
        return _ASSOCIATION_WORDS.get(line.nature, line.get_nature_display())
    return line.get_nature_display()


def line_word(case: Case, line: PlanLine) -> str:
    """Return how a line is called: its label, else its nature in the words of its dossier."""
    return line.label or nature_word(case, line)
