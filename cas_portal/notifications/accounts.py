"""What people are told about accounts, roles and certificates (policy §9: N2, N21)."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.roles import CERTIFIED_ROLES, Role
from cas_portal.accounts.models import Continuum, Membership, RoleRequest, User
from cas_portal.accounts.services.memberships import CHANGED
from cas_portal.accounts.services.requests import ASKED, DECIDED
from cas_portal.accounts.settings import setting
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from cas_portal.outbox import handlers
from cas_portal.outbox.handlers import Payload
from cas_portal.time import clock, dates

# Days before the end on which somebody is told again (security.md §7); the first is the setting.
AGAIN = (14, 3, 1)
# A certificate that lapsed longer ago than this was told about, or lapsed before the portal knew it.
LAPSED_WITHIN_DAYS = 7


def register() -> None:
    """Answer to what the services of accounts announce."""
    handlers.register(CHANGED, tell_change)
    handlers.register(ASKED, tell_request)
    handlers.register(DECIDED, tell_decision)


def tell_change(payload: Payload, by: Actor) -> None:
    """Tell the administrators, but for the one who did it, that somebody's rights changed (N21)."""
    user = User.objects.filter(pk=payload["user"]).first()
    if user is None:
        return
    told = people_with(continuum_id=by.continuum_id, roles=[Role.SYSADMIN])
    notify(
        by=by,
        recipient_ids=[one for one in told if one != by.user_id],
        kind="N21",
        text=lambda: _("Roles, certificate or account of %(who)s changed.") % {"who": user.name},
        url=reverse("accounts:person", args=[user.public_id]),
        dedupe_key=f"people {user.pk} {clock.now().isoformat()}",
    )


def tell_request(payload: Payload, by: Actor) -> None:
    """Tell the administrators that a manager asks for something."""
    asked = RoleRequest.objects.select_related("agency").get(pk=payload["request"])
    notify(
        by=by,
        recipient_ids=people_with(continuum_id=by.continuum_id, roles=[Role.SYSADMIN]),
        kind="N21",
        text=lambda: _("%(agency)s asks about an account.") % {"agency": asked.agency.name},
        url=reverse("accounts:request", args=[asked.public_id]),
        dedupe_key=f"asked {asked.pk}",
    )


def tell_decision(payload: Payload, by: Actor) -> None:
    """Tell the manager what became of what they asked for."""
    asked = RoleRequest.objects.get(pk=payload["request"])
    granted = asked.outcome == RoleRequest.Outcome.GRANTED
    notify(
        by=by,
        recipient_ids=[asked.asked_by_id],
        kind="N21",
        text=lambda: _("What you asked for was done.") if granted else _("What you asked for was declined. See why."),
        url=reverse("accounts:request", args=[asked.public_id]),
        dedupe_key=f"decided {asked.pk}",
    )


def warn_of_certificates() -> int:
    """Warn people before their certificate ends, and them and their managers when it has (N2). Returns how many."""
    told = 0
    for continuum in Continuum.objects.order_by("pk"):
        with transaction.atomic(), bind(Actor.system("certificates", continuum.pk)) as job:
            told += _warn(job, clock.today(continuum.time_zone))
    return told


def _warn(job: Actor, today: date) -> int:
    days = int(str(setting(job.continuum_id, "warn_certificate_days", on=today)))
    ends: dict[int, tuple[date, set[int]]] = {}
    for membership in _ending(job, today, days):
        last = membership.certified_through or today
        through, agencies = ends.get(membership.user_id, (last, set()))
        ends[membership.user_id] = (max(through, last), agencies | {membership.agency_id})
    for user_id, (through, agencies) in ends.items():
        if through < today:
            _tell_lapse(job, user_id, through, agencies)
        else:
            _tell_end(job, user_id, through, today, days)
    return len(ends)


def _ending(job: Actor, today: date, days: int) -> list[Membership]:
    """Return current roles whose certificate ends within the warning time or lapsed within the last week."""
    now = clock.now()
    rows = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        continuum_id=job.continuum_id,
        starts_at__lte=now,
        role__in=list(CERTIFIED_ROLES),
        user__is_active=True,
        certified_through__gte=dates.add_days(today, -LAPSED_WITHIN_DAYS),
        certified_through__lte=dates.add_days(today, days),
    )
    return list(rows.order_by("pk"))


def _tell_end(job: Actor, user_id: int, through: date, today: date, days: int) -> None:
    left = (through - today).days
    step = min(step for step in (days, *AGAIN) if left <= step)
    notify(
        by=job,
        recipient_ids=[user_id],
        kind="N2",
        text=lambda: _("Your assessor certificate ends soon. Renew it to go on assessing."),
        url=reverse("accounts:training"),
        dedupe_key=f"certificate {through} {step}",
    )


def _tell_lapse(job: Actor, user_id: int, through: date, agencies: set[int]) -> None:
    notify(
        by=job,
        recipient_ids=[user_id],
        kind="N2",
        text=lambda: _(
            "Your assessor certificate has lapsed. You cannot start or submit assessments until it is renewed."
        ),
        url=reverse("accounts:training"),
        dedupe_key=f"certificate {through} lapsed",
    )
    user = User.objects.get(pk=user_id)
    managers = {
        one
        for agency in agencies
        for one in people_with(continuum_id=job.continuum_id, roles=[Role.AGENCY_MANAGER], agency_id=agency)
    }
    notify(
        by=job,
        recipient_ids=managers - {user_id},
        kind="N2",
        text=lambda: _("The assessor certificate of %(who)s has lapsed.") % {"who": user.name},
        url=reverse("accounts:person", args=[user.public_id]),
        dedupe_key=f"certificate of {user_id} {through} lapsed",
    )
