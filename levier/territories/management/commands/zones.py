import argparse
import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from levier.kernel.errors import DomainError
from levier.kernel.french import long_date, plural
from levier.territories.errors import Fault, UnreadableZoneFile
from levier.territories.models import ZoneLayer
from levier.territories.register import ATTRIBUTION, departments
from levier.territories.services import LayerImport, import_layer
from levier.territories.zone_files.contents import ZoneFile
from levier.territories.zone_files.reading import read_zone_file
from levier.territories.zoning import zfrr_status

KINDS = {"qpv": "qpv", "zfrr": "zfrr", "contours": "contour"}
SHOWN = 20
_WRITTEN = {
    "zone": ("quartier", "quartiers"),
    "communestatus": ("commune classée", "communes classées"),
    "communecontour": ("contour de commune", "contours de communes"),
}
_OUTCOMES = {
    "created": "importée",
    "replaced": "remplacée",
    "unchanged": "déjà à jour, rien n’est écrit",
}


class Command(BaseCommand):
    help = "Importe les zonages officiels (QPV, ZFRR, contours de communes) et dit ce qui est là."

    def add_arguments(self, parser):
        """Three sub-commands: import, list, status."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="import|list|status")
        reading = actions.add_parser("import", help="importer un fichier officiel")
        reading.add_argument("file", type=Path, metavar="FICHIER")
        reading.add_argument("--kind", choices=KINDS, help="vérifier la nature du fichier")
        reading.add_argument("--first-day", type=_day, metavar="AAAA-MM-JJ")
        listing = actions.add_parser("list", help="montrer les couches importées")
        status = actions.add_parser("status", help="dire ce qui est en vigueur un jour donné")
        status.add_argument("--on", type=_day, metavar="AAAA-MM-JJ", help="aujourd’hui sinon")
        status.add_argument("--commune", metavar="CODE", help="classement de cette commune")
        for action in (reading, listing, status):
            action.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *, action, **options):
        """Run the sub-command."""
        answer = {"import": self._import, "list": self._list, "status": self._status}[action]
        answer(**options)

    def _import(self, *, file, kind, first_day, **options):
        try:
            read = read_zone_file(file, kind=KINDS.get(kind), first_day=first_day)
            done = import_layer(file=read, imported_at=timezone.now())
        except UnreadableZoneFile as refusal:
            self._refuse(refusal.faults, options["json"])
        except DomainError as refusal:
            self._refuse([Fault(str(refusal))], options["json"])
        else:
            self._report(read, done, options["json"])

    def _refuse(self, faults: list[Fault], as_json: bool):
        if as_json:
            self._print({"errors": [_fault(fault) for fault in faults]})
            sys.exit(1)
        lines = [str(fault) for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            lines.append(f"… et {plural(len(faults) - SHOWN, 'autre')}.")
        count = plural(len(faults), "erreur")
        raise CommandError("\n".join([f"{count}, rien n’est écrit.", *lines]))

    def _report(self, file: ZoneFile, done: LayerImport, as_json: bool):
        contents = file.contents
        if as_json:
            self._print(
                {
                    "errors": [],
                    **_layer(done.layer),
                    "outcome": done.outcome,
                    "written": dict(done.counts),
                    "not_classed": contents.not_classed,
                    "warnings": list(contents.warnings),
                }
            )
            return
        layer = done.layer
        self.stdout.write(f"{layer.generation} : couche {_OUTCOMES[done.outcome]}.")
        for name, count in done.counts.items():
            self.stdout.write(f"  {plural(count, *_WRITTEN[name])}")
        if contents.not_classed:
            self.stdout.write(f"  {plural(contents.not_classed, 'commune')} non classées")
        self.stdout.write(f"  {_coverage(layer)}, {_days(layer)}")
        for warning in contents.warnings:
            self.stdout.write(self.style.WARNING(f"À vérifier : {warning}"))

    def _list(self, **options):
        layers = list(ZoneLayer.objects.order_by("kind", "-first_day", "generation"))
        if options["json"]:
            self._print({"layers": [_layer(layer) for layer in layers]})
            return
        for layer in layers:
            counted = plural(layer.row_count, "ligne")
            self.stdout.write(f"{layer.generation} : {counted}, {_coverage(layer)}, {_days(layer)}")
            self.stdout.write(f"  {layer.source}. {layer.licence}. {layer.file_name}")
        if not layers:
            self.stdout.write("Aucune couche : « levier zones import FICHIER » en importe une.")
        self.stdout.write(ATTRIBUTION)

    def _status(self, *, on, commune, **options):
        day = on or timezone.localdate()
        in_force = {
            kind.value: list(ZoneLayer.objects.of_kind(kind).in_force_on(day))
            for kind in ZoneLayer.Kind
        }
        answer = zfrr_status(commune, day) if commune else None
        if options["json"]:
            layers = {kind: [_layer(layer) for layer in found] for kind, found in in_force.items()}
            zfrr = {"verdict": answer.verdict, "reason": answer.reason} if answer else None
            self._print({"on": day.isoformat(), "layers": layers, "zfrr": zfrr})
            return
        self.stdout.write(f"Le {long_date(day)} :")
        for kind, found in in_force.items():
            names = ", ".join(f"{layer.generation} ({_coverage(layer)})" for layer in found)
            self.stdout.write(f"  {ZoneLayer.Kind(kind).label} : {names or 'rien'}")
        if answer:
            self.stdout.write(f"  {answer.verdict.label} : {answer.reason}")

    def _print(self, answer: dict):
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError("un jour s’écrit AAAA-MM-JJ") from wrong


def _fault(fault: Fault) -> dict:
    return {
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "message": fault.message,
    }


def _layer(layer: ZoneLayer) -> dict:
    return {
        "kind": layer.kind,
        "generation": layer.generation,
        "first_day": layer.first_day.isoformat(),
        "last_day": layer.last_day.isoformat() if layer.last_day else None,
        "departments": layer.departments,
        "rows": layer.row_count,
        "source": layer.source,
        "licence": layer.licence,
        "sha256": layer.file_sha256,
    }


def _coverage(layer: ZoneLayer) -> str:
    known = departments()
    if len(layer.departments) == len(known):
        return "toute la France"
    names = [known[code].name if code in known else code for code in layer.departments]
    return ", ".join(names[:3]) + (f" et {len(names) - 3} autres" if len(names) > 3 else "")


def _days(layer: ZoneLayer) -> str:
    start = f"depuis le {long_date(layer.first_day)}"
    return f"{start} jusqu’au {long_date(layer.last_day)}" if layer.last_day else start
