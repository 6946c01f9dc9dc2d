"""Who may do what with assessments, living situations and CE events (policy §10, §12)."""

from assessments.models import Assessment, Draft
from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import allows
from cas_portal.access.roles import Reach, Role
from clients.models import Client

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


def can_assess(actor: Actor, client: Client) -> bool:
    """Start or submit an HCT: assessors anywhere, survivor agencies for their own; needs a current certificate."""
    return allows(actor, Permission.SUBMIT_HCT, agency_id=client.agency_id)


def can_edit_draft(actor: Actor, draft: Draft) -> bool:
    """Change a draft: somebody of the agency that writes it who may assess this client."""
    return draft.agency_id in actor.agency_ids and can_assess(actor, draft.client)


def can_view_score(actor: Actor, assessment: Assessment) -> bool:
    """See score and EVH: staff by role, survivor agencies for their own; auditors see that there is one, masked."""
    return allows(actor, Permission.VIEW_SCORE, agency_id=assessment.client.agency_id)


def can_view_answers(actor: Actor, assessment: Assessment) -> bool:
    """Read the answers: those who may work with the client's assessments; providers and auditors read the head only."""
    return can_view_score(actor, assessment)


def can_void(actor: Actor, assessment: Assessment) -> bool:
    """Void with a reason: the HMIS system administrator, once (instruments §11)."""
    return not assessment.is_void and allows(actor, Permission.VOID_ASSESSMENT, agency_id=assessment.client.agency_id)


def can_record_living_situation(actor: Actor, client: Client) -> bool:
    """Add a living situation: staff anywhere, survivor agencies for their own, providers for referred clients."""
    if allows(actor, Permission.ADD_LIVING_SITUATION, agency_id=client.agency_id):
        return True
    # A provider sees a client only while a referral grants it, so seeing the record is the referral.
    return Reach.REFERRED in actor.reaches(Permission.ADD_LIVING_SITUATION)


def can_log_event(actor: Actor, client: Client) -> bool:
    """Log a CE event by hand on a client."""
    return allows(actor, Permission.LOG_CE_EVENT, agency_id=client.agency_id)


def events_allowed(actor: Actor) -> tuple[int, ...]:
    """The HUD events this actor may log by hand (policy §12), lowest first."""
    return tuple(sorted({event for role in actor.roles for event in EVENTS_BY_ROLE.get(role, ())}))
