"""People: invited, let in, closed, opened again (requirement: no superuser for daily work)."""

import uuid
from datetime import date, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.binding import introduce
from cas_portal.access.errors import Conflict, KnownPerson, Missing
from cas_portal.access.policy import require
from cas_portal.access.roles import Role
from cas_portal.accounts import directory, invitations, policies, presenters, sessions
from cas_portal.accounts.models import Agency, Inactive, Invitation, Membership, User
from cas_portal.accounts.services import mails
from cas_portal.accounts.services.memberships import announce, give_role, keep_one_administrator
from cas_portal.accounts.settings import setting
from cas_portal.audit import record
from cas_portal.time import clock


@transaction.atomic
def invite(
    *,
    by: Actor,
    email: str,
    name: str,
    agency_id: int,
    role: Role,
    ends_on: date | None = None,
    scas_desk: bool = False,
    confirmed: bool = False,
) -> User:
    """Offer somebody a role by mail: one link, good for one use and `invitation_hours` (policy §10).

    The role is given with the invitation and works once it is accepted. Somebody who has an account already gets the
    role at once and no link. The same invitation twice changes nothing. Raises Conflict for a closed account, and
    KnownPerson for somebody of the community until it is `confirmed` that they are meant.
    """
    require(policies.can_manage_people(by))
    address = email.strip().lower()
    if not confirmed:
        look_whether_known(by, address, agency_id=agency_id, role=role)
    user = _found_or_made(address, name.strip())
    if user.inactive_reason == Inactive.CLOSED or not (user.is_active or user.inactive_reason):
        raise Conflict(_("This person's account is closed."), _("Open it again on the person's page."))
    give_role(by=by, user=user, agency_id=agency_id, role=role, ends_on=ends_on, scas_desk=scas_desk)
    if user.inactive_reason == Inactive.INVITED and not Invitation.objects.filter(user=user).exists():
        mails.ask_invitation(_new_invitation(user, by=by), by=by)
    return user


def look_whether_known(by: Actor, email: str, *, agency_id: int, role: Role) -> None:
    """Raise KnownPerson for the address of somebody the actor sees, unless they hold this very role already.

    People of other communities, and for a manager those of other agencies, are seen by nobody here.
    """
    user = directory.people_seen(by).filter(email=email).first()
    agency = Agency.objects.visible_to(by).filter(pk=agency_id).first()
    if user is None or agency is None or user.pk == by.user_id or user.inactive_reason == Inactive.CLOSED:
        return
    shown: list[Membership] = getattr(user, "shown", [])
    if not any(held.agency_id == agency.pk and held.role == role for held in shown):
        roles = [presenters.role_words(held.role, held.agency) for held in shown]
        raise KnownPerson(name=user.name, roles=roles, too=presenters.role_words(role, agency))


def _found_or_made(email: str, name: str) -> User:
    """Return the person with this address, made if there is none, with their row held until the end."""
    held = User.objects.select_for_update(no_key=True).filter(email=email)
    user = held.first()
    if user is not None:
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, name=name, is_active=False, inactive_reason=Inactive.INVITED)
    except IntegrityError:
        return held.get()


def _new_invitation(user: User, *, by: Actor) -> Invitation:
    now = clock.now()
    return Invitation.objects.create(
        continuum_id=by.continuum_id,
        user=user,
        invited_by_id=by.person_id,
        invited_at=now,
        expires_at=now + _good_for(by),
    )


def _good_for(by: Actor) -> timedelta:
    return timedelta(hours=int(str(setting(by.continuum_id, "invitation_hours", on=clock.today()))))


def _held_person(by: Actor, public_id: UUID) -> User:
    """Return a person of the continuum with their row held. Raises Missing, and Forbidden for oneself."""
    require(policies.can_manage_people(by))
    known = User.objects.visible_to(by).filter(public_id=public_id).values_list("pk", flat=True).first()
    if known is None:
        raise Missing()
    user = User.objects.select_for_update(no_key=True).get(pk=known)
    require(policies.can_manage_person(by, user), _("Nobody changes their own account here."))
    return user


