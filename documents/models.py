"""The papers of a client."""

from typing import Self

from django.db import models
from django.db.models import Q

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from clients.models import ClientRow
from clients.models.querysets import ClientRowQuerySet
from documents.kinds import SENSITIVE_KINDS, Basis, Kind, State


class DocumentItemQuerySet(ClientRowQuerySet):
    """Papers an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep papers of visible clients; homelessness and disability papers need their own right (policy §5, §10)."""
        rows = super().visible_to(actor)
        if actor is None or actor.is_system:
            return rows
        if not actor.can(Permission.VIEW_SENSITIVE_PAPERS) and not actor.can(Permission.ATTEST_DOCUMENT):
            rows = rows.exclude(kind__in=SENSITIVE_KINDS)
        return rows

    def current(self) -> Self:
        """Keep the newest row of each client and kind."""
        return self.filter(current=True)

    def waiting_for_review(self) -> Self:
        """Keep what somebody recorded and SSF has not reviewed, oldest first."""
        return self.current().filter(state=State.UPLOADED).order_by("uploaded_at", "id")


class DocumentItem(ClientRow):
    """One paper of one person. A newer paper replaces it; an accepted one counts until its last valid day."""

    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.MISSING)
    basis = models.CharField(max_length=12, choices=Basis, blank=True)
    current = models.BooleanField(default=True)
    issued_on = models.DateField(null=True, blank=True)
    valid_through = models.DateField(null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    reason_code = models.CharField(max_length=40, blank=True, default="", db_default="")

    objects = DocumentItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind"], condition=Q(current=True), name="document_item_one_current"
            ),
            models.CheckConstraint(
                condition=~Q(state="ACCEPTED")
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by=models.F("uploaded_by"))),
                name="document_item_never_accepted_by_uploader",
                violation_error_message="Somebody else must accept what you recorded.",
            ),
            models.CheckConstraint(
                condition=~Q(state="ATTESTED") | Q(wall_survivor=True), name="document_item_attested_for_survivors"
            ),
            models.CheckConstraint(
                condition=~Q(state="REJECTED") | ~Q(reason=""), name="document_item_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["UPLOADED", "ACCEPTED", "ATTESTED"]) | Q(uploaded_at__isnull=False),
                name="document_item_came_from_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "kind"], name="document_item_by_client"),
            models.Index(
                fields=["continuum", "uploaded_at"],
                condition=Q(current=True, state="UPLOADED"),
                name="document_item_waiting",
            ),
        ]
