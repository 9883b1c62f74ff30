"""Build the register of communes and EPCI that Levier carries, from the package's own archive.

    npm pack @etalab/decoupage-administratif@6.0.0
    python tools/extract_communes.py etalab-decoupage-administratif-6.0.0.tgz

Writes communes.tsv.gz, epci.tsv.gz and departments.tsv.gz in levier/territories/data, the same
bytes for the same archive. Standard library only.
"""

import gzip
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "levier" / "territories" / "data"
CURRENT = "commune-actuelle"


def read_archive(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the lists of the archive by file name: communes, epci, departements."""
    with tarfile.open(path) as archive:
        return {
            name: json.load(archive.extractfile(f"package/data/{name}.json"))
            for name in ("communes", "epci", "departements")
        }


def former_communes(communes: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return, by current code, the codes it took over and the name each had (or nothing).

    Where the history and today's delegated communes disagree, today wins.
    """
    current = {row["code"] for row in communes if row["type"] == CURRENT}
    owner = {old: row["code"] for row in communes for old in row.get("anciensCodes", [])}
    names: dict[str, str] = {}
    for row in communes:
        if row["type"] == CURRENT:
            continue
        names.setdefault(row["code"], row["nom"])
        owner[row["code"]] = row.get("commune") or row["chefLieu"]
    former: dict[str, dict[str, str]] = {}
    for code, successor in sorted(owner.items()):
        if code in current:
            successor = code
        former.setdefault(successor, {})[code] = names.get(code, "")
    return former


def commune_lines(source: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return a line for each commune of today: code, name, department, region, EPCI, and so on."""
    epci = {member["code"]: row["code"] for row in source["epci"] for member in row["membres"]}
    former = former_communes(source["communes"])
    lines = []
    for row in sorted(source["communes"], key=lambda row: row["code"]):
        if row["type"] != CURRENT:
            continue
        old = [f"{code}={name}" for code, name in former.get(row["code"], {}).items()]
        fields = [
            row["code"], row["nom"], row["departement"], row["region"], epci.get(row["code"], ""),
            " ".join(row.get("codesPostaux", [])), str(row.get("population", "")), "|".join(old),
        ]  # fmt: skip
        lines.append("\t".join(fields))
    return lines


def write(name: str, lines: list[str]) -> None:
    """Write the lines compressed, without the date that would change the bytes each time."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode())
    (DATA / name).write_bytes(buffer.getvalue())
    print(f"{name}: {len(lines)} lines, {len(buffer.getvalue()):,} bytes")


def main(arguments: list[str]) -> None:
    """Read the archive named on the command line and write the three files."""
    if len(arguments) != 1:
        sys.exit("Usage: python tools/extract_communes.py ARCHIVE.tgz")
    source = read_archive(Path(arguments[0]))
    write("communes.tsv.gz", commune_lines(source))
    write("epci.tsv.gz", [f"{r['code']}\t{r['nom']}\t{r['type']}" for r in source["epci"]])
    write(
        "departments.tsv.gz",
        [f"{r['code']}\t{r['nom']}\t{r.get('region', '')}" for r in source["departements"]],
    )


if __name__ == "__main__":
    main(sys.argv[1:])
