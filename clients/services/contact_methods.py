"""How to reach a client: phones, e-mails and people who pass word on."""

import re
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.time import clock
from clients.models import Client, ContactMethod
from clients.services.records import author_agency, locked_client, may_act
from clients.words import without_words

# What may be left behind, the safest last.
SAFER_LAST = (ContactMethod.Message.ANY, ContactMethod.Message.NAME_ONLY, ContactMethod.Message.NONE)


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

    @property
    def key(self) -> tuple[str, str]:
        """What makes it this way and no other, however it is typed."""
        return key_of(self.kind, self.value, self.person_name)


def key_of(kind: str, value: str, person_name: str) -> tuple[str, str]:
    """Return the same for one number, address or person in any spelling."""
    if kind == ContactMethod.Kind.PHONE:
        return kind, plain_phone(value)
    return kind, " ".join((person_name if kind == ContactMethod.Kind.PERSON else value).casefold().split())


def plain_phone(text: str) -> str:
    """Return a number of North America as ten digits, any other without what people put between digits."""
    plain = re.sub(r"[\s().\-/]", "", text)
    digits = re.sub(r"\D", "", plain)
    ours = digits.removeprefix("1") if len(digits) == 11 else digits
    return ours if len(ours) == 10 and re.fullmatch(r"\+?\d+", plain) else plain.casefold()


@transaction.atomic
def add_contact_method(*, by: Actor, client_id: int, method: Method, said_now: bool = True) -> ContactMethod:
    """Write down a way to reach a client; one that is known takes the place of what was written about it.

    The later word counts. Without `said_now` the client did not say it anew, so the safer word counts about what may be
    left behind. A new preferred one takes the place of the old. Raises Invalid for a survivor record: nothing that
    finds a survivor is kept (policy §11).
    """
    client = locked_client(by, client_id)
    refuse_survivor(client)
    present = list(ContactMethod.objects.filter(client=client, ended_at=None).order_by("-preferred", "-pk"))
    known = [row for row in present if key_of(row.kind, row.value, row.person_name) == method.key]
    kept = _taken_together(method, known, said_now=said_now)
    if len(known) == 1 and all(getattr(known[0], name) == value for name, value in asdict(kept).items()):
        return known[0]
    gone = [row.pk for row in known]
    ContactMethod.objects.filter(pk__in=gone).update(ended_at=clock.now(), ended_by_id=by.user_id)
    if kept.preferred:
        ContactMethod.objects.filter(client=client, ended_at=None, preferred=True).update(preferred=False)
    return ContactMethod.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client),
        created_by_id=by.user_id,
        **asdict(kept),
    )


def _taken_together(method: Method, known: list[ContactMethod], *, said_now: bool) -> Method:
    """Return the new word, completed by what the older ones say and it does not."""
    value = plain_phone(method.value) if method.kind == ContactMethod.Kind.PHONE else method.value
    kept = replace(method, value=value)
    for row in known:
        kept = replace(
            kept,
            value=kept.value or row.value,
            relationship=kept.relationship or row.relationship,
            best_time=kept.best_time or row.best_time,
            preferred=kept.preferred or row.preferred,
        )
        if not said_now:
            safer = max(kept.message, row.message, key=SAFER_LAST.index)
            kept = replace(kept, message=safer, texts=kept.texts and row.texts)
    return kept


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
