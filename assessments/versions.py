"""Which version of an instrument new records are made with, and the version that an old record was made with."""

from assessments.engine import loader
from assessments.engine.definition import Definition

INSTRUMENTS = ("HCT", "CRISIS", "STATUS", "ANNUAL", "DIVERSION", "CLS")
SHIPPED = "1"


def current_definition(instrument: str, continuum_id: int | None = None) -> Definition:
    """Return the version that new records are made with; raises KeyError for an unknown instrument."""
    if instrument not in INSTRUMENTS:
        raise KeyError(instrument)
    return loader.load(instrument, SHIPPED)


def definition_of(continuum_id: int, instrument: str, version: str) -> Definition:
    """Return one version of an instrument, whatever became of it since."""
    return loader.load(instrument, version)
