import gzip
import io
import json
import tarfile

from tools import extract_communes

COMMUNES = [
    {"code": "62447", "nom": "Neuve-Ville", "type": "commune-actuelle", "departement": "62",
     "region": "32", "anciensCodes": ["62461"], "codesPostaux": ["62140", "62141"],
     "population": 4480},
    {"code": "62447", "nom": "Vieille-Ville", "type": "commune-deleguee", "chefLieu": "62447"},
    {"code": "62461", "nom": "Hameau", "type": "commune-deleguee", "chefLieu": "62447"},
    {"code": "29083", "nom": "Île", "type": "commune-actuelle", "departement": "29",
     "region": "53"},
]  # fmt: skip
EPCI = [{"code": "000000001", "nom": "CC inventée", "type": "CC", "membres": [{"code": "62447"}]}]
DEPARTMENTS = [{"code": "62", "nom": "Pas-de-Calais", "region": "32"}, {"code": "975", "nom": "?"}]


def archive(folder):
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as packed:
        for name, rows in (("communes", COMMUNES), ("epci", EPCI), ("departements", DEPARTMENTS)):
            content = json.dumps(rows).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return path


def test_the_archive_becomes_three_tables(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(extract_communes, "DATA", tmp_path)
    path = archive(tmp_path)

    extract_communes.main([str(path)])
    first = (tmp_path / "communes.tsv.gz").read_bytes()
    extract_communes.main([str(path)])

    assert (tmp_path / "communes.tsv.gz").read_bytes() == first
    assert gzip.decompress(first).decode().splitlines() == [
        "29083\tÎle\t29\t53\t\t\t\t",
        "62447\tNeuve-Ville\t62\t32\t000000001\t62140 62141\t4480\t"
        "62447=Vieille-Ville|62461=Hameau",
    ]
    assert gzip.decompress((tmp_path / "epci.tsv.gz").read_bytes()).decode() == (
        "000000001\tCC inventée\tCC\n"
    )
    assert "departments.tsv.gz: 2 lines" in capsys.readouterr().out
