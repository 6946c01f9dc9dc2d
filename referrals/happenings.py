"""What referrals add to the history of a client: each move, for those who may see the referral."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from clients import history
from clients.history import Category, Source, Words
from clients.models import Client
from referrals.models import Referral, Transition
from referrals.moves import Verb
from referrals.presenters import DONE


def moves(actor: Actor, client: Client) -> QuerySet[Any]:
    """Moves of referrals the actor sees."""
    seen = Referral.objects.visible_to(actor).filter(client=client)
    rows = Transition.objects.visible_to(actor).filter(client=client, referral__in=seen)
    return rows.annotate(on_day=F("day"), what=F("verb"), more=F("referral__opening__program__name"))


def move_words(what: str, more: str) -> Words:
    """Return what was done."""
    verb = Verb(what)
    return str(DONE.get(verb, verb.label)), more


def register_all() -> None:
    """Add the source of this floor."""
    history.register(
        Source(
            name="referral",
            category=Category.REFERRALS,
            label=gettext_lazy("Referral"),
            rows=moves,
            words=move_words,
            plain=True,
        )
    )
