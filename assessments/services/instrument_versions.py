"""Loading, publishing and taking back versions of instruments: SSF and the system administrator (policy §10)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments import policies
from assessments.engine import scoring
from assessments.engine.definition import Definition
from assessments.engine.standalone import read_upload
from assessments.engine.visibility import Reading
from assessments.models import Assessment, InstrumentVersion
from assessments.models.assessments import SCORED
from assessments.surroundings import record_context
from assessments.versions import SHIPPED, current_definition, definition_of
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.accounts.settings import settings_on
from cas_portal.audit import record
from cas_portal.time import clock

Status = InstrumentVersion.Status


@transaction.atomic
def load_version(*, by: Actor, instrument: str, text: str, note: str) -> InstrumentVersion:
    """Keep a file as a draft version. Raises FaultyFile with every fault, Conflict for a version that is there."""
    require(policies.can_change_instruments(by) and by.user_id is not None)
    if not note.strip():
        raise Invalid(_("Say what is new in this version."))
    data, definition = read_upload(text, like=current_definition(instrument))
    row = InstrumentVersion(
        continuum_id=by.continuum_id,
        instrument=instrument,
        version=definition.version,
        data=data,
        note=note.strip()[:200],
        created_by_id=by.user_id,  # type: ignore[misc]
    )
    try:
        with transaction.atomic():
            if definition.version in SHIPPED[instrument]:
                raise IntegrityError
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            _("There is a version %(version)s already.") % {"version": definition.version},
            _("Give the file another version; records keep theirs for ever."),
        ) from None
    return row


@transaction.atomic
def publish_version(*, by: Actor, public_id: UUID) -> InstrumentVersion:
    """Make new records with this version from now on; the one in use is retired. A second time does nothing."""
    row = _locked(by, public_id)
    if row.status == Status.PUBLISHED:
        return row
    others = InstrumentVersion.objects.filter(continuum_id=by.continuum_id, instrument=row.instrument)
    others.filter(status=Status.PUBLISHED).update(status=Status.RETIRED, retired_at=clock.now())
    row.status, row.published_at, row.published_by_id, row.retired_at = Status.PUBLISHED, clock.now(), by.user_id, None
    row.save(update_fields=["status", "published_at", "published_by", "retired_at"])
    record.log_act("instrument_published", instrument=row.instrument, version=row.version)
    return row


@transaction.atomic
def retire_version(*, by: Actor, public_id: UUID) -> InstrumentVersion:
    """Take a version out of use; new records are made with the one that ships. A second time does nothing."""
    row = _locked(by, public_id)
    if row.status == Status.DRAFT:
        raise Conflict(_("This version is not in use."))
    if row.status == Status.PUBLISHED:
        row.status, row.retired_at = Status.RETIRED, clock.now()
        row.save(update_fields=["status", "retired_at"])
        record.log_act("instrument_retired", instrument=row.instrument, version=row.version)
    return row


def _locked(by: Actor, public_id: UUID) -> InstrumentVersion:
    require(policies.can_change_instruments(by))
    row = InstrumentVersion.objects.visible_to(by).select_for_update(of=("self",)).filter(public_id=public_id).first()
    if row is None:
        raise Missing()
    return row


@dataclass(frozen=True, slots=True)
class Shift:
    """One household whose score, EVH or place among the others would differ."""

    assessment: Assessment
    score: int
    evh: bool
    place: int
    new_place: int

    @property
    def becomes_evh(self) -> bool:
        """Extremely vulnerable only by the new version."""
        return self.evh and not self.assessment.evh

    @property
    def stops_evh(self) -> bool:
        """Extremely vulnerable only by the version the record was made with."""
        return self.assessment.evh and not self.evh


@dataclass(frozen=True, slots=True)
class Effect:
    """What a version would change if the households on the lists were assessed with it, with the same answers."""

    looked_at: int
    shifts: tuple[Shift, ...]

    @property
    def becoming(self) -> int:
        """How many would become extremely vulnerable."""
        return sum(shift.becomes_evh for shift in self.shifts)

    @property
    def stopping(self) -> int:
        """How many would no longer be."""
        return sum(shift.stops_evh for shift in self.shifts)

    @property
    def moving(self) -> int:
        """How many would stand in another place."""
        return sum(shift.place != shift.new_place for shift in self.shifts)


def effect_of(*, by: Actor, definition: Definition, on: date) -> Effect:
    """Score the newest valid records the actor sees with another version; nothing is written (policy §6.3 order).

    Only of households that are placed on a list: the others have no place that could change.
    """
    require(policies.can_change_instruments(by))
    if definition.instrument not in SCORED:
        return Effect(0, ())
    rows = Assessment.objects.visible_to(by).filter(
        kind=definition.instrument, imported=False, superseded_by=None, valid_through__gte=on, assessed_on__lte=on,
        prioritization_status=Assessment.Prioritization.PLACED,
    )  # fmt: skip
    settings = settings_on(by.continuum_id, on)
    found = []
    for row in rows.counting().select_related("client__identity"):
        context = record_context(row).with_settings(settings)
        found.append((row, scoring.score(Reading(definition, row.answers, context))))
    before = _places([(row, row.evh, (row.score or 0) - (row.threshold or 0)) for row, _score in found])
    after = _places([(row, score.evh, score.margin) for row, score in found])
    shifts = [
        Shift(row, score.total, score.evh, before[row.pk], after[row.pk])
        for row, score in found
        if score.total != row.score or score.evh != row.evh or before[row.pk] != after[row.pk]
    ]
    order = sorted(shifts, key=lambda one: (not one.becomes_evh, not one.stops_evh, one.new_place))
    return Effect(len(found), tuple(order))


def _places(rows: list[tuple[Assessment, bool, int]]) -> dict[int, int]:
    def key(one: tuple[Assessment, bool, int]) -> tuple[object, ...]:
        row, evh, margin = one
        return (not evh, -margin, row.homeless_since or date.max, row.assessed_on, row.client_id)

    return {row.pk: place for place, (row, _evh, _margin) in enumerate(sorted(rows, key=key), 1)}


def version_of(by: Actor, instrument: str, version: str) -> Definition:
    """Return a version for reading; raises Forbidden without the right, Missing for an unknown one."""
    require(policies.can_change_instruments(by))
    try:
        return definition_of(by.continuum_id, instrument, version)
    except LookupError:
        raise Missing() from None
