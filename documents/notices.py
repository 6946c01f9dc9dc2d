"""Who is told about a paper (policy §9, N4). No name and no kind of paper: what to do, and a link."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from clients.models import CaseManager
from documents.kinds import State
from documents.models import DocumentItem


def uploaded(item: DocumentItem, *, by: Actor) -> None:
    """SSF hears of a paper that waits for review."""
    notify(
        recipient_ids=people_with(continuum_id=item.continuum_id, roles=[Role.SSF_ADMIN]),
        kind="N4",
        text=_("A paper waits for review."),
        url=_page(item),
        dedupe_key=f"document:{item.pk}:uploaded:{item.uploaded_at:%Y%m%d%H%M%S}",
        by=by,
    )


def reviewed(item: DocumentItem, *, by: Actor) -> None:
    """The lead case manager hears how the review ended."""
    accepted = item.state == State.ACCEPTED
    leads = CaseManager.objects.filter(client_id=item.client_id, ends_on=None, lead=True)
    notify(
        recipient_ids=leads.values_list("user_id", flat=True),
        kind="N4",
        text=(_("A paper of your client was accepted.") if accepted else _("A paper of your client was returned.")),
        url=_page(item),
        dedupe_key=f"document:{item.pk}:{item.state}:{item.accepted_at or item.rejected_at:%Y%m%d%H%M%S}",
        by=by,
    )


def _page(item: DocumentItem) -> str:
    return reverse("documents:client", args=[item.client.public_id])