@transaction.atomic
def invite_again(*, by: Actor, public_id: UUID) -> Invitation:
    """Send a new link, which alone works from now on. Raises Conflict when the person has an account already."""
    user = _held_person(by, public_id)
    if user.inactive_reason != Inactive.INVITED:
        raise Conflict(_("This person has accepted already."))
    invitation = _open_invitation(user)
    if invitation is None:
        invitation = _new_invitation(user, by=by)
    else:
        invitation.nonce, invitation.expires_at = uuid.uuid4(), clock.now() + _good_for(by)
        invitation.save(update_fields=["nonce", "expires_at"])
    mails.ask_invitation(invitation, by=by)
    return invitation


def _open_invitation(user: User) -> Invitation | None:
    open_ones = Invitation.objects.select_for_update().filter(user=user, accepted_at=None, withdrawn_at=None)
    return open_ones.first()


def invitation_for(public_id: UUID, key: str) -> Invitation:
    """Return an invitation by the parts of its link, used and expired ones too. Raises Missing for a wrong link."""
    invitation = Invitation.objects.select_related("user").filter(public_id=public_id).first()
    if invitation is None or not invitations.fits(invitation, key):
        raise Missing()
    return invitation


@transaction.atomic
def accept(*, public_id: UUID, key: str, password: str) -> User:
    """Let an invited person in with the password they chose. One of many at the same time succeeds.

    Raises Missing for a wrong link, Conflict when it was used, withdrawn or is too old. The form checks the password.
    """
    Invitation.objects.select_for_update().filter(public_id=public_id).first()
    invitation = invitation_for(public_id, key)
    if invitations.state(invitation) != invitations.OPEN:
        raise Conflict(_("This invitation cannot be used any more."))
    user = User.objects.select_for_update(no_key=True).get(pk=invitation.user_id)
    introduce(user.pk, invitation.continuum_id)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    user.set_password(password)
    user.is_active, user.inactive_reason, user.active_from = True, "", clock.now()
    user.save(update_fields=["password", "is_active", "inactive_reason", "active_from"])
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    record.log_act("invitation_accepted", account=user.pk)
    return user


@transaction.atomic
def close(*, by: Actor, public_id: UUID) -> User:
    """Close an account: the person is out on their next request and their invitation is void. Roles are kept.

    Raises Conflict for the last system administrator.
    """
    user = _held_person(by, public_id)
    if user.inactive_reason == Inactive.CLOSED:
        return user
    keep_one_administrator(by, *Membership.objects.filter(user=user, continuum_id=by.continuum_id))
    user.is_active, user.inactive_reason = False, Inactive.CLOSED
    user.save(update_fields=["is_active", "inactive_reason"])
    invitation = _open_invitation(user)
    if invitation is not None:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
    sessions.end_all([user.pk])
    announce(user, by=by)
    return user


@transaction.atomic
def open_again(*, by: Actor, public_id: UUID) -> User:
    """Open a closed or rested account; the 30 days count anew (D23). Somebody who never accepted is invited again."""
    user = _held_person(by, public_id)
    if user.is_active or user.inactive_reason == Inactive.INVITED:
        return user
    if not user.has_usable_password():
        user.inactive_reason = Inactive.INVITED
        user.save(update_fields=["inactive_reason"])
        mails.ask_invitation(_new_invitation(user, by=by), by=by)
    else:
        user.is_active, user.inactive_reason, user.active_from = True, "", clock.now()
        user.save(update_fields=["is_active", "inactive_reason", "active_from"])
        mails.tell(user, "account_opened")
    announce(user, by=by)
    return user


@transaction.atomic
def reset_factors(*, by: Actor, public_id: UUID) -> User:
    """Remove the second factors of somebody who lost them: they are signed out and set up new ones at sign-in."""
    user = _held_person(by, public_id)
    removed, _each = Authenticator.objects.filter(user=user).delete()
    if removed:
        sessions.end_all([user.pk])
        record.log_act("factors_reset", account=user.pk)
        mails.tell(user, "factors_reset")
        announce(user, by=by)
    return user
