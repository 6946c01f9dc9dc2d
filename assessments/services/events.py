"""CE events (HUD 4.20, policy §12)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import policies
from assessments.models import Assessment, CEEvent
from assessments.services.living_situations import copy_living_situation
from assessments.surroundings import business_day, living_situation_on
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Forbidden, Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.hud import lists
from cas_portal.hud.groups import event_rule
from cas_portal.time import clock
from clients.models import Client, Enrollment, Program
from clients.services.enrollment import open_enrollment
from clients.services.household import seen_household
from clients.services.records import author_agency, granted_to

REFERRAL_EVENTS = (10, 11, 12, 13, 14, 15, 17, 18)


@transaction.atomic
def log_ce_event(
    *,
    by: Actor,
    client: Client,
    event: int,
    event_date: date,
    rehoused: bool | None = None,
    aftercare: bool | None = None,
    reason: str = "",
    agency_id: int | None = None,
    public_id: UUID | None = None,
) -> CEEvent:
    """Log an event by hand: one of the actor's own list, with a living situation of the same day (policy §12).

    `public_id` makes a repeat harmless. Raises Forbidden for an event that is not on the actor's list (X02), Invalid
    for a date outside the enrollment, Conflict without an open enrollment or a same-day living situation.
    """
    require(policies.can_log_event(by, client, granted_to=granted_to(by, client)))
    require_allowed_event(by, event)
    agency = agency_id or author_agency(by, client, Permission.LOG_CE_EVENT)
    require(agency in by.agencies_with(Permission.LOG_CE_EVENT))
    if public_id and (made := CEEvent.objects.visible_to(by).filter(public_id=public_id).first()):
        return made
    enrollment = _head_enrollment(client, event_date)
    if living_situation_on(client, event_date) is None:
        raise Conflict(
            _("There is no living situation of the same day."),
            _("Record where the person stays first; an event always goes with one."),
        )
    return write_event(
        by=by, agency_id=agency, enrollment=enrollment, event=event, event_date=event_date,
        rehoused=rehoused, aftercare=aftercare, reason=reason, public_id=public_id,
    )  # fmt: skip


def require_allowed_event(by: Actor, event: int) -> None:
    """Raise Forbidden unless the event is on the actor's list (policy §12; X02)."""
    if event not in policies.events_allowed(by):
        raise Forbidden(
            _("Your role does not log this kind of event."),
            _("Referrals to openings are written by the referral itself."),
        )


@transaction.atomic
def record_referral_event(
    *, by: Actor, client: Client, event: int, event_date: date, location_program: Program, agency_id: int
) -> CEEvent:
    """Write the event of a referral that was sent: 10-15, 17 or 18, with its project and no result yet (X03).

    For the referral engine alone, inside its own transaction. Repeats the last living situation under this date when
    none was recorded that day. Raises Invalid for another event, Conflict without an open enrollment.
    """
    if event not in REFERRAL_EVENTS:
        raise Invalid(_("A referral cannot write this kind of event."))
    enrollment = _head_enrollment(client, event_date)
    copy_living_situation(by=by, client=client, on=event_date, agency_id=agency_id)
    return write_event(
        by=by, agency_id=agency_id, enrollment=enrollment, event=event, event_date=event_date,
        location_program=location_program, by_referral=True,
    )  # fmt: skip


@transaction.atomic
def record_event_result(*, by: Actor, event: CEEvent, result: int, on: date) -> CEEvent:
    """Write HUD result 1, 2 or 3 and its date, once (policy §7.2). The same result again does nothing.

    Raises Invalid for an event without results or an unknown result, Conflict when another result stands.
    """
    if not event_rule(event.event).takes_referral_result or not lists.is_code("4.20.D", result):
        raise Invalid(_("This event has no such result."))
    row = CEEvent.objects.select_for_update().get(pk=event.pk)
    if row.result == result:
        return row
    if row.result is not None or row.voided_at is not None:
        raise Conflict(_("This event has a result already."))
    row.result, row.result_date = result, max(on, row.event_date)
    row.save(update_fields=["result", "result_date"])
    return row


@transaction.atomic
def record_event_answer(
    *, by: Actor, event: CEEvent, rehoused: bool | None = None, aftercare: bool | None = None
) -> CEEvent:
    """Add later, once, what came of event 2 (re-housed?) or 5 (case management?) (policy §12). The same again is fine.

    Raises Forbidden without the right to log events on the client, Invalid for an event that takes no such answer,
    Conflict when it has another one or is void.
    """
    require(policies.can_log_event(by, event.client))
    rule = event_rule(event.event)
    name = "rehoused" if rule.takes_rehoused_result else "aftercare" if rule.takes_aftercare_result else ""
    told = {"rehoused": rehoused, "aftercare": aftercare}.get(name)
    if told is None:
        raise Invalid(_("This event has no such result."))
    row = CEEvent.objects.select_for_update().get(pk=event.pk)
    if getattr(row, name) == told:
        return row
    if getattr(row, name) is not None or row.voided_at is not None:
        raise Conflict(_("This event has a result already."))
    setattr(row, name, told)
    row.save(update_fields=[name])
    return row


@transaction.atomic
def void_ce_event(*, by: Actor, event: CEEvent, reason: str) -> CEEvent:
    """Void a wrong event with a reason: its author's agency or the system administrator; a repeat does nothing."""
    row = CEEvent.objects.select_for_update().get(pk=event.pk)
    if row.agency_id not in by.agency_ids and not by.can(Permission.VOID_ASSESSMENT):
        raise Forbidden()
    if not reason.strip():
        raise Invalid(_("Say why it is void."))
    if row.voided_at is None:
        row.voided_at, row.voided_by_id, row.void_reason = clock.now(), by.user_id, reason.strip()[:200]
        row.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return row


def write_event(
    *,
    by: Actor,
    agency_id: int,
    enrollment: Enrollment,
    event: int,
    event_date: date,
    rehoused: bool | None = None,
    aftercare: bool | None = None,
    location_program: Program | None = None,
    reason: str = "",
    assessment: Assessment | None = None,
    by_referral: bool = False,
    public_id: UUID | None = None,
) -> CEEvent:
    """Insert an event whose right and surroundings were checked; answers other events do not take are left out."""
    rule = event_rule(event)
    row = CEEvent(
        continuum_id=enrollment.continuum_id,
        agency_id=agency_id,
        client_id=enrollment.client_id,
        enrollment=enrollment,
        event_date=event_date,
        event=event,
        rehoused=rehoused if rule.takes_rehoused_result else None,
        aftercare=aftercare if rule.takes_aftercare_result else None,
        location_program=location_program,
        reason=reason.strip()[:200],
        assessment=assessment,
        by_referral=by_referral,
        created_by_id=by.user_id,
    )
    if public_id:
        row.public_id = public_id
    row.save(force_insert=True)
    return row


def _head_enrollment(client: Client, event_date: date) -> Enrollment:
    enrollment = open_enrollment(client)
    if enrollment is None:
        raise Conflict(
            _("This person is not enrolled in the coordinated entry program."), _("Enroll the household first.")
        )
    household = seen_household(enrollment)
    if enrollment.household_id and (household is None or household.client_id != client.pk):
        raise Conflict(_("Events are logged for the head of the household."))
    if not enrollment.entry_date <= event_date <= business_day(client):
        raise Invalid(_("The date must lie between the enrollment and today."))
    return enrollment
