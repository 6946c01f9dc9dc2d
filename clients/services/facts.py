"""Single facts of a profile that somebody told while doing something else."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.hud import lists
from cas_portal.outbox import editing
from clients.models import Client
from clients.services.records import locked_client

# Fact of the profile -> the HUD list its answer comes from.
LISTS = {"veteran_status": "1.8", "disabling_condition": "1.8", "preferred_language": "C4.A"}
NAMED_ONLY = frozenset({"preferred_language"})


@transaction.atomic
def record_facts(*, by: Actor, client_id: int, facts: Mapping[str, int], opened: str | None = None) -> Client:
    """Write facts of a profile, each a code of its HUD list; the same again changes nothing.

    A survivor record takes no language: it could help to find somebody (policy §11). Raises Missing or Forbidden as
    for the whole profile, Invalid for what is no such fact or no such code, StaleForm when one of them was changed
    after a form was opened (`opened`).
    """
    client = locked_client(by, client_id)
    for name, code in facts.items():
        if name not in LISTS or not lists.is_code(LISTS[name], code):
            raise Invalid(_("That is no answer of the profile."))
    stored = {name: getattr(client, name) for name in facts}
    editing.hold(stored=stored, wanted=facts, opened=opened, row=client)
    changed = [
        name
        for name, code in facts.items()
        if getattr(client, name) != code and not (client.survivor and name in NAMED_ONLY)
    ]
    for name in changed:
        setattr(client, name, facts[name])
    if changed:
        client.save(update_fields=changed)
    return client
