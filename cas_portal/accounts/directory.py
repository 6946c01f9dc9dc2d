"""Reading the people of a continuum: who somebody sees, and what is so about them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Missing
from cas_portal.access.roles import CERTIFIED_ROLES
from cas_portal.accounts import policies
from cas_portal.accounts.models import Agency, Certificate, Membership, RoleRequest, User
from cas_portal.time import clock

LONG_AGO = date(1900, 1, 1)


def memberships_seen(actor: Actor) -> QuerySet[Membership]:
    """Return the roles an actor sees: all of the continuum, or those at the agencies they manage."""
    rows = Membership.objects.filter(continuum_id=actor.continuum_id).select_related("agency")
    if not policies.can_record_certificates(actor):
        rows = rows.filter(agency_id__in=policies.managed_agency_ids(actor))
    return rows.order_by("agency__name", "role", "pk")


def not_over() -> Q:
    """Roles that have not ended."""
    return Q(ends_at=None) | Q(ends_at__gt=clock.now())


def people_seen(actor: Actor) -> QuerySet[User]:
    """Return the people an actor sees, each with the roles that are not over as `shown`."""
    seen = memberships_seen(actor)
    current = Prefetch("memberships", queryset=seen.filter(not_over()), to_attr="shown")
    return User.objects.filter(pk__in=seen.order_by().values("user_id")).prefetch_related(current)


def person_seen(actor: Actor, public_id: UUID) -> User:
    """Return one of the people an actor sees. Raises Missing for others and for nobody alike."""
    user = people_seen(actor).filter(public_id=public_id).first()
    if user is None:
        raise Missing()
    return user


def oneself(actor: Actor) -> tuple[User, list[Membership]]:
    """Return the person who asks, with the roles they hold."""
    roles = Membership.objects.filter(not_over(), user_id=actor.person_id, continuum_id=actor.continuum_id)
    return User.objects.get(pk=actor.person_id), list(roles)


def found(people: QuerySet[User], *, words: str, agency_id: int | None, state: str) -> QuerySet[User]:
    """Keep people by part of name or address, agency and state ("active" or a reason of being inactive)."""
    if words:
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if agency_id:
        people = people.filter(pk__in=Membership.objects.filter(not_over(), agency_id=agency_id).values("user_id"))
    if state == "active":
        people = people.filter(is_active=True)
    elif state:
        people = people.filter(is_active=False, inactive_reason=state)
    return people


def membership_seen(actor: Actor, public_id: UUID) -> Membership:
    """Return a role of one of the people an actor sees. Raises Missing for others and for none alike."""
    membership = memberships_seen(actor).filter(public_id=public_id).select_related("user").first()
    if membership is None:
        raise Missing()
    return membership


def by_certificate(actor: Actor, assessing: QuerySet[Membership]) -> QuerySet[User]:
    """Return the people who hold these roles, with `ends`: the last day of their certificate, long ago if none."""
    by_person = assessing.order_by().filter(user=OuterRef("pk")).values("user")
    last = by_person.annotate(last=Max("certified_through")).values("last")
    people = people_seen(actor).filter(pk__in=assessing.order_by().values("user_id"))
    return people.exclude(inactive_reason="closed").annotate(ends=Coalesce(Subquery(last), LONG_AGO))


def certificate_seen(actor: Actor, public_id: UUID) -> Certificate:
    """Return a certificate of one of the people an actor sees. Raises Missing for others and for none alike."""
    rows = Certificate.objects.visible_to(actor).filter(user__in=people_seen(actor), public_id=public_id)
    certificate = rows.select_related("user").first()
    if certificate is None:
        raise Missing()
    return certificate


def agencies_seen(actor: Actor) -> list[tuple[int, str]]:
    """Return the agencies whose people an actor may give roles to, or ask for: id and name."""
    rows = Agency.objects.visible_to(actor).filter(active=True)
    if not policies.can_record_certificates(actor):
        rows = rows.filter(pk__in=policies.managed_agency_ids(actor))
    return list(rows.values_list("pk", "name"))


def requests_seen(actor: Actor) -> QuerySet[RoleRequest]:
    """Return the requests an actor answers (all), or those of the agencies they manage."""
    rows = RoleRequest.objects.visible_to(actor).select_related("agency", "asked_by", "user")
    if not policies.can_manage_people(actor):
        rows = rows.filter(agency_id__in=policies.managed_agency_ids(actor))
    return rows


def request_seen(actor: Actor, public_id: UUID) -> RoleRequest:
    """Return one of the requests an actor sees. Raises Missing for others and for none alike."""
    asked = requests_seen(actor).filter(public_id=public_id).first()
    if asked is None:
        raise Missing()
    return asked


def certificates_of(actor: Actor, user: User) -> list[Certificate]:
    """Return somebody's certificates, newest first, revoked ones too."""
    rows = Certificate.objects.visible_to(actor).filter(user=user).select_related("recorded_by", "revoked_by")
    return list(rows.order_by("-recorded_at", "-pk"))


def needs_certificate(memberships: Sequence[Membership]) -> bool:
    """Whether somebody holds a role that submits assessments."""
    return any(membership.role in CERTIFIED_ROLES for membership in memberships)


def certified_through(memberships: Sequence[Membership]) -> date | None:
    """Return the last day on which somebody may submit assessments, of the roles given; None when never."""
    days = [m.certified_through for m in memberships if m.role in CERTIFIED_ROLES and m.certified_through]
    return max(days, default=None)


def has_second_factor(user: User) -> bool:
    """Whether somebody set up a second step of sign-in."""
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=user.pk, type__in=types).exists()
