"""An invented report's blocks, put in a house to try Levier: `make demo` calls it."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation
from levier.people.models import Consent, Person
from levier.people.services import record_consent, register_person
from levier.reporting import demo
from levier.reporting.demo.pictures import picture_of
from levier.reporting.models import ReportBlock
from levier.reporting.services.blocks import add_block

BLOCKS = Path(demo.__file__).parent / "blocks.toml"
POINTS = 1100  # width of a picture: 1467 pixels


@transaction.atomic
def install_demo_blocks(*, organisation: Organisation, year: int, actor) -> list[ReportBlock]:
    """Write the demo's blocks in the report of `year`; a report that has blocks is left alone."""
    if ReportBlock.objects.filter(organisation=organisation, year=year).exists():
        return []
    told = tomllib.loads(BLOCKS.read_text(encoding="utf-8"))["block"]
    return [_installed(organisation, year, actor, block) for block in told]


def _installed(organisation: Organisation, year: int, actor, block: dict[str, Any]) -> ReportBlock:
    drawing = block["drawing"]
    consent = _consent(organisation, year, actor, block) if "last_name" in block else None
    return add_block(
        organisation=organisation,
        year=year,
        actor=actor,
        picture=(f"{drawing}.png", picture_of(drawing, POINTS)),
        chapter=block["chapter"],
        kind=block["kind"],
        title=block["title"],
        text=block["text"].strip(),
        picture_alt=block["picture_alt"],
        consent=consent,
        credit=block.get("credit", ""),
        link=block.get("link", ""),
    )


def _consent(organisation: Organisation, year: int, actor, block: dict[str, Any]) -> Consent:
    names = {"last_name": block["last_name"], "first_name": block["first_name"]}
    person = Person.objects.filter(organisation=organisation, **names).first() or register_person(
        organisation=organisation, actor=actor, sex=block["sex"], **names
    )
    return record_consent(
        person=person,
        actor=actor,
        purpose=Consent.Purpose.PICTURE,
        means="par écrit",
        on=date(year, 11, 15),
        detail=f"Rapport d’activités {year}",
    )
