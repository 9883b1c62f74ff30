"""Writing the catalogue, and finding in it: data files, versions, aids of third parties."""

from levier.catalogue.services.finding import (
    instrument_named,
    instruments_by_name,
    required_version_on,
    version_on,
    versions_on,
)
from levier.catalogue.services.installing import install_catalogue
from levier.catalogue.services.third_party import (
    close_third_party_aid,
    register_third_party_aid,
    third_party_aids_on,
)
from levier.catalogue.services.versions import add_version, close_version, confirm_version

__all__ = [
    "add_version",
    "close_third_party_aid",
    "close_version",
    "confirm_version",
    "install_catalogue",
    "instrument_named",
    "instruments_by_name",
    "register_third_party_aid",
    "required_version_on",
    "third_party_aids_on",
    "version_on",
    "versions_on",
]
