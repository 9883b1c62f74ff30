import io
import json

import pytest
import shapely

from levier.territories.zone_files.geojson import (
    NotGeoJson,
    features,
    lowered,
    read_area,
    why_invalid,
)
from tests.territories.files import feature, polygon, square

BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[2.0, 50.0], [2.1, 50.1], [2.1, 50.0], [2.0, 50.1], [2.0, 50.0]]],
}


class Drip(io.StringIO):
    """A stream that gives the start of the file at once, then a few characters at a time."""

    def read(self, size=-1):
        return super().read(7 if self.tell() else len(START))


START = '{"type": "FeatureCollection", "crs": null, "features": ['


@pytest.mark.parametrize("stream", [io.StringIO, Drip])
@pytest.mark.parametrize("indent", [None, 1])
def test_features_come_one_by_one_whatever_the_layout(stream, indent):
    lines = [json.dumps(feature({"code": code}), indent=indent) for code in ("a", "b", "c")]
    text = START + "\n,".join(lines) + '\n], "name": "?"}'

    found = list(features(stream(text)))

    assert [each["properties"]["code"] for each in found] == ["a", "b", "c"]


def test_a_file_that_breaks_off_is_told_with_its_last_feature():
    text = json.dumps({"features": [feature({"code": "a"}), feature({"code": "b"})]})

    with pytest.raises(NotGeoJson, match="après l’objet 2"):
        list(features(io.StringIO(text[:-2])))
    with pytest.raises(NotGeoJson, match="L’objet 2 du GeoJSON est illisible"):
        list(features(io.StringIO(text[:-10])))


@pytest.mark.parametrize("text", ["", "{}", '{"features": 3}', "codgeo;codefrr"])
def test_what_is_no_collection_is_refused(text):
    with pytest.raises(NotGeoJson, match="features"):
        list(features(io.StringIO(text)))


def test_a_feature_that_is_no_object_is_refused():
    with pytest.raises(NotGeoJson, match="L’objet 1"):
        list(features(io.StringIO('{"features": [3]}')))


def test_properties_are_read_as_text_in_any_case():
    assert lowered({"properties": {"Code_QP": " QN06204M ", "fid": 7, "x": None}}) == {
        "code_qp": "QN06204M",
        "fid": "7",
        "x": "",
    }
    assert lowered({"properties": None}) == {}


def test_a_polygon_and_several_are_areas_without_height():
    flat = read_area(feature({}, {"type": "MultiPolygon", "coordinates": [[square()]]}))
    high = [[[x, y, 12.0] for x, y in square()]]

    assert flat.geom_type == "MultiPolygon"
    assert shapely.has_z(read_area({"geometry": {"type": "Polygon", "coordinates": high}})) == 0


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (None, "Le contour manque"),
        ({"type": "Polygon", "coordinates": []}, "Le contour manque"),
        ({"type": "Point", "coordinates": [2.4, 50.5]}, "« Point »"),
        ({"type": "Polygon", "coordinates": [[["a", 1], [2, 3], [4, 5], ["a", 1]]]}, "illisibles"),
        ({"type": "Polygon", "coordinates": [[[2.0, 50.0], [2.1, 50.0]]]}, "illisibles"),
        (polygon(west=700_000, south=7_000_000, side=100), "WGS84"),
        (polygon(west=50.5, south=2.45), "inversées"),
    ],
)
def test_what_is_no_contour_is_refused_in_french(geometry, message):
    with pytest.raises(NotGeoJson, match=message):
        read_area({"geometry": geometry})


def test_a_contour_that_crosses_itself_says_where():
    assert why_invalid(read_area({"geometry": polygon()})) == ""
    assert why_invalid(read_area({"geometry": BOW_TIE})) == (
        "Le contour n’est pas valide : son tracé se recoupe près de 2,05 ; 50,05."
    )
