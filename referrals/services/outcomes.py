"""What a move causes outside the referral: CE event and result."""

from datetime import date

from django.utils.translation import gettext as _

from assessments.services.events import record_event_result, record_referral_event
from cas_portal.access.errors import Conflict
from referrals import reasons
from referrals.guards import Step
from referrals.reasons import Result

# HUD 4.20: which event a referral to a project of this type (2.02.6) is.
EVENT_BY_PROJECT_TYPE = {2: 11, 13: 13, 3: 14, 9: 15, 10: 15}


def write_event(step: Step) -> None:
    """Write the CE event of a referral that is sent, about the head of household, without a result yet (X03)."""
    program = step.opening.program
    event = EVENT_BY_PROJECT_TYPE.get(program.project_type)
    if event is None:
        raise Conflict(
            _("This program takes no housing referrals."), _("Ask the system administrator to check its type.")
        )
    step.referral.ce_event = record_referral_event(
        by=step.by,
        client=step.referral.client,
        event=event,
        event_date=step.day,
        location_program=program,
        agency_id=step.agency_id,
    )


def write_accepted(step: Step) -> None:
    """Accepting is HUD result 1, dated today (policy §7.2)."""
    _write(step, Result.ACCEPTED, step.day)


def write_result(step: Step) -> None:
    """Write the HUD result of the reason a sent referral ended with; none for withdrawn openings and the like."""
    result = reasons.result_of(step.referral.reason)
    if result is not None:
        _write(step, result, step.day)


def _write(step: Step, result: Result, on: date) -> None:
    event = step.referral.ce_event
    if event is not None and event.result is None:
        record_event_result(by=step.by, event=event, result=int(result), on=on)
