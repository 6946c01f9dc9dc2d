"""Roles: given, ended, and what every change of them sets off."""

import uuid
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.access.roles import CERTIFIED_ROLES, Role
from cas_portal.accounts import policies
from cas_portal.accounts.models import Agency, Certificate, Membership, User
from cas_portal.accounts.services import mails
from cas_portal.outbox import editing
from cas_portal.outbox import services as outbox
from cas_portal.time import clock, dates

CHANGED = "people.changed"
SOON = timedelta(days=30)


def end_of(day: date, zone: str = clock.DEFAULT_ZONE) -> datetime:
    """Return the instant a role with this last day ends: the midnight after it."""
    return datetime.combine(dates.add_days(day, 1), time.min, ZoneInfo(zone))


def certified_through(user_id: int, continuum_id: int) -> date | None:
    """Return the last valid day of a person's certificates that were not revoked; None without any.

    Of people whose training was recorded elsewhere, before this portal, only the day on their roles is known.
    """
    written = Certificate.objects.filter(user_id=user_id, continuum_id=continuum_id)
    if not written.exists():
        roles = Membership.objects.filter(user_id=user_id, continuum_id=continuum_id)
        return max((day for day in roles.values_list("certified_through", flat=True) if day), default=None)
    return max(written.filter(revoked_at=None).values_list("valid_through", flat=True), default=None)


def announce(user: User, *, by: Actor) -> None:
    """Tell the administrators that somebody's rights changed (N21)."""
    outbox.enqueue(topic=CHANGED, payload={"user": user.pk}, dedupe_key=f"{CHANGED} {uuid.uuid4()}", by=by)


@transaction.atomic
def give_role(
    *, by: Actor, user: User, agency_id: int, role: Role, ends_on: date | None = None, scas_desk: bool = False
) -> Membership:
    """Give a person a role at an agency, through a last day or without one (policy §10).

    A role held already is returned unchanged. Raises Missing for an agency of another continuum, Forbidden for one's
    own account, Invalid when role and agency do not fit or the last day is past, Conflict for an auditor's second role.
    """
    require(policies.can_manage_person(by, user))
    agency = Agency.objects.visible_to(by).filter(pk=agency_id, active=True).first()
    if agency is None:
        raise Missing()
    _check(agency, role, ends_on, scas_desk)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    held = _held(user, agency, role)
    if held is not None:
        return held
    _keep_auditors_apart(user, role)
    membership = Membership(
        user=user,
        continuum_id=by.continuum_id,
        agency=agency,
        role=role,
        starts_at=clock.now(),
        ends_at=end_of(ends_on) if ends_on else None,
        certified_through=certified_through(user.pk, by.continuum_id) if role in CERTIFIED_ROLES else None,
        scas_desk=scas_desk,
    )
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody else is changing this person right now."), _("Open the page again.")) from None
    _tell(user, by=by)
    return membership


def _held(user: User, agency: Agency, role: Role) -> Membership | None:
    open_ended = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    return Membership.objects.filter(open_ended, user=user, agency=agency, role=role).first()


def _keep_auditors_apart(user: User, role: Role) -> None:
    """Auditors hold no other role: who works with clients does not oversee the work, nor the other way around."""
    held = Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), user=user)
    others = held.exclude(role=Role.AUDITOR) if role == Role.AUDITOR else held.filter(role=Role.AUDITOR)
    if others.exists():
        raise Conflict(_("An auditor holds no other role."), _("End the other role first, or ask another person."))


def fits(agency: Agency, role: Role) -> bool:
    """Whether a role can be held at an agency: people of a victim service provider assess as VSP assessors (§11)."""
    wrong = {Role.ASSESSOR, Role.CALL_CENTER, Role.CAN_NAVIGATOR} if agency.is_vsp else {Role.VSP_ASSESSOR}
    return role not in wrong


