"""Which counts a reader from outside may see: none that would tell of a person.

A count is kept back when it is small, when what it leaves of the whole is small, and when it could
be worked out again from those beside it. Example: docs/rules/publics.md.
"""

from collections.abc import Mapping

from levier.rules.indicators.audiences import Passage

# Decided = granted + refused + adjourned: any three of them give the fourth.
SUM = (Passage.DECIDED, Passage.GRANTED, Passage.REFUSED, Passage.ADJOURNED)


def kept_back(
    line: Mapping[Passage, int], whole: Mapping[Passage, int], fewest: int
) -> frozenset[Passage]:
    """Return the counts of an audience that are not shown, given those of every dossier.

    `fewest` is the smallest number that tells of nobody; 0 keeps nothing back.
    """
    hidden = {
        passage
        for passage, count in line.items()
        if 0 < count < fewest or 0 < whole[passage] - count < fewest
    }
    alone = hidden & set(SUM)
    if len(alone) == 1:
        others = [passage for passage in SUM if passage not in alone and line[passage]]
        if others:
            hidden.add(min(others, key=lambda passage: (line[passage], SUM.index(passage))))
    return frozenset(hidden)
