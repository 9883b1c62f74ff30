from collections import Counter

from levier.territories.register import Epci, epcis_of_department
from levier.territories.tile_map import short_name, tiles

SIREN = {tile.short_name: tile for tile in tiles("62")}


def test_each_epci_of_pas_de_calais_has_one_tile():
    assert len(tiles("62")) == 20
    assert {tile.siren for tile in tiles("62")} == {e.siren for e in epcis_of_department("62")}


def test_no_two_tiles_stand_in_the_same_place():
    for department in ("62", "59", "01"):
        assert max(Counter((t.column, t.row) for t in tiles(department)).values()) == 1


def test_the_tiles_keep_the_lie_of_the_land():
    def is_west(one, other):
        return SIREN[one].column < SIREN[other].column

    def is_north(one, other):
        return SIREN[one].row < SIREN[other].row

    assert is_west("Boulonnais", "Pays de Saint-Omer")
    assert is_west("Béthune-Bruay", "Lens-Liévin") and is_west("Lens-Liévin", "Hénin-Carvin")
    assert is_north("Grand Calais", "Boulonnais") and is_north("Boulonnais", "7 Vallées")
    assert is_north("Lens-Liévin", "Arras") and is_north("Arras", "Sud Artois")
    assert is_west("Ternois", "Arras") and is_west("Arras", "Osartis Marquion")


def test_every_tile_touches_another():
    places = {(tile.column, tile.row) for tile in tiles("62")}

    for column, row in places:
        around = {(column - 1, row), (column + 1, row), (column, row - 1), (column, row + 1)}
        assert around & places


def test_another_department_has_a_grid_of_its_epci():
    found = tiles("59")

    assert {tile.siren for tile in found} == {e.siren for e in epcis_of_department("59")}
    assert max(tile.column for tile in found) < 6


def test_the_kind_of_body_is_left_out_of_short_names():
    def named(name):
        return short_name(Epci("000000000", name, "CC"))

    assert named("CC du Ternois") == "Ternois"
    assert named("CC de la Terre des Deux Caps") == "Terre des Deux Caps"
    assert named("CU d'Arras") == "Arras"
    assert named("CC des Campagnes de l'Artois") == "Campagnes de l’Artois"
    assert named("Métropole Européenne de Lille") == "Lille"
    assert named("CC Dunes et bocages") == "Dunes et bocages"
