"""Signing in, and loading a user together with the memberships that hold right now, in one query."""

from datetime import date
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject, Now

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership, User
from cas_portal.accounts.wording.names import rows_today


def current_memberships():
    """Return memberships that have begun, have not ended, at an active agency; the database's clock decides."""
    return Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=Now()), starts_at__lte=Now(), agency__active=True)


_FACTS = JSONObject(
    continuum="continuum_id",
    agency="agency_id",
    agency_name=F("agency__name"),
    vsp=F("agency__is_vsp"),
    role="role",
    certified_through="certified_through",
    scas_desk="scas_desk",
)


class MembershipBackend(AuthenticationBackend):
    """allauth's sign-in by e-mail; each request re-reads user and memberships, so a lost right is gone at once."""

    def get_user(self, user_id: int) -> User | None:
        """Return the active user with `held`, every membership that holds now, and `names`, words of the community."""
        held = current_memberships().filter(user=OuterRef("pk")).order_by("agency_id", "role").values(facts=_FACTS)
        said = rows_today(continuum__membership__user=OuterRef("pk"))
        found = User.objects.filter(pk=user_id, is_active=True)
        return found.annotate(held=ArraySubquery(held), names=ArraySubquery(said)).first()


def actor_of(user: User, request_id: str = "") -> Actor | None:
    """Return the actor of a signed-in user, or None when no membership holds. One continuum at a time: the first."""
    held: list[dict[str, Any]] | None = getattr(user, "held", None)
    if held is None:
        loaded = MembershipBackend().get_user(user.pk)
        held = getattr(loaded, "held", [])
    if not held:
        return None
    continuum = held[0]["continuum"]
    memberships = tuple(_membership(facts) for facts in held if facts["continuum"] == continuum)
    return Actor(
        user_id=user.pk, continuum_id=continuum, memberships=memberships, request_id=request_id, name=user.name
    )


def actor_by_id(user_id: int, continuum_id: int) -> Actor | None:
    """Return the actor a person is at this moment, or None when they hold no right in this continuum any more."""
    user = MembershipBackend().get_user(user_id)
    actor = actor_of(user) if user is not None else None
    return actor if actor is not None and actor.continuum_id == continuum_id else None


def _membership(facts: dict) -> ActorMembership:
    through = facts["certified_through"]
    return ActorMembership(
        agency_id=facts["agency"],
        role=Role(facts["role"]),
        certified_through=None if through is None else date.fromisoformat(through),
        scas_desk=facts["scas_desk"],
        agency_name=facts["agency_name"],
        vsp=facts["vsp"],
    )
