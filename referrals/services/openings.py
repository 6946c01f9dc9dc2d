"""Openings: report, look for a household, withdraw (policy §7.1)."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency, require
from cas_portal.time import clock
from clients.models import Program
from referrals import policies, reasons
from referrals.guards import Given
from referrals.models import Opening, ProgramRule, Referral
from referrals.models.openings import RULE_FIELDS, HousingKind
from referrals.moves import BY_VERB, Verb
from referrals.services import engine, notices
from referrals.services.locks import find_opening, lock
from referrals.services.outcomes import EVENT_BY_PROJECT_TYPE
from referrals.states import OpeningStatus, State

KIND_BY_PROJECT_TYPE = {2: HousingKind.TH, 13: HousingKind.RRH, 3: HousingKind.PSH}


@transaction.atomic
def report_opening(
    *,
    by: Actor,
    program_id: UUID,
    unit_label: str,
    available_on: date,
    notes: str = "",
    preferences: tuple[str, ...] = (),
    rules: Mapping[str, object] | None = None,
    public_id: UUID | None = None,
) -> Opening:
    """Report a unit that is or becomes free; it starts with the program's rules, changed by `rules` where given.

    `public_id` makes a repeat harmless. Raises Missing for an unknown program, Forbidden for another agency's,
    Invalid for a program that takes no housing referrals, Conflict when the unit is reported already.
    """
    program = Program.objects.visible_to(by).filter(public_id=program_id).select_related("continuum").first()
    if program is None:
        raise Missing()
    require(policies.can_report_opening(by, program.agency_id))
    if public_id and (made := Opening.objects.visible_to(by).filter(public_id=public_id).first()):
        return made
    if program.project_type not in EVENT_BY_PROJECT_TYPE or not program.active:
        raise Invalid(_("This program takes no housing referrals."))
    opening = _from_rules(program, rules or {})
    opening.unit_label = unit_label.strip()[:60]
    opening.available_on = available_on
    opening.notes = notes.strip()[:300]
    opening.preferences = list(preferences)
    opening.reported_on = clock.today(program.continuum.time_zone)
    opening.created_by_id = by.user_id
    if public_id:
        opening.public_id = public_id
    try:
        with transaction.atomic():
            opening.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This unit is already reported and still open."), _("Open it in the list.")) from error
    notices.tell_opening(opening, by=by, text=_("A program reported an opening."), moment="reported")
    return opening


def _from_rules(program: Program, changed: Mapping[str, object]) -> Opening:
    rule = ProgramRule.objects.filter(program=program).first()
    values = {name: getattr(rule, name) for name in RULE_FIELDS} if rule else {}
    kind = KIND_BY_PROJECT_TYPE.get(program.project_type, HousingKind.OTHER_PH)
    return Opening(
        **{**values, **{name: value for name, value in changed.items() if name in RULE_FIELDS}},
        continuum=program.continuum,
        agency_id=program.agency_id,
        program=program,
        housing_kind=rule.housing_kind if rule else kind,
    )


@transaction.atomic
def start_sourcing(*, by: Actor, opening_id: UUID) -> Opening:
    """Take up a reported opening: SSF looks for a household. A repeat changes nothing."""
    key = find_opening(by, opening_id)
    require(policies.can_source_opening(by))
    opening = lock(openings={key}).openings[key]
    if opening.status in {OpeningStatus.SOURCING, OpeningStatus.OFFERED}:
        return opening
    if opening.status != OpeningStatus.REPORTED:
        raise Conflict(_("This opening is no longer open: %(status)s.") % {"status": opening.get_status_display()})
    opening.status = OpeningStatus.SOURCING
    opening.sourcing_at, opening.sourcing_by_id = clock.now(), by.user_id
    opening.save(update_fields=["status", "sourcing_at", "sourcing_by"])
    return opening


@transaction.atomic
def withdraw_opening(*, by: Actor, opening_id: UUID, reason: str) -> Opening:
    """Withdraw an opening; its live referrals are cancelled without a HUD result (policy §7.2).

    Refused once a household is enrolled in the unit. A repeat by anybody changes nothing.
    """
    key = find_opening(by, opening_id)
    live = Referral.objects.filter(opening_id=key).holding_opening()
    involved = dict(live.values_list("pk", "client_id"))
    locked = lock(openings={key}, clients=set(involved.values()), referrals=set(involved))
    opening = locked.openings[key]
    require(policies.can_withdraw_opening(by, opening))
    if opening.status == OpeningStatus.WITHDRAWN:
        return opening
    if not reason.strip():
        raise Invalid(_("Say why the opening is withdrawn."))
    _require_not_taken(opening)
    own = opening.agency_id if opening.agency_id in by.agencies_with(Permission.REPORT_OPENING) else None
    agency = acting_agency(by, Permission.REPORT_OPENING, own)
    opening.status = OpeningStatus.WITHDRAWN
    opening.withdrawn_at, opening.withdrawn_by_id = clock.now(), by.user_id
    opening.withdrawn_reason = reason.strip()[:300]
    opening.save(update_fields=["status", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    for number in sorted(locked.referrals):
        referral = locked.referrals[number]
        referral.reason = reasons.OPENING_WITHDRAWN
        given = Given(reason=reasons.OPENING_WITHDRAWN)
        engine.make(engine.step_of(BY_VERB[Verb.WITHDRAW], referral, locked, by, given, agency))
    notices.tell_opening(opening, by=by, text=_("An opening was withdrawn."), moment="withdrawn")
    return opening


def end_leftovers(*, by: Actor) -> int:
    """End offers of openings that are filled or withdrawn which the actor of that could not see; for the sweep."""
    closed = [OpeningStatus.FILLED, OpeningStatus.WITHDRAWN]
    rows = Referral.objects.filter(continuum_id=by.continuum_id, opening__status__in=closed).holding_client()
    found = {row.pk: row for row in rows.only("pk", "opening_id", "client_id")}
    locked = lock(
        openings={row.opening_id for row in found.values()},
        clients={row.client_id for row in found.values()},
        referrals=set(found),
    )
    for number in sorted(locked.referrals):
        referral = locked.referrals[number]
        filled = locked.openings[referral.opening_id].status == OpeningStatus.FILLED
        verb = Verb.UNIT_TAKEN if filled else Verb.WITHDRAW
        referral.reason = reasons.VACANCY_FILLED if filled else reasons.OPENING_WITHDRAWN
        engine.make(engine.step_of(BY_VERB[verb], referral, locked, by, Given(reason=referral.reason)))
    return len(found)


def _require_not_taken(opening: Opening) -> None:
    taken = Referral.objects.filter(opening=opening, state=State.ENROLLED).exists()
    if opening.status == OpeningStatus.FILLED or taken:
        raise Conflict(_("A household is enrolled in this unit."), _("Record the move-in, or that it left."))


def programs_to_report_for(by: Actor) -> list[Program]:
    """Return the active housing programs for which the actor may report units, by name."""
    rows = Program.objects.visible_to(by).filter(active=True, project_type__in=EVENT_BY_PROJECT_TYPE)
    if not policies.can_source_opening(by):
        rows = rows.filter(agency_id__in=by.agencies_with(Permission.REPORT_OPENING))
    return list(rows.select_related("agency").order_by("name"))
