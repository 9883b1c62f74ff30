"""The session on the room's screen: larger, and without the personal data of the dossier."""

from collections.abc import Callable

from levier.committees.models import AgendaItem
from levier.people.models import Holding
from levier.rules.room_display import birth_words, for_the_room

KEPT = "projection"


def projected(request) -> bool:
    """Return whether the session is shown to a room: `?projection=1` or `=0` is kept for later."""
    asked = request.GET.get("projection")
    if asked is not None and (asked == "1") != request.session.get(KEPT, False):
        request.session[KEPT] = asked == "1"
    return bool(request.session.get(KEPT, False))


def cover(item: AgendaItem) -> Callable[[str], str]:
    """Mask, in what the page is about to show of a point, what the room must not read.

    The rows are those of the page alone: nothing is saved. Return how to mask one text more.
    """
    known = _known(item)

    def hide(text: str) -> str:
        return for_the_room(text, known)

    case = item.case
    case.description, case.opinion_text = hide(case.description), hide(case.opinion_text)
    item.debate = hide(item.debate)
    for decision in item.decisions.all():
        decision.reason = hide(decision.reason)
        for condition in decision.conditions.all():
            condition.text, condition.evidence = hide(condition.text), hide(condition.evidence)
    return hide


def _known(item: AgendaItem) -> list[str]:
    """Return the contacts of a dossier and the names of its third persons, the holder's left."""
    case, found = item.case, []
    for row in (case.person, case.structure):
        if row is not None:
            found += [row.address, row.phone, row.email]
    if case.person:
        found += birth_words(case.person.birth_date)
    others = [row.person for row in case.parties.select_related("person") if row.person]
    if case.structure:
        associates = Holding.objects.filter(structure=case.structure).select_related("person")
        others += [row.person for row in associates if row.person_id != case.person_id]
    own = {case.person.last_name, case.person.first_name} if case.person else set()
    names = {name for person in others for name in (person.last_name, person.first_name)}
    return found + [str(person) for person in others] + sorted(names - own)
