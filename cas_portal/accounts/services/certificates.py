"""The yearly assessor certificate: recorded, extended, revoked (policy §2)."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.access.roles import CERTIFIED_ROLES
from cas_portal.accounts import policies
from cas_portal.accounts.models import Certificate, Membership, User
from cas_portal.accounts.services import mails
from cas_portal.accounts.services.memberships import announce, certified_through
from cas_portal.accounts.settings import setting
from cas_portal.time import clock, dates


def valid_through(done_on: date, months: int) -> date:
    """Return the last day of a certificate: the same day number `months` later, else that month's last (D19)."""
    return dates.add_months(done_on, months)


def _person(by: Actor, public_id: UUID) -> User:
    require(policies.can_record_certificates(by))
    known = User.objects.visible_to(by).filter(public_id=public_id).values_list("pk", flat=True).first()
    if known is None:
        raise Missing()
    user = User.objects.select_for_update(no_key=True).get(pk=known)
    require(policies.can_certify_person(by, user), _("Nobody certifies themselves."))
    return user


@transaction.atomic
def record_training(*, by: Actor, public_id: UUID, done_on: date) -> Certificate:
    """Record that somebody completed the training; it is valid `certificate_months` from that day (policy §2).

    The same day twice changes nothing. Raises Invalid for a day in the future or one whose certificate lapsed already.
    """
    user = _person(by, public_id)
    months = int(str(setting(by.continuum_id, "certificate_months", on=clock.today())))
    through = valid_through(done_on, months)
    if done_on > clock.today():
        raise Invalid(_("The training has not taken place yet."))
    if through < clock.today():
        raise Invalid(_("A certificate of that day has lapsed already."))
    return _write(by, user, Certificate.Kind.TRAINING, done_on, through, "")


@transaction.atomic
def extend(*, by: Actor, public_id: UUID, through: date, reason: str) -> Certificate:
    """Let somebody go on for a while with a lapsing certificate, for a reason.

    Raises Invalid without a reason, without a certificate, or for more than `certificate_extend_days` beyond the day
    the last training was good for.
    """
    user = _person(by, public_id)
    trained = Certificate.objects.filter(
        user=user, continuum_id=by.continuum_id, kind=Certificate.Kind.TRAINING, revoked_at=None
    )
    last = trained.order_by("-valid_through").first()
    if last is None:
        raise Invalid(_("There is no certificate to extend."), _("Record the training first."))
    most = dates.add_days(
        last.valid_through, int(str(setting(by.continuum_id, "certificate_extend_days", on=clock.today())))
    )
    if not reason.strip():
        raise Invalid(_("Say why."))
    if not last.valid_through < through <= most or through < clock.today():
        raise Invalid(_("Choose a day after the certificate ends, at most %(day)s.") % {"day": most.isoformat()})
    return _write(by, user, Certificate.Kind.EXTENSION, clock.today(), through, reason.strip())


def _write(by: Actor, user: User, kind: str, done_on: date, through: date, reason: str) -> Certificate:
    same = Certificate.objects.filter(
        user=user, continuum_id=by.continuum_id, kind=kind, done_on=done_on, revoked_at=None
    )
    known = same.first()
    if known is not None and known.valid_through == through:
        return known
    try:
        with transaction.atomic():
            made = Certificate.objects.create(
                continuum_id=by.continuum_id,
                user=user,
                kind=kind,
                done_on=done_on,
                valid_through=through,
                reason=reason,
                recorded_by_id=by.person_id,
                recorded_at=clock.now(),
            )
    except IntegrityError:
        raise Conflict(_("One was recorded for that day already."), _("Revoke it first if it is wrong.")) from None
    _apply(user, by=by)
    return made


@transaction.atomic
def revoke(*, by: Actor, certificate_id: UUID, reason: str) -> Certificate:
    """Take back a certificate that was recorded by mistake; what others are still good for holds."""
    require(policies.can_record_certificates(by))
    certificate = Certificate.objects.visible_to(by).filter(public_id=certificate_id).select_related("user").first()
    if certificate is None:
        raise Missing()
    user = _person(by, certificate.user.public_id)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not reason.strip():
        raise Invalid(_("Say why."))
    if certificate.revoked_at is None:
        certificate.revoked_at, certificate.revoked_by_id = clock.now(), by.person_id
        certificate.revoke_reason = reason.strip()
        certificate.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
        _apply(user, by=by)
    return certificate


def _apply(user: User, *, by: Actor) -> None:
    """Write the last valid day where rights are read from: the person's current roles that need a certificate."""
    current = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=clock.now()),
        user=user,
        continuum_id=by.continuum_id,
        role__in=list(CERTIFIED_ROLES),
    )
    current.update(certified_through=certified_through(user.pk, by.continuum_id))
    mails.tell(user, "role_changed")
    announce(user, by=by)
