"""Which version of an instrument new records are made with, and the version that an old record was made with."""

from functools import lru_cache

from assessments.engine import loader
from assessments.engine.definition import Definition
from assessments.engine.standalone import definition_from, keep_marks
from assessments.models import InstrumentVersion

# The versions that come with the portal, oldest first. The last makes new records; records keep theirs for ever.
SHIPPED: dict[str, tuple[str, ...]] = {
    "HCT": ("1",),
    "CRISIS": ("1",),
    "STATUS": ("1", "2"),
    "ANNUAL": ("1", "2"),
    "DIVERSION": ("1",),
    "CLS": ("1",),
    "CASE": ("1",),
}
INSTRUMENTS = tuple(SHIPPED)
KEPT_READ = 64


def current_definition(instrument: str, continuum_id: int | None = None) -> Definition:
    """Return the version that new records are made with: the community's published one, else the newest that ships.

    A community that loaded a version of its own before one of the same name shipped keeps its own, and the one before
    is used. Without a continuum the newest that ships. Raises KeyError for an unknown instrument.
    """
    names = SHIPPED[instrument]
    if continuum_id is not None:
        rows = InstrumentVersion.objects.filter(continuum_id=continuum_id, instrument=instrument)
        own = {version: (status, pk) for version, status, pk in rows.values_list("version", "status", "pk")}
        for status, pk in own.values():
            if status == InstrumentVersion.Status.PUBLISHED:
                return _read(pk, instrument)
        names = tuple(name for name in names if name not in own)
    return loader.load(instrument, names[-1])


def definition_of(continuum_id: int, instrument: str, version: str) -> Definition:
    """Return one version of an instrument, whatever became of it since. Raises LookupError for an unknown one."""
    shipped = SHIPPED.get(instrument, ())
    if (version,) == shipped[:1]:
        return loader.load(instrument, version)
    rows = InstrumentVersion.objects.filter(continuum_id=continuum_id, instrument=instrument, version=version)
    row = rows.values_list("pk", flat=True).first()
    if row is not None:
        return _read(row, instrument)
    if version not in shipped:
        raise LookupError(f"{instrument} {version}")
    return loader.load(instrument, version)


@lru_cache(maxsize=KEPT_READ)
def _read(pk: int, instrument: str) -> Definition:
    """Read a version that a community made; its content never changes, so it is read once by each process."""
    made = definition_from(InstrumentVersion.objects.values_list("data", flat=True).get(pk=pk))
    return keep_marks(made, loader.load(instrument, SHIPPED[instrument][-1]))
