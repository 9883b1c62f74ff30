"""Many invented dossiers at once, to measure pages on them: never in a house of real ones."""

import random
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from levier.accounts.many_rows import insert_rows
from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.exchange.seeding.decisions import decisions_of
from levier.exchange.seeding.dossiers import SOWN, dossiers
from levier.exchange.seeding.instruction import instruction_of
from levier.exchange.seeding.scene import Scene
from levier.exchange.seeding.writing import make_room, write_words
from levier.kernel.errors import DomainError

BATCH = 5_000


class NotASeedHouse(DomainError):
    """The house holds real dossiers."""

    message = (
        "La maison « {house} » contient des dossiers saisis ou importés\u202f: semez dans une "
        "autre (--house), pour ne jamais mêler du vrai et de l’inventé."
    )


def seed_cases(
    *, house: Organisation, count: int, today: date, seed: int = 20241219
) -> Iterator[int]:
    """Add `count` invented dossiers to a house made for that; yield how many are written so far.

    Dossiers run over seven years, in order; those of the last months are in progress. Each comes
    with its person and structure, and by its step with a plan, a request, pieces, journal lines,
    a sitting, a decision and a guarantee. The same `seed` gives the same dossiers. Each batch is
    one transaction. Errors: NotASeedHouse when the house has a dossier that was not sown.
    """
    if Case.objects.filter(organisation=house).exclude(imported_from=SOWN).exists():
        raise NotASeedHouse(house=house.name)
    start = Case.objects.filter(organisation=house).count()
    scene = Scene(house, today, random.Random(seed + start), last_rank=start + count)
    make_room()
    for first in range(start + 1, start + count + 1, BATCH):
        ranks = range(first, min(first + BATCH, start + count + 1))
        with transaction.atomic():
            _write(scene, ranks)
        yield ranks[-1] - start


def _write(scene: Scene, ranks: range) -> None:
    sown = list(dossiers(scene, ranks))
    cases = [each.case for each in sown]
    tables = [[each.person for each in sown], [each.structure for each in sown], cases]
    for rows in (*tables, *instruction_of(scene, cases), *decisions_of(scene, cases)):
        insert_rows(rows, are_dated=True)
    write_words(scene.house, sown)
