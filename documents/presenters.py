"""The words and marks of paper pages. No queries."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from clients.models import Client
from documents import policies
from documents.kinds import Basis, Kind, State
from documents.models import DocumentItem
from documents.readiness import Need

TONES = {State.ACCEPTED: "good", State.ATTESTED: "good", State.UPLOADED: "info", State.REJECTED: "bad"}
RETURNABLE = frozenset({State.UPLOADED, State.ACCEPTED})


def name(client: Client) -> str:
    """The name, or the code of a survivor record."""
    identity = getattr(client, "identity", None)
    return str(identity.full_name) if identity else client.survivor_code or _("Name not given")


def paper(actor: Actor, need: Need, item: DocumentItem | None, *, may_record: bool) -> dict[str, object]:
    """One line of the checklist: what is needed of whom, where it stands, what can be done."""
    waits = item is not None and item.state == State.UPLOADED
    returnable = item is not None and item.state in RETURNABLE and policies.can_review_documents(actor)
    urls = {
        "record": reverse("documents:record", args=[need.client_public_id, need.kind]) if may_record else "",
        "accept": "",
        "return": "",
    }
    if item is not None:
        if waits and policies.can_accept_document(actor, item):
            urls["accept"] = reverse("documents:accept", args=[item.public_id])
        if returnable:
            urls["return"] = reverse("documents:return", args=[item.public_id])
    asks = may_record and need.state in {State.MISSING, State.REJECTED} and not need.counts
    urls["request"] = reverse("documents:request", args=[need.client_public_id, need.kind]) if asks else ""
    return {"need": need, "tag": tag(need), "hint": _hint(need), "urls": urls}


def tag(need: Need) -> dict[str, str]:
    """Where a paper stands as a status tag; an expired one says so."""
    if need.expired:
        return {"text": _("Expired"), "tone": "bad"}
    return {"text": str(State(need.state).label), "tone": TONES.get(State(need.state), "attention")}


def _hint(need: Need) -> str:
    parts = [str(Basis(need.basis).label)] if need.basis else []
    if need.psh_only:
        parts.append(_("for permanent supportive housing"))
    if need.reason and need.state == State.REJECTED:
        parts.append(need.reason)
    if need.counts and need.state not in {State.ACCEPTED, State.ATTESTED}:
        parts.append(_("an earlier one still counts"))
    return "; ".join(parts)


def waiting(actor: Actor, item: DocumentItem) -> dict[str, object]:
    """One line of the review list."""
    return {
        "item": item,
        "name": name(item.client),
        "kind": Kind(item.kind).label,
        "basis": Basis(item.basis).label if item.basis else "",
        "may_accept": policies.can_accept_document(actor, item),
    }
