"""What agency managers ask for, and what system administrators answer (policy §10: a(request))."""

import uuid
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.access.roles import Role
from cas_portal.accounts import policies
from cas_portal.accounts.models import Agency, Membership, RoleRequest
from cas_portal.accounts.services import memberships, people
from cas_portal.outbox import services as outbox
from cas_portal.time import clock

ASKED = "people.asked"
DECIDED = "people.decided"
# What a manager may ask for: the work of an agency, not of the community.
AGENCY_ROLES = (
    Role.ASSESSOR,
    Role.AGENCY_MANAGER,
    Role.CAN_NAVIGATOR,
    Role.HOUSING_PROVIDER,
    Role.VSP_ASSESSOR,
    Role.CALL_CENTER,
)


def roles_to_ask(by: Actor) -> list[Role]:
    """Return the roles a manager may ask for: those that can be held at one of the agencies they manage."""
    agencies = Agency.objects.visible_to(by).filter(pk__in=policies.managed_agency_ids(by), active=True)
    return [role for role in AGENCY_ROLES if any(memberships.fits(agency, role) for agency in agencies)]


@transaction.atomic
def ask_role(
    *,
    by: Actor,
    agency_id: int,
    name: str,
    email: str,
    role: Role,
    ends_on: date | None = None,
    note: str = "",
    confirmed: bool = False,
) -> RoleRequest:
    """Ask that somebody gets a role at one's agency. The same question twice stays one.

    Raises KnownPerson for somebody of the own agencies until it is `confirmed` that they are meant.
    """
    require(policies.can_ask_for_agency(by, agency_id))
    if role not in AGENCY_ROLES:
        raise Invalid(_("This role is not one of an agency."))
    if not memberships.fits(Agency.objects.visible_to(by).get(pk=agency_id), role):
        raise Invalid(_("People who assess for a victim service provider are VSP assessors, there and nowhere else."))
    address = email.strip().lower()
    if not confirmed:
        people.look_whether_known(by, address, agency_id=agency_id, role=role)
    return _ask(
        by, agency_id, kind=RoleRequest.Kind.JOIN, name=name, email=address, role=role, ends_on=ends_on, note=note,
    )  # fmt: skip


@transaction.atomic
def ask_end(*, by: Actor, membership_id: UUID, ends_on: date | None = None, note: str = "") -> RoleRequest:
    """Ask that somebody's role at one's agency ends. Raises Missing for a role of another agency."""
    managed = policies.managed_agency_ids(by)
    found = Membership.objects.filter(public_id=membership_id, agency_id__in=managed, continuum_id=by.continuum_id)
    membership = found.select_related("user").first()
    if membership is None:
        raise Missing()
    require(policies.can_ask_for_agency(by, membership.agency_id))
    user = membership.user
    return _ask(
        by, membership.agency_id, kind=RoleRequest.Kind.END, user=user, name=user.name, email=user.email,
        role=membership.role, ends_on=ends_on, note=note,
    )  # fmt: skip


@transaction.atomic
def ask_reopen(*, by: Actor, public_id: UUID, note: str = "") -> RoleRequest:
    """Ask that the account of somebody of one's agency is opened again."""
    managed = policies.managed_agency_ids(by)
    membership = (
        Membership.objects.filter(user__public_id=public_id, agency_id__in=managed, continuum_id=by.continuum_id)
        .select_related("user")
        .first()
    )
    if membership is None:
        raise Missing()
    user = membership.user
    if user.is_active:
        raise Invalid(_("This account is open."))
    return _ask(
        by, membership.agency_id, kind=RoleRequest.Kind.REOPEN, user=user, name=user.name, email=user.email, note=note
    )


def _ask(by: Actor, agency_id: int, *, kind: str, email: str, role: str = "", **fields: object) -> RoleRequest:
    same = RoleRequest.objects.visible_to(by).filter(agency_id=agency_id, kind=kind, email=email, role=role, outcome="")
    asked = RoleRequest(
        continuum_id=by.continuum_id,
        agency_id=agency_id,
        kind=kind,
        email=email,
        role=role,
        asked_by_id=by.person_id,
        asked_at=clock.now(),
        **fields,
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:
        return same.get()
    outbox.enqueue(topic=ASKED, payload={"request": asked.pk}, dedupe_key=f"{ASKED} {uuid.uuid4()}", by=by)
    return asked


def _open(by: Actor, public_id: UUID) -> RoleRequest:
    require(policies.can_manage_people(by))
    asked = RoleRequest.objects.visible_to(by).select_for_update(of=("self",)).filter(public_id=public_id).first()
    if asked is None:
        raise Missing()
    if asked.outcome:
        raise Conflict(_("This request was answered already."))
    return asked


@transaction.atomic
def grant(*, by: Actor, public_id: UUID, confirmed: bool = False) -> RoleRequest:
    """Do what was asked. Raises Conflict the second time, and what the act refuses (KnownPerson until `confirmed`)."""
    asked = _open(by, public_id)
    if asked.kind == RoleRequest.Kind.JOIN:
        people.invite(
            by=by, email=asked.email, name=asked.name, agency_id=asked.agency_id, role=Role(asked.role),
            ends_on=asked.ends_on, confirmed=confirmed,
        )  # fmt: skip
    elif asked.kind == RoleRequest.Kind.END:
        _end(asked, by=by)
    elif asked.user is not None:
        people.open_again(by=by, public_id=asked.user.public_id)
    return _answer(asked, RoleRequest.Outcome.GRANTED, "", by=by)


def _end(asked: RoleRequest, *, by: Actor) -> None:
    held = Membership.objects.filter(user=asked.user, agency=asked.agency, role=asked.role)
    for membership in held.exclude(ends_at__lte=clock.now()):
        today = clock.today()
        last = asked.ends_on if asked.ends_on and asked.ends_on >= today else None
        memberships.end_role(by=by, membership_id=membership.public_id, on=last)


@transaction.atomic
def decline(*, by: Actor, public_id: UUID, answer: str) -> RoleRequest:
    """Decline a request with words for the manager. Raises Invalid without them, Conflict the second time."""
    asked = _open(by, public_id)
    if not answer.strip():
        raise Invalid(_("Say why, for the manager who asked."))
    return _answer(asked, RoleRequest.Outcome.DECLINED, answer.strip(), by=by)


def _answer(asked: RoleRequest, outcome: str, answer: str, *, by: Actor) -> RoleRequest:
    asked.outcome, asked.answer = outcome, answer
    asked.decided_by_id, asked.decided_at = by.person_id, clock.now()
    asked.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    outbox.enqueue(topic=DECIDED, payload={"request": asked.pk}, dedupe_key=f"{DECIDED} {asked.pk}", by=by)
    return asked
