"""What papers add to the history of a client."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from clients import history
from clients.history import Category, Source, Words
from clients.models import Client
from documents.kinds import Kind
from documents.models import DocumentItem

NOTHING = Value("", output_field=CharField())


def _papers(actor: Actor, client: Client, column: str) -> QuerySet[Any]:
    rows = DocumentItem.objects.visible_to(actor).filter(client=client)
    if not any(actor.can(right) for right in (Permission.VIEW_SENSITIVE_PAPERS, Permission.ATTEST_DOCUMENT)):
        rows = rows.none()
    return rows.exclude(**{column: None}).annotate(on_day=TruncDate(column), what=F("kind"), more=NOTHING)


def brought(actor: Actor, client: Client) -> QuerySet[Any]:
    """Papers that were recorded."""
    return _papers(actor, client, "uploaded_at")


def accepted(actor: Actor, client: Client) -> QuerySet[Any]:
    """Papers that SSF accepted."""
    return _papers(actor, client, "accepted_at")


def brought_words(what: str, _more: str) -> Words:
    """Return which paper."""
    return _("Paper recorded"), str(Kind(what).label)


def accepted_words(what: str, _more: str) -> Words:
    """Return which paper."""
    return _("Paper accepted"), str(Kind(what).label)


def register_all() -> None:
    """Add every source of this floor."""
    made = [
        ("paper", gettext_lazy("Paper recorded"), brought, brought_words),
        ("paper_accepted", gettext_lazy("Paper accepted"), accepted, accepted_words),
    ]
    for name, label, rows, words in made:
        history.register(
            Source(name=name, category=Category.DOCUMENTS, label=label, rows=rows, words=words, plain=True)
        )
