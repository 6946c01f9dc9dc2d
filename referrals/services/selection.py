"""SSF's side before sending: select a household, ask its provider, cancel (policy §7.2)."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency, require
from cas_portal.accounts.settings import setting
from cas_portal.time import clock
from clients.identifying import refuse_identifying
from clients.models import CaseManager, Client
from clients.services.case_managers import agencies_of
from referrals import policies
from referrals.guards import Given, Step
from referrals.models import Opening, Referral, Transition
from referrals.moves import Verb
from referrals.services import engine
from referrals.services.locks import find_opening, lock
from referrals.snapshot import CandidateSnapshot
from referrals.states import OpeningStatus, State


@transaction.atomic
def open_candidate(
    *,
    by: Actor,
    opening_id: UUID,
    snapshot: CandidateSnapshot,
    override_reason: str = "",
    skip_reason: str = "",
    over_refer: bool = False,
    made_from: Referral | None = None,
) -> Referral:
    """Offer an opening to a household: the referral begins as CANDIDATE (policy §6.2, §6.3, §7.2).

    A failed gate needs an override reason, a household passed over a skip reason (P09). Slot 1 unless `over_refer`,
    then up to `max_live_per_opening` (F21) and `max_live_per_client`. Raises Forbidden, Missing, Invalid, or Conflict
    with the reason for whoever came second. The same person selecting the same household again gets the same referral.
    A reason about a survivor names nobody (policy §11).
    """
    require(policies.can_source_opening(by))
    key = find_opening(by, opening_id)
    if not Client.objects.visible_to(by).filter(pk=snapshot.client_id).exists():
        raise Missing()
    locked = lock(openings={key}, clients={snapshot.client_id})
    opening, client = locked.openings[key], locked.clients[snapshot.client_id]
    held = Referral.objects.filter(opening=opening, client=client).holding_opening().first()
    if held is not None and held.created_by_id == by.user_id:
        return held
    _require_reasons(snapshot, override_reason, skip_reason)
    refuse_identifying(client.survivor, override_reason, skip_reason, by=by, client_id=client.pk)
    _require_offerable(opening, client)
    referral = _new(by, opening, client, snapshot)
    _take_slots(referral, over_refer)
    referral.override_reason, referral.skip_reason = override_reason.strip()[:300], skip_reason.strip()[:300]
    referral.made_from = made_from
    _insert(referral)
    _append_selection(referral, by)
    _mark_offered(opening, by)
    return referral


def _new(by: Actor, opening: Opening, client: Client, snapshot: CandidateSnapshot) -> Referral:
    """The referral with the snapshot of what SSF saw, and whom to ask."""
    provider_agency_id, provider_user_id = find_provider(client)
    return Referral(
        continuum_id=opening.continuum_id,
        agency_id=acting_agency(by, Permission.SELECT_CANDIDATE),
        client=client,
        opening=opening,
        housing_agency_id=opening.agency_id,
        selected_on=clock.today(opening.continuum.time_zone),
        rank=snapshot.rank,
        score=snapshot.score,
        tier=snapshot.tier,
        evh=snapshot.evh,
        household_type=snapshot.household_type,
        household_size=snapshot.household_size,
        provider_agency_id=provider_agency_id,
        provider_user_id=provider_user_id,
        created_by_id=by.user_id,
    )


def _require_reasons(snapshot: CandidateSnapshot, override_reason: str, skip_reason: str) -> None:
    if snapshot.failed_gates and not override_reason.strip():
        raise Invalid(
            _("This household does not meet every condition of the opening."), _("Say why it is offered all the same.")
        )
    if snapshot.skipped and not skip_reason.strip():
        raise Invalid(_("Households that come first are passed over."), _("Say why."))


def _require_offerable(opening: Opening, client: Client) -> None:
    if opening.status in {OpeningStatus.FILLED, OpeningStatus.WITHDRAWN}:
        raise Conflict(
            _("This opening is no longer open: %(status)s.") % {"status": OpeningStatus(opening.status).label},
            _("Choose another opening."),
        )
    if client.deceased_on is not None:
        raise Conflict(_("The client has died."))
    enrolled = Referral.objects.filter(opening=opening, state=State.ENROLLED).count()
    if enrolled >= opening.slots:
        raise Conflict(_("A household is enrolled in this unit already."), _("Choose another opening."))


def _take_slots(referral: Referral, over_refer: bool) -> None:
    referral.slot = _free_opening_slot(referral.opening, over_refer, referral.selected_on)
    referral.client_slot = _free_client_slot(referral.client, over_refer, referral.selected_on)


def _free_opening_slot(opening: Opening, over_refer: bool, day: date) -> int:
    """The lowest free slot: within the opening's own, or the limit of over-referral (F21)."""
    limit = opening.slots
    if over_refer:
        limit = max(limit, int(str(setting(opening.continuum_id, "max_live_per_opening", on=day))))
    live = Referral.objects.filter(opening=opening).holding_opening()
    taken = set(live.values_list("slot", flat=True))
    free = next((slot for slot in range(1, limit + 1) if slot not in taken), None)
    if free is not None:
        return free
    if over_refer:
        raise Conflict(
            _("This opening has %(limit)s live referrals, the most there may be.") % {"limit": limit},
            _("Wait until one of them ends."),
        )
    raise Conflict(
        _("This opening is already offered to another household."),
        _("Wait for the answer, or refer a further household expressly."),
    )


