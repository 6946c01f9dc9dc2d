"""How to reach a client: phones, e-mails and people who pass word on."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.time import clock
from clients.models import Client, ContactMethod
from clients.services.records import author_agency, locked_client, may_act
from clients.words import without_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to reach a person, and what may be left behind."""

    kind: str
    value: str = ""
    person_name: str = ""
    relationship: str = ""
    message: str = ContactMethod.Message.NONE
    texts: bool = False
    best_time: str = ""
    preferred: bool = False


@transaction.atomic
def add_contact_method(*, by: Actor, client_id: int, method: Method) -> ContactMethod:
    """Write down a way to reach a client. A new preferred one takes the place of the old; the same one twice is one.

    Raises Invalid for a survivor record: nothing that finds a survivor is kept (policy §11).
    """
    client = locked_client(by, client_id)
    refuse_survivor(client)
    present = ContactMethod.objects.filter(client=client, ended_at=None)
    same = present.filter(**asdict(method)).first()
    if same is not None:
        return same
    if method.preferred:
        present.filter(preferred=True).update(preferred=False)
    return ContactMethod.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client),
        created_by_id=by.user_id,
        **asdict(method),
    )


@transaction.atomic
def end_contact_method(*, by: Actor, public_id: UUID) -> ContactMethod:
    """Say that a way to reach a client no longer works. A second time changes nothing. Raises Missing."""
    row = ContactMethod.objects.visible_to(by).filter(public_id=public_id).first()
    if row is None:
        raise Missing
    locked_client(by, row.client_id)
    row = ContactMethod.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = clock.now(), by.user_id
        row.save(update_fields=["ended_at", "ended_by"])
    return row


def contact_methods(by: Actor, client: Client) -> list[ContactMethod]:
    """Return the ways that still work, the preferred one first; only their kinds to whoever sees clients masked."""
    rows = ContactMethod.objects.visible_to(by).filter(client=client, ended_at=None).select_related("agency")
    ordered = rows.order_by("-preferred", "kind", "-pk")
    return without_words(by, ordered, "value", "person_name", "relationship", "best_time")


def refuse_survivor(client: Client) -> None:
    """Raise Invalid for a survivor record, before the database does."""
    if client.survivor:
        raise Invalid(_("For an anonymous record no contact and no place is kept."))


def may_reach(by: Actor, client: Client) -> bool:
    """Whether contacts and places of this client can be written by the actor at all."""
    return not client.survivor and may_act(by, client)
