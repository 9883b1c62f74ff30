"""Versions that houses have already, once the data files come to say their conditions better.

Installing the data files never changes a version, and the terms of a version never change: it is
closed, and another begins. Migrations call this, with the tables as they know them.
"""

from datetime import date, timedelta

CONDITION = dict[str, str]


def renew_conditions(
    versions,
    code: str,
    *,
    before: list[CONDITION],
    after: list[CONDITION],
    on: date,
    why: str,
) -> int:
    """Ask `after` instead of `before`, from `on`, of the open versions of an instrument.

    What was decided until then keeps the version that it was decided on. A version that begins on
    `on` or later is not closed before it begins: its conditions are replaced. One that a house
    wrote otherwise stays as it is. `versions` is the manager of the versions, of every house;
    `why` says what closes those in force. Return how many were renewed.
    """
    asking = [
        version
        for version in versions.filter(instrument__code=code, last_day=None).exclude(
            status="inactive"
        )
        if version.conditions == before
    ]
    for version in asking:
        if version.first_day >= on:
            versions.filter(pk=version.pk).update(conditions=after)
            continue
        last_day = on - timedelta(days=1)
        versions.filter(pk=version.pk).update(last_day=last_day, closing_source=why)
        version.pk, version._state.adding = None, True
        version.first_day, version.conditions = on, after
        version.save()
    return len(asking)
