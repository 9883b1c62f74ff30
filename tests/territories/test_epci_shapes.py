import pytest

from levier.territories.epci_shapes import epci_shapes
from tests.territories.layers import contour_layer

pytestmark = pytest.mark.django_db


def test_communes_are_merged_by_epci(tmp_path):
    contour_layer(tmp_path)

    shapes = epci_shapes("62")

    assert set(shapes) == {"200072460", "246200364", "200033579"}
    assert shapes["200072460"].geom_type == "Polygon"
    assert shapes["200072460"].bounds == pytest.approx((2.5, 50.5, 2.7, 50.6))
    assert shapes["200072460"].area == pytest.approx(0.02)


def test_without_contours_there_is_no_shape(tmp_path):
    assert epci_shapes("62") is None

    contour_layer(tmp_path)
    assert epci_shapes("80") is None


def test_the_shapes_are_merged_once(tmp_path, django_assert_num_queries):
    contour_layer(tmp_path)
    epci_shapes("62")

    with django_assert_num_queries(1):
        epci_shapes("62")
