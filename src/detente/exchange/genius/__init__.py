"""Negotiation scenarios of GENIUS (XML) and GeniusWeb (JSON)."""

from detente.exchange.genius.exporting import Export, export
from detente.exchange.genius.geniusweb import read_json, write_json
from detente.exchange.genius.scenario import GeniusFileError, Issue, Profile, Scenario
from detente.exchange.genius.to_case import Import, to_case
from detente.exchange.genius.xml import read_xml, write_xml

__all__ = [
    "Export",
    "GeniusFileError",
    "Import",
    "Issue",
    "Profile",
    "Scenario",
    "export",
    "read_json",
    "read_xml",
    "to_case",
    "write_json",
    "write_xml",
]
