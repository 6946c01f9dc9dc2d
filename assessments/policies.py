"""Who may do what with assessments, living situations and CE events (policy §10, §12)."""

from collections.abc import Collection
from dataclasses import replace

from assessments import validity
from assessments.engine import living
from assessments.engine.definition import Definition
from assessments.models import Assessment, CEEvent, Draft
from cas_portal.access.actor import Actor
from cas_portal.access.permissions import SCAS_DESK, Permission
from cas_portal.access.roles import Field, Reach, Role
from clients.models import Client
from clients.policies import ClientFacts, can_act_on_client

ASSESSOR_EVENTS = (1, 2, 5, 6, 7, 16, 18)
CALL_CENTER_EVENTS = (1, 2, 3, 6, 7, 8, 9, 16)
SSF_EVENTS = (5, 18)
# Events which only the referral engine writes (10-15, 17) are on no list (policy §12).
EVENTS_BY_ROLE = {
    Role.ASSESSOR: ASSESSOR_EVENTS,
    Role.AGENCY_MANAGER: ASSESSOR_EVENTS,
    Role.CAN_NAVIGATOR: ASSESSOR_EVENTS,
    Role.VSP_ASSESSOR: ASSESSOR_EVENTS,
    Role.CALL_CENTER: CALL_CENTER_EVENTS,
    Role.SSF_ADMIN: SSF_EVENTS,
}
PRESET_EVENT = 7
KEPT_FOR = (Permission.HANDLE_290, Permission.JUDGE_VASH, Permission.SEND_TO_LIST, Permission.VIEW_SCORE)
# What each instrument asks of the person who fills it in. The policy has no rows for the last three: who may do an HCT
# keeps its facts up to date, who may do a Crisis Assessment may lead the talk before it.
SUBMITS = {
    validity.HCT: Permission.SUBMIT_HCT,
    validity.CRISIS: Permission.SUBMIT_CRISIS,
    validity.STATUS: Permission.SUBMIT_HCT,
    validity.ANNUAL: Permission.SUBMIT_HCT,
    validity.DIVERSION: Permission.SUBMIT_CRISIS,
}


def can_assess(actor: Actor, client: Client, instrument: str = validity.HCT) -> bool:
    """Start or submit: assessors anywhere, survivor agencies an HCT for their own; needs a current certificate."""
    return can_act_on_client(actor, SUBMITS[instrument], client)


def agencies_to_assess(actor: Actor, client: Client, instrument: str) -> tuple[int, ...]:
    """The agencies the actor could do it for: each of theirs that alone would let them assess this client."""
    alone = {
        agency_id: replace(actor, memberships=tuple(m for m in actor.memberships if m.agency_id == agency_id))
        for agency_id in actor.agency_ids
    }
    return tuple(agency_id for agency_id, there in alone.items() if can_assess(there, client, instrument))


def can_edit_draft(actor: Actor, draft: Draft) -> bool:
    """Change a draft: somebody of the agency that writes it who may assess this client."""
    return draft.agency_id in actor.agency_ids and can_assess(actor, draft.client, draft.instrument)


def can_correct(actor: Actor, assessment: Assessment) -> bool:
    """Correct a record: who may assess the client; only the newest that counts, and none from another system."""
    return not (assessment.imported or assessment.is_void or assessment.superseded_by_id) and can_assess(
        actor, assessment.client, assessment.kind
    )


def can_view_score(actor: Actor, assessment: Assessment) -> bool:
    """See score and EVH: staff by role, survivor agencies for their own; auditors see that there is one, masked."""
    masked = actor.reaches(Permission.VIEW_SCORE) == {Reach.MASKED}
    return not masked and can_act_on_client(actor, Permission.VIEW_SCORE, assessment.client)


def can_view_answers(actor: Actor, assessment: Assessment) -> bool:
    """Read the answers: those who may work with the client's assessments; providers and auditors read the head only."""
    return (actor.is_system or actor.sees(Field.ANSWERS)) and can_view_score(actor, assessment)


def can_void(actor: Actor, assessment: Assessment) -> bool:
    """Void with a reason: the HMIS system administrator, once (instruments §11)."""
    return not assessment.is_void and can_act_on_client(actor, Permission.VOID_ASSESSMENT, assessment.client)


def can_change_instruments(actor: Actor) -> bool:
    """Read every version of an instrument, load and publish new ones: SSF and the system administrator (policy §10)."""
    return Reach.ALL in actor.reaches(Permission.EDIT_RULES)


def can_log_event(actor: Actor, client: Client, *, granted_to: Collection[int] = ()) -> bool:
    """Log a CE event by hand on a client; `granted_to` are agencies with a running grant."""
    return can_act_on_client(actor, Permission.LOG_CE_EVENT, client, granted_to=granted_to)


def can_void_event(actor: Actor, event: CEEvent) -> bool:
    """Void an event that was logged by hand: its author's agency, or the system administrator (policy §12)."""
    mine = event.agency_id in actor.agency_ids and can_log_event(actor, event.client)
    return not event.by_referral and event.voided_at is None and (mine or actor.can(Permission.VOID_ASSESSMENT))


def can_hand_off(actor: Actor, client: Client, *, granted_to: Collection[int] = ()) -> bool:
    """Hand a client to another agency: who edits the client and logs its events; never a survivor (§11).

    `granted_to` are agencies with a running grant, as for everything else written about a client.
    """
    return (
        not client.survivor
        and can_log_event(actor, client, granted_to=granted_to)
        and can_act_on_client(actor, Permission.EDIT_CLIENT, client, granted_to=granted_to)
    )


def rights_to_answers(actor: Actor) -> frozenset[str]:
    """The rights that single questions and flags are kept for (instruments §4: CR20, CR22; §5: HC31; §6: CC12)."""
    held = [str(permission) for permission in KEPT_FOR if actor.reaches(permission) - {Reach.MASKED}]
    return frozenset([*held, SCAS_DESK] if actor.has_scas_desk else held)


def events_allowed(actor: Actor) -> tuple[int, ...]:
    """The HUD events this actor may log by hand (policy §12), lowest first."""
    return tuple(sorted({event for role in actor.roles for event in EVENTS_BY_ROLE.get(role, ())}))


def has_dated_stays(client: Client) -> bool:
    """Whether a dated history is kept: never of a survivor (instruments §10)."""
    return not client.survivor


def can_edit_plan(actor: Actor, client: Client) -> bool:
    """Write the ISP: those with the whole right of policy §10; programs a client was referred to fill in CC13 only.

    Not offered for survivors, nor to victim service providers (X09).
    """
    if client.survivor or not actor.reaches(Permission.EDIT_ISP) - {Reach.REFERRED}:
        return False
    return can_act_on_client(actor, Permission.EDIT_ISP, client)


def can_edit_field(
    actor: Actor,
    client: ClientFacts,
    definition: Definition,
    link_id: str,
    *,
    change: living.Change | None = None,
    granted_to: Collection[int] = (),
) -> bool:
    """Edit a field of a living instrument: roles its data names, for clients its right reaches (§10; instruments §6).

    With `change`, what the answer was and is to be, make this very change (X23). `granted_to` are agencies with a
    running grant, as for a housing provider a client was referred to. What is worked out is edited by nobody.
    """
    field = definition.fields.get(link_id)
    if field is None or not definition.living or (client.survivor and definition.not_for_survivors):
        return False
    right = Permission(definition.living)
    alone = ((one.role, replace(actor, memberships=(one,))) for one in actor.memberships)
    roles = {role for role, part in alone if can_act_on_client(part, right, client, granted_to=granted_to)}
    return living.lets(field, roles, change)
