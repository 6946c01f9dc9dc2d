"""One offer of one opening to one household, and each move it made."""

from typing import Self

from django.db import models
from django.db.models import Q

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from clients.models import ClientRow
from clients.models.querysets import ClientRowQuerySet, reachable
from documents.kinds import Tier
from referrals.states import HOLDS_CLIENT, HOLDS_OPENING, WITH_PROGRAM, State

BROAD = frozenset({Reach.ALL, Reach.AGENCY, Reach.OWN})


class ReferralQuerySet(ClientRowQuerySet):
    """Referrals an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep referrals of clients the actor may view; a housing provider sees those sent to its agency only (F19).

        Policy §10: providers see clients referred to them, and only from the moment the referral is sent.
        """
        if actor is None:
            return self.none()
        rows = self.filter(continuum_id=actor.continuum_id)
        if actor.is_system:
            return rows
        mine = Q(housing_agency_id__in=actor.agencies_with(Permission.ANSWER_REFERRAL), sent_on__isnull=False)
        viewing = actor.reaches(Permission.VIEW_RELEASED_CLIENT) | actor.reaches(Permission.ANSWER_INTEREST)
        if viewing & BROAD:
            mine |= reachable(actor, prefix="wall_", key="client_id", creator="client__created_by_id")
        return rows.filter(mine)

    def holding_client(self) -> Self:
        """Keep offers that hold the household."""
        return self.filter(state__in=HOLDS_CLIENT)

    def holding_opening(self) -> Self:
        """Keep offers that hold a slot of the opening."""
        return self.filter(state__in=HOLDS_OPENING)

    def with_program(self) -> Self:
        """Keep what the housing provider works on."""
        return self.filter(state__in=WITH_PROGRAM)


class Referral(ClientRow):
    """`client` heads the household; `agency` is the one whose staff selected. The snapshot is for SSF and auditors."""

    opening = models.ForeignKey("referrals.Opening", on_delete=models.PROTECT, related_name="referrals")
    housing_agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField(default=1)
    client_slot = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=State, default=State.CANDIDATE)
    made_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    selected_on = models.DateField()
    rank = models.PositiveIntegerField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    tier = models.CharField(max_length=12, choices=Tier, blank=True)
    evh = models.BooleanField(default=False)
    household_type = models.CharField(max_length=20, blank=True)
    household_size = models.PositiveSmallIntegerField(null=True, blank=True)
    override_reason = models.CharField(max_length=300, blank=True)
    skip_reason = models.CharField(max_length=300, blank=True)

    provider_agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    provider_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    notified_on = models.DateField(null=True, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)
    late_since = models.DateField(null=True, blank=True)
    interest_contact_on = models.DateField(null=True, blank=True)

    sent_on = models.DateField(null=True, blank=True)
    ack_due_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    decision_due_on = models.DateField(null=True, blank=True)
    stalled_since = models.DateField(null=True, blank=True)
    stall_answered_on = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)
    client_last_seen_on = models.DateField(null=True, blank=True)
    ce_event = models.ForeignKey("assessments.CEEvent", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField(null=True, blank=True)
    enrolled_on = models.DateField(null=True, blank=True)
    enrollment = models.ForeignKey("clients.Enrollment", on_delete=models.PROTECT, null=True, related_name="+")
    moved_in_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    park_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    case_conference = models.BooleanField(default=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "slot"],
                condition=Q(state__in=HOLDS_OPENING),
                name="referral_one_live_per_opening_slot",
            ),
            models.UniqueConstraint(
                fields=["client", "client_slot"],
                condition=Q(state__in=HOLDS_CLIENT),
                name="referral_one_live_per_client_slot",
            ),
            models.UniqueConstraint(
                fields=["opening", "client"], condition=Q(state__in=HOLDS_OPENING), name="referral_pair_once"
            ),
            models.CheckConstraint(condition=Q(slot__gte=1, client_slot__gte=1), name="referral_slots_from_one"),
            models.CheckConstraint(
                condition=~Q(state__in=["PARKED", "PARK_ENDED"]) | Q(park_until__isnull=False),
                name="referral_parked_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SENT", "IN_PROCESS", "ACCEPTED", "DECLINE_PENDING", "ENROLLED", "HOUSED"])
                | Q(sent_on__isnull=False),
                name="referral_sent_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ENROLLED", "HOUSED"]) | Q(enrolled_on__isnull=False),
                name="referral_enrolled_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="HOUSED") | Q(moved_in_on__gte=models.F("enrolled_on")),
                name="referral_moves_in_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "state"], name="referral_by_client"),
            models.Index(
                fields=["housing_agency", "state"], condition=Q(state__in=WITH_PROGRAM), name="referral_inbox"
            ),
            models.Index(
                fields=["provider_agency", "state"],
                condition=Q(state="PROVIDER_NOTIFIED"),
                name="referral_asked_provider",
            ),
            models.Index(fields=["continuum", "state"], condition=Q(state__in=HOLDS_OPENING), name="referral_live"),
        ]


class Transition(ClientRow):
    """One move of a referral. Append-only; `created_by` made it, or the job named here did."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="transitions")
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=State)
    at = models.DateTimeField()
    day = models.DateField()
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    job = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(created_by__isnull=False) | ~Q(job=""), name="transition_made_by_somebody"
            )
        ]
        indexes = [models.Index(fields=["referral", "id"], name="transition_by_referral")]
