"""Who may do what with papers (policy §5, §10). Pure."""

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import allows
from clients.models import Client
from clients.policies import can_act_on_client
from documents.kinds import SENSITIVE_KINDS, Kind
from documents.models import DocumentItem


def can_record_document(actor: Actor, client: Client, kind: str, *, granted: bool = False) -> bool:
    """Record what a client brought: people with the right who see the client; sensitive papers need their own right.

    `granted` says that a running grant opens the client to an agency of the actor (a referral).
    """
    if kind in SENSITIVE_KINDS and not actor.can(Permission.VIEW_SENSITIVE_PAPERS):
        return False
    agencies = actor.agency_ids if granted else ()
    return can_act_on_client(actor, Permission.UPLOAD_DOCUMENT, client, granted_to=agencies)


def can_review_documents(actor: Actor) -> bool:
    """Accepting and rejecting is SSF's (policy §5)."""
    return not actor.is_system and allows(actor, Permission.ACCEPT_DOCUMENT)


def can_accept_document(actor: Actor, item: DocumentItem) -> bool:
    """Nobody accepts what they recorded themselves (R17)."""
    return can_review_documents(actor) and item.uploaded_by_id != actor.user_id


def can_attest_document(actor: Actor, client: Client, kind: str) -> bool:
    """A victim service provider attests for its own survivor records; nobody else, and no file is kept (policy §5)."""
    return (
        client.survivor
        and kind in Kind.values
        and not actor.is_system
        and allows(actor, Permission.ATTEST_DOCUMENT, agency_id=client.agency_id)
    )
