import gzip
import hashlib
from datetime import date

import pytest

from levier.territories.errors import UnreadableZoneFile
from levier.territories.zone_files.reading import read_zone_file
from tests.territories.files import feature, geojson, qpv, table


def refusal(path, **options):
    with pytest.raises(UnreadableZoneFile) as refused:
        read_zone_file(path, **options)
    return refused.value.faults[0].message


def test_the_content_tells_the_kind(tmp_path):
    contours = geojson(tmp_path, feature({"code": "62119", "nom": "Béthune"}), name="a.json")
    zfrr = table(tmp_path, "codgeo;codefrr\n62168;4\n")

    assert read_zone_file(qpv(tmp_path)).contents.kind == "qpv"
    assert read_zone_file(contours).contents.kind == "contour"
    assert read_zone_file(zfrr).contents.kind == "zfrr"


def test_the_file_is_known_by_its_fingerprint(tmp_path):
    path = qpv(tmp_path)

    read = read_zone_file(path, kind="qpv", first_day=date(2024, 2, 1))

    assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (read.name, read.licence) == ("qpv.geojson", "Licence Ouverte 2.0")
    assert read.contents.first_day == date(2024, 2, 1)


def test_a_compressed_file_is_read_as_it_is(tmp_path):
    packed = tmp_path / "qpv.geojson.gz"
    packed.write_bytes(gzip.compress(qpv(tmp_path).read_bytes()))

    assert read_zone_file(packed).contents.rows[0].code == "QN06204M"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_may_be_in_the_encodings_of_spreadsheets(tmp_path, encoding):
    path = table(tmp_path, "codgeo;libgeo;codefrr\n62119;Béthune;4\n", encoding=encoding)

    assert read_zone_file(path).contents.rows[0].commune_code == "62119"


def test_another_kind_than_the_one_asked_is_refused(tmp_path):
    assert refusal(qpv(tmp_path), kind="contour") == (
        "Le fichier contient des quartiers prioritaires, et non des contours de communes."
    )


def test_what_is_neither_is_refused(tmp_path):
    assert "code_qp" in refusal(geojson(tmp_path, feature({"nom": "?"})))
    assert "features" in refusal(table(tmp_path, "{}"))
    assert "codgeo" in refusal(table(tmp_path, "Ceci n’est pas un zonage."))


def test_an_archive_or_a_workbook_is_told(tmp_path):
    path = tmp_path / "zfrr.xlsx"
    path.write_bytes(b"PK\x03\x04 etc.")

    assert refusal(path).startswith("C’est une archive ou un classeur")


def test_a_missing_or_broken_file_is_told(tmp_path):
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"codgeo;codefrr\n" * 1000)[:-20])
    latin = tmp_path / "latin.geojson.gz"
    latin.write_bytes(gzip.compress('{"features": [{"nom": "é"}]}'.encode("cp1252")))

    assert refusal(tmp_path / "nowhere.csv") == "Le fichier « nowhere.csv » ne peut pas être lu."
    assert refusal(tmp_path).endswith("ne peut pas être lu.")
    assert refusal(broken).endswith("ne peut pas être lu.")
    assert "UTF-8" in refusal(latin)
