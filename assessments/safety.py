"""A household that asks for confidential survivor services: whom to call with them, and when (policy §11).

Nothing here links the named record with another one: which provider was called, and what came of it, is not written.
"""

from collections.abc import Callable
from typing import Any

from assessments import policies
from assessments.models import Assessment, FollowUp
from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.accounts.models import Agency

YES = 1
FLEEING, PREFERS_PROVIDER, PREFERS_AFTER_TALK = "VB03", "VB04", "DV02V"
# The National Domestic Violence Hotline: day and night, in over 200 languages, without a name.
SAFETY_LINE = "8007997233"


def asks_for_provider(answer: Callable[[str], object]) -> bool:
    """Whether the household would rather work with a confidential provider (instruments §3, VB04; §7, DV02)."""
    return answer(FLEEING) == YES == answer(PREFERS_PROVIDER) or answer(PREFERS_AFTER_TALK) == YES


def open_calls(actor: Actor) -> Any:
    """Return the calls still to make that the actor sees, of records that neither are void nor have a newer one."""
    rows = FollowUp.objects.visible_to(actor).filter(kind=FollowUp.Kind.SURVIVOR_CALL, state=FollowUp.State.DUE)
    return rows.filter(assessment__voided_at=None, assessment__superseded_by=None)


def call_of(actor: Actor, assessment: Assessment) -> dict[str, Any] | None:
    """Return what the page of a record says of the call: whom to ring, and whether it was made.

    None without one, and of a void record, after which nothing is due.
    """
    rows = FollowUp.objects.visible_to(actor).filter(assessment=assessment, kind=FollowUp.Kind.SURVIVOR_CALL)
    row = rows.select_related("done_by").first()
    if row is None or assessment.is_void:
        return None
    may = policies.can_assess(actor, assessment.client, assessment.kind)
    return {"row": row, "made": row.state == FollowUp.State.DONE, "may_say_so": may, **whom_to_call(actor)}


def whom_to_call(actor: Actor) -> dict[str, Any]:
    """Return the victim service providers of the community that have a number, and the line that is always there.

    Whoever works `at_desk` of 2-1-1 is on the phone with the client already.
    """
    providers = Agency.objects.visible_to(actor).filter(is_vsp=True, active=True).exclude(phone="")
    at_desk = actor.can(Permission.REFER_TO_SHELTER)
    return {"providers": list(providers.order_by("name")), "line": SAFETY_LINE, "at_desk": at_desk}
