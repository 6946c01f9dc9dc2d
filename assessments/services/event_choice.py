"""Which CE event goes with an assessment: one that must be chosen or refused with a reason, an offered one, or none."""

from enum import StrEnum

from django.utils.translation import gettext as _

from assessments import psap
from assessments.engine.visibility import Reading
from assessments.policies import PRESET_EVENT
from assessments.services.events import require_allowed_event
from assessments.validity import CRISIS, DIVERSION, HCT
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid


class Need(StrEnum):
    """What an instrument asks about the CE event (policy §12)."""

    OR_REASON = "or_reason"
    OFFERED = "offered"
    WRITTEN = "written"
    NONE = "none"


NEEDS = {HCT: Need.OR_REASON, CRISIS: Need.OFFERED, DIVERSION: Need.WRITTEN}
PROBLEM_SOLVING = (psap.PREVENTION, psap.DIVERSION)


def need_of(instrument: str) -> Need:
    """Return what the instrument asks: after an HCT one event or a reason, after a Crisis Assessment an offer."""
    return NEEDS.get(instrument, Need.NONE)


def preset_event(reading: Reading) -> int:
    """Return the event that is chosen beforehand: problem solving when it is wanted and known, else navigation."""
    wanted = reading.value("CR01")
    if isinstance(wanted, list) and "psap" in wanted:
        return psap.event_for(reading) or PRESET_EVENT
    return PRESET_EVENT


def written_event(reading: Reading, event: int | None, rehoused: bool | None) -> tuple[int | None, bool | None]:
    """Return the event and its result as given, or what the diversion talk itself says (instruments §7, DV06, DV07).

    A talk that ends without an outcome keeps its event open, so that the result can be added later.
    """
    if need_of(reading.definition.instrument) != Need.WRITTEN:
        return event, rehoused
    diverted = reading.value("DV07")
    return psap.DIVERSION, None if diverted is None else diverted == 1


def require_event_or_reason(
    by: Actor, reading: Reading, event: int | None, reason: str, *, stands: bool = False
) -> None:
    """Raise Invalid without the event or reason that is asked for (X01), or for the wrong one of 1 and 2 (X07).

    A correction needs neither where the event or the reason of the corrected record `stands`. Raises Forbidden for an
    event that is not on the actor's list (X02).
    """
    need = need_of(reading.definition.instrument)
    if event is None:
        if need == Need.OR_REASON and not reason.strip() and not stands:
            raise Invalid(_("Choose what you did next, or say why there is no event."))
        return
    if need == Need.NONE:
        raise Invalid(_("No event goes with this assessment."))
    require_allowed_event(by, event)
    fitting = psap.event_for(reading) if need == Need.OFFERED else None
    if event in PROBLEM_SOLVING and fitting and event != fitting:
        raise Invalid(
            _("This household is homeless: problem solving is logged as diversion, not as prevention.")
            if fitting == psap.DIVERSION
            else _("This household is not homeless yet: problem solving is logged as prevention, not as diversion.")
        )
