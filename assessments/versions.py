"""Which version of an instrument new records are made with, and the version that an old record was made with."""

from functools import lru_cache

from assessments.engine import loader
from assessments.engine.definition import Definition
from assessments.engine.standalone import definition_from, keep_marks
from assessments.models import InstrumentVersion

INSTRUMENTS = ("HCT", "CRISIS", "STATUS", "ANNUAL", "DIVERSION", "CLS", "CASE")
SHIPPED = "1"
KEPT_READ = 64


def current_definition(instrument: str, continuum_id: int | None = None) -> Definition:
    """Return the version that new records are made with: the community's published one, else the one that ships.

    Without a continuum the one that ships. Raises KeyError for an unknown instrument.
    """
    if instrument not in INSTRUMENTS:
        raise KeyError(instrument)
    if continuum_id is not None:
        published = InstrumentVersion.objects.filter(continuum_id=continuum_id, instrument=instrument)
        row = published.filter(status=InstrumentVersion.Status.PUBLISHED).values_list("pk", flat=True).first()
        if row is not None:
            return _read(row, instrument)
    return loader.load(instrument, SHIPPED)


def definition_of(continuum_id: int, instrument: str, version: str) -> Definition:
    """Return one version of an instrument, whatever became of it since. Raises LookupError for an unknown one."""
    if version == SHIPPED:
        return loader.load(instrument, version)
    rows = InstrumentVersion.objects.filter(continuum_id=continuum_id, instrument=instrument, version=version)
    row = rows.values_list("pk", flat=True).first()
    if row is None:
        raise LookupError(f"{instrument} {version}")
    return _read(row, instrument)


@lru_cache(maxsize=KEPT_READ)
def _read(pk: int, instrument: str) -> Definition:
    """Read a version that a community made; its content never changes, so it is read once by each process."""
    made = definition_from(InstrumentVersion.objects.values_list("data", flat=True).get(pk=pk))
    return keep_marks(made, loader.load(instrument, SHIPPED))
