"""SSF picks a household for an opening (policy §6.2, §6.3)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import allows, require
from cas_portal.audit import record
from cas_portal.time import clock
from clients.models import Client
from queues.candidates import Candidate, matching
from queues.wording import require_held
from referrals.models import Opening, Referral
from referrals.services.selection import open_candidate
from referrals.snapshot import CandidateSnapshot


@transaction.atomic
def select_candidate(
    *,
    by: Actor,
    opening_id: UUID,
    client_id: UUID,
    override_reason: str = "",
    skip_reason: str = "",
    over_refer: bool = False,
) -> Referral:
    """Offer an opening to a household, with what SSF saw kept on the referral.

    Passing over households that come first needs a reason, failing a gate another; both are audited (P09). Of two
    people who pick at once one wins; the other gets Conflict with the reason. Raises Forbidden, Missing, Invalid.
    """
    require(allows(by, Permission.SELECT_CANDIDATE))
    opening, candidate, ahead = _look(by, opening_id, client_id)
    require_held(opening.continuum_id, skip_reason, clock.today(opening.continuum.time_zone))
    snapshot = _snapshot(candidate, ahead)
    referral = open_candidate(
        by=by,
        opening_id=opening_id,
        snapshot=snapshot,
        override_reason=override_reason,
        skip_reason=skip_reason,
        over_refer=over_refer,
    )
    if snapshot.skipped or snapshot.failed_gates:
        _write_down(opening, snapshot, skip_reason or override_reason)
    return referral


def _look(by: Actor, opening_id: UUID, client_id: UUID) -> tuple[Opening, Candidate, int]:
    """Return the opening, the household as it stands for it, and how many come before it. Raises Missing."""
    opening = Opening.objects.visible_to(by).select_related("continuum", "program").filter(public_id=opening_id).first()
    if opening is None:
        raise Missing
    client: Client = Client.objects.visible_to(by).named(by, public_id=client_id)
    found = matching(opening, as_of=clock.today(opening.continuum.time_zone), actor=by)
    candidate = found.look(client.pk)
    if candidate is None:
        raise Missing(_("This household is on no list yet."), _("Look again in a few seconds."))
    return opening, candidate, found.ahead_of(candidate.row)


def _snapshot(candidate: Candidate, ahead: int) -> CandidateSnapshot:
    """What SSF saw at this moment."""
    row = candidate.row
    return CandidateSnapshot(
        client_id=row.pk,
        rank=ahead + 1,
        score=row.score,
        tier=row.tier,
        evh=row.evh,
        household_type=row.household_type,
        household_size=row.household_size,
        failed_gates=tuple(gate.name for gate in candidate.failed),
        skipped=ahead,
    )


def _write_down(opening: Opening, snapshot: CandidateSnapshot, reason: str) -> None:
    record.log_act(
        "passed_over" if snapshot.skipped else "overridden",
        client_ids=[snapshot.client_id],
        purpose="queues:select",
        opening=opening.pk,
        skipped=snapshot.skipped,
        failed=list(snapshot.failed_gates),
        reason=reason[:300],
    )