def _check(agency: Agency, role: Role, ends_on: date | None, scas_desk: bool) -> None:
    if not fits(agency, role):
        raise Invalid(_("People who assess for a victim service provider are VSP assessors, there and nowhere else."))
    if scas_desk and role != Role.SSF_ADMIN:
        raise Invalid(_("The S-CAS desk belongs to SSF admins."))
    if ends_on is not None and ends_on < clock.today():
        raise Invalid(_("The last day is over already."))


def _tell(user: User, *, by: Actor) -> None:
    mails.tell(user, "role_changed")
    announce(user, by=by)


def last_day(membership: Membership) -> dict[str, date | None]:
    """Return what a form about the end of a role edits: its last day."""
    return {"ends_on": membership.last_day}


def _held_role(by: Actor, membership_id: UUID) -> Membership:
    """Lock somebody else's role. Raises Missing when there is none, Forbidden for one's own."""
    require(policies.can_manage_people(by))
    found = Membership.objects.select_for_update(of=("self",)).select_related("user", "agency")
    membership = found.filter(public_id=membership_id, continuum_id=by.continuum_id).first()
    if membership is None:
        raise Missing()
    require(policies.can_manage_person(by, membership.user), _("Nobody changes their own roles."))
    return membership


@transaction.atomic
def end_role(*, by: Actor, membership_id: UUID, on: date | None = None, opened: str | None = None) -> Membership:
    """End a role now, or with a last day; it is gone on the person's next request (policy §10).

    Raises Missing when there is none, Forbidden for one's own, Conflict for the last system administrator's, StaleForm
    when somebody gave it another end after a form was opened (`opened`).
    """
    membership, now = _held_role(by, membership_id), clock.now()
    if membership.ends_at is not None and membership.ends_at <= now:
        return membership
    editing.hold(stored=last_day(membership), wanted={"ends_on": on}, opened=opened, row=membership)
    if on is not None and on < clock.today():
        raise Invalid(_("The last day is over already."))
    keep_one_administrator(by, membership)
    membership.ends_at = max(end_of(on) if on else now, membership.starts_at + timedelta(microseconds=1))
    membership.save(update_fields=["ends_at"])
    _tell(membership.user, by=by)
    return membership


@transaction.atomic
def keep_role(*, by: Actor, membership_id: UUID, opened: str | None = None) -> Membership:
    """Take back the planned end of a role: it goes on without one (policy §10). A role without an end stays as it is.

    Raises Missing when there is none, Forbidden for one's own, Conflict for a role that is over or held twice,
    StaleForm when somebody gave it another end after a form was opened (`opened`).
    """
    membership = _held_role(by, membership_id)
    if membership.ends_at is None:
        return membership
    if membership.ends_at <= clock.now():
        raise Conflict(_("This role is over."), _("Give it again on the person's page."))
    editing.hold(stored=last_day(membership), wanted={"ends_on": None}, opened=opened, row=membership)
    membership.ends_at = None
    try:
        with transaction.atomic():
            membership.save(update_fields=["ends_at"])
    except IntegrityError:
        raise Conflict(_("This person holds the same role without an end already.")) from None
    _tell(membership.user, by=by)
    return membership


def keep_one_administrator(by: Actor, *leaving: Membership) -> None:
    """Raise Conflict when nobody would be left who can manage people for the next `SOON` at least.

    Who leaves within that time counts no more: whoever relied on them would be alone before a successor is trained. A
    planned end further away counts, so that an office whose roles all end with a yearly contract can still change.
    The rows of those who could are held first and asked about afterwards, so that of two administrators who close each
    other out at the same time one stays.
    """
    if not any(membership.role == Role.SYSADMIN for membership in leaving):
        return
    open_ended = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    held = Membership.objects.filter(open_ended, continuum_id=by.continuum_id, role=Role.SYSADMIN)
    list(held.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    staying = Q(ends_at=None) | Q(ends_at__gt=clock.now() + SOON)
    left = held.filter(staying, user__is_active=True, agency__active=True).exclude(
        pk__in=[membership.pk for membership in leaving]
    )
    if not left.exists():
        raise Conflict(_("This is the last system administrator."), _("Give somebody else the role first."))
