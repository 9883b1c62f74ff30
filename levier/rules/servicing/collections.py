"""Direct debits: mandates, sequences, notice, and what to do when one comes back.

Delays: parameters/sepa.toml. Meaning of the codes and reactions: docs/rules/prelevements.md.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from levier.kernel.dates import add_months
from levier.kernel.french import long_date
from levier.rules.parameters import history, parameter

# The SEPA characters, without a space: a reference is read back by other systems.
REFERENCE = re.compile(r"[A-Za-z0-9/\-?:().,'+]{1,35}")


class Sequence(StrEnum):
    """Where a collection stands in its mandate."""

    FIRST = "FRST"
    RECURRENT = "RCUR"
    FINAL = "FNAL"
    ONE_OFF = "OOFF"


class Reaction(StrEnum):
    """What a returned collection asks for."""

    RETRY = "retry"  # once more, with a reminder
    NEW_ACCOUNT = "new_account"  # ask for another IBAN
    OTHER_MEANS = "other_means"  # the account may not be debited
    CHECK_MANDATE = "check_mandate"  # stop, look at the evidence
    MEND_MANDATE = "mend_mandate"
    REVERSE = "reverse"  # the debtor was refunded
    STOP = "stop"  # the debtor died
    MANUAL = "manual"  # the bank does not say why
    CHECK_FILE = "check_file"  # sent twice


REACTIONS: dict[str, Reaction] = {
    "AM04": Reaction.RETRY,
    "AC01": Reaction.NEW_ACCOUNT,
    "AC04": Reaction.NEW_ACCOUNT,
    "RC01": Reaction.NEW_ACCOUNT,
    "AC06": Reaction.OTHER_MEANS,
    "AG01": Reaction.OTHER_MEANS,
    "MD01": Reaction.CHECK_MANDATE,
    "MD02": Reaction.MEND_MANDATE,
    "MD06": Reaction.REVERSE,
    "MD07": Reaction.STOP,
    "MS02": Reaction.MANUAL,
    "MS03": Reaction.MANUAL,
    "AM05": Reaction.CHECK_FILE,
    "DUPL": Reaction.CHECK_FILE,
}
SENTENCES: dict[Reaction, str] = {
    Reaction.RETRY: "Provision insuffisante\u00a0: relancez, puis représentez une seule fois.",
    Reaction.NEW_ACCOUNT: "Le compte est faux ou fermé\u00a0: demandez un nouveau RIB.",
    Reaction.OTHER_MEANS: "Ce compte ne se prélève pas\u00a0: convenez d’un autre moyen.",
    Reaction.CHECK_MANDATE: "Le mandat est contesté\u00a0: arrêtez, et retrouvez sa preuve.",
    Reaction.MEND_MANDATE: "Les données du mandat sont fausses\u00a0: corrigez-les.",
    Reaction.REVERSE: "Le débiteur a été remboursé\u00a0: annulez l’encaissement et appelez-le.",
    Reaction.STOP: "Le débiteur est décédé\u00a0: arrêtez tout prélèvement.",
    Reaction.MANUAL: "La banque ne donne pas le motif\u00a0: appelez le débiteur.",
    Reaction.CHECK_FILE: "Prélèvement présenté deux fois\u00a0: vérifiez les remises.",
}
SPENT = "Provision insuffisante, déjà représenté\u00a0: appelez, et convenez d’un autre moyen."
# After these, nothing is debited on the mandate until somebody says so.
SUSPENDING = frozenset(
    {
        Reaction.NEW_ACCOUNT,
        Reaction.OTHER_MEANS,
        Reaction.CHECK_MANDATE,
        Reaction.MEND_MANDATE,
        Reaction.REVERSE,
        Reaction.STOP,
    }
)
MOST_RETRIES = 1


@dataclass(frozen=True, slots=True)
class Return:
    """What a return code asks for, in words, and whether the same amount may be presented again."""

    reaction: Reaction
    sentence: str
    may_retry: bool

    @property
    def suspends(self) -> bool:
        """True when the mandate serves no more until somebody says so."""
        return self.reaction in SUSPENDING


def reaction_to(code: str, retries: int) -> Return:
    """Return what to do with a returned collection already presented again `retries` times.

    A code that nobody knows is handled by hand, never dropped. Only a lack of funds is presented
    again, once.
    """
    reaction = REACTIONS.get(code.strip().upper(), Reaction.MANUAL)
    may_retry = reaction == Reaction.RETRY and retries < MOST_RETRIES
    sentence = SENTENCES[reaction]
    if reaction == Reaction.RETRY and not may_retry:
        sentence = SPENT
    return Return(reaction, sentence, may_retry)


def reference_fault(reference: str) -> str | None:
    """Return what is wrong with a mandate reference (RUM), None when it holds."""
    if REFERENCE.fullmatch(reference):
        return None
    return (
        "Une référence de mandat a 35 caractères au plus\u00a0: lettres sans accent, chiffres et "
        "/ - ? : ( ) . , ' +, sans espace."
    )


def first_signature() -> date:
    """Return the first day on which a mandate is signed. Source: parameters/sepa.toml."""
    return history("sepa", "mandate_lapse")[0].since


def signature_fault(signed_on: date) -> str | None:
    """Return what is wrong with the day of a signature, None when it holds."""
    if signed_on >= first_signature():
        return None
    return (
        f"Aucun mandat SEPA n’est signé avant le {long_date(first_signature())}\u00a0: corrigez ce "
        "jour, ou faites signer un mandat."
    )


def lapses_on(signed_on: date, last_presented_on: date | None) -> date:
    """Return the last day of a mandate: some months after its last presentation, even rejected.

    Source: parameters/sepa.toml, its first value for an older signature.
    """
    since = last_presented_on or signed_on
    return add_months(since, parameter("sepa", "mandate_lapse", max(since, first_signature())))


def notice_by(due_on: date) -> date:
    """Return the last day to announce a collection. Source: parameters/sepa.toml."""
    return due_on - timedelta(days=parameter("sepa", "pre_notification", due_on))


def soonest_debit(announced_on: date) -> date:
    """Return the first day that a notice sent on a day may announce."""
    return announced_on + timedelta(days=parameter("sepa", "pre_notification", announced_on))


def presented_on(due_on: date, handed_on: date) -> date:
    """Return the day asked of the bank: the one announced, later when the file leaves too late."""
    return max(due_on, soonest_presented(handed_on))


def soonest_presented(handed_on: date) -> date:
    """Return the first day that a file handed over on a day may ask for."""
    return handed_on + timedelta(days=parameter("sepa", "presentation_lead", handed_on))


def refund_weeks(on: date) -> int:
    """Return for how many weeks a debtor is refunded without a reason."""
    weeks: int = parameter("sepa", "refund", on)
    return weeks


def proposal_end(on: date) -> date:
    """Return the last due date for which debits are proposed on a day."""
    return on + timedelta(days=parameter("sepa", "proposal_window", on))


def sequence_of(presented: int, *, is_recurrent: bool, is_last: bool) -> Sequence:
    """Return the sequence of the next collection of a mandate presented `presented` times."""
    if not is_recurrent:
        return Sequence.ONE_OFF
    if is_last and presented:
        return Sequence.FINAL
    return Sequence.RECURRENT if presented else Sequence.FIRST
