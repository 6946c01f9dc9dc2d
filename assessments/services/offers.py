"""What becomes of an answer that was offered from an earlier record (instruments §0, Casc)."""

from uuid import UUID

from django.db import transaction

from assessments import policies
from assessments.models import Draft
from assessments.services.drafts import draft_for, require_open
from cas_portal.access.actor import Actor
from cas_portal.access.policy import require
from cas_portal.time import clock

ASKED_AGAIN = "asked_again"


@transaction.atomic
def ask_again(*, by: Actor, draft_id: UUID, link_id: str) -> Draft:
    """Lay an offered answer aside and ask the question afresh; that choice is kept with the answer's provenance.

    A question without an offer stays as it is. Raises Missing, Forbidden, or Conflict when the draft is closed.
    """
    draft = draft_for(by=by, draft_id=draft_id, lock=True)
    require(policies.can_edit_draft(by, draft))
    require_open(draft)
    offer = draft.suggestions.get(link_id)
    if offer is None:
        return draft
    draft.suggestions = {key: value for key, value in draft.suggestions.items() if key != link_id}
    source = {key: offer[key] for key in ("source", "on") if key in offer}
    draft.provenance = {**draft.provenance, link_id: {**source, "choice": ASKED_AGAIN}}
    draft.revision += 1
    draft.saved_at = clock.now()
    draft.save(update_fields=["suggestions", "provenance", "revision", "saved_at"])
    return draft