def _free_client_slot(client: Client, over_refer: bool, day: date) -> int:
    limit = int(str(setting(client.continuum_id, "max_live_per_client", on=day))) if over_refer else 1
    live = Referral.objects.filter(client=client).holding_client()
    taken = set(live.values_list("client_slot", flat=True))
    free = next((slot for slot in range(1, limit + 1) if slot not in taken), None)
    if free is None:
        raise Conflict(
            _("This household is already offered another opening."), _("Wait for the answer, or cancel that referral.")
        )
    return free


def _insert(referral: Referral) -> None:
    """The unique slots are the last word, should the locks ever be passed by."""
    try:
        with transaction.atomic():
            referral.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody offered this opening, or this household, a moment ago."), _("Reload the list.")
        ) from error


def _append_selection(referral: Referral, by: Actor) -> None:
    Transition.objects.create(
        continuum_id=referral.continuum_id,
        agency_id=referral.agency_id,
        client_id=referral.client_id,
        referral=referral,
        verb=Verb.SELECT,
        to_state=State.CANDIDATE,
        at=clock.now(),
        day=referral.selected_on,
        note=referral.override_reason or referral.skip_reason,
        created_by_id=by.user_id,
    )


def _mark_offered(opening: Opening, by: Actor) -> None:
    opening.status = OpeningStatus.OFFERED
    if opening.sourcing_at is None:
        opening.sourcing_at, opening.sourcing_by_id = clock.now(), by.user_id
    opening.save(update_fields=["status", "sourcing_at", "sourcing_by"])


def find_provider(client: Client) -> tuple[int | None, int | None]:
    """Return agency and person of the client's provider: the lead case manager, else the agency of the newest HCT.

    Their agency is one they work at; the row names the one of whoever wrote it.
    """
    lead = CaseManager.objects.filter(client=client, ends_on=None, lead=True).first()
    if lead is not None:
        own = agencies_of([lead.user_id])
        return (lead.agency_id if lead.agency_id in own or not own else min(own)), lead.user_id
    newest = Assessment.objects.filter(client=client, kind=Assessment.Kind.HCT).counting().newest_first().first()
    return (newest.agency_id, None) if newest else (None, None)


def notify_provider(
    *, by: Actor, referral_id: UUID, provider_agency_id: int | None = None, provider_user_id: int | None = None
) -> Referral:
    """Ask the client's provider whether the client is interested; due in three business days (F01, F02).

    Names another agency or person when given; without any provider SSF must name one. Raises Conflict.
    """

    def assign(step: Step) -> None:
        if provider_agency_id is not None:
            step.referral.provider_agency_id = provider_agency_id
            step.referral.provider_user_id = provider_user_id

    def effect(step: Step) -> None:
        step.referral.notified_on = step.day
        step.referral.late_since = None

    return engine.carry_out(Verb.NOTIFY, by=by, referral_id=referral_id, prepare=assign, effect=effect)


def drop(*, by: Actor, referral_id: UUID, reason: str, note: str = "") -> Referral:
    """Cancel before sending, with a reason; the household is back on the list and there is no HUD result."""
    return engine.carry_out(Verb.DROP, by=by, referral_id=referral_id, given=Given(reason=reason, note=note))
