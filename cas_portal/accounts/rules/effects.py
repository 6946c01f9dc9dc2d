"""What a change of a setting does to accounts and certificates: counted by one statement, shown before it is saved."""

from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.db.models import Count
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import ngettext_lazy

from cas_portal.access.roles import CERTIFIED_ROLES
from cas_portal.accounts import activity
from cas_portal.accounts.backends import current_memberships
from cas_portal.accounts.models import Invitation, Membership, User
from cas_portal.accounts.rules.previews import Effect, register
from cas_portal.audit import record
from cas_portal.time import clock


def register_all() -> None:
    """Count for the settings of accounts."""
    register(certified, "certificate_months", "certificate_extend_days")
    register(warned, "warn_certificate_days")
    register(idle, "account_idle_days")
    register(invited, "invitation_hours")
    register(signed_in_often, "sessions_at_once")
    register(slowed, "records_an_hour")


def _people(continuum_id: int):
    members = Membership.objects.filter(continuum_id=continuum_id).values("user_id")
    return User.objects.filter(pk__in=members, is_active=True)


def certified(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the people whose certificate is valid: it keeps its last day."""
    held = current_memberships().filter(
        continuum_id=continuum_id, role__in=list(CERTIFIED_ROLES), certified_through__gte=day
    )
    return [
        Effect(
            held.values("user").distinct().count(),
            ngettext_lazy(
                "person holds a certificate and keeps its last day",
                "people hold a certificate and keep its last day",
                "count",
            ),
        )
    ]


def warned(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the people whose certificate ends within the warning time."""
    last = day + timedelta(days=int(str(value)))
    held = current_memberships().filter(
        continuum_id=continuum_id,
        role__in=list(CERTIFIED_ROLES),
        certified_through__gte=day,
        certified_through__lte=last,
    )
    return [
        Effect(
            held.values("user").distinct().count(),
            ngettext_lazy("person would be warned on that day", "people would be warned on that day", "count"),
        )
    ]


def idle(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the accounts that would be closed if nobody signed in before that day."""
    used = Greatest(Coalesce("last_login", "active_from"), "active_from")
    rested = _people(continuum_id).alias(used=used).filter(used__lt=activity.rested_before(day, int(str(value))))
    return [
        Effect(
            rested.count(),
            ngettext_lazy(
                "account would be inactive on that day unless somebody signs in before",
                "accounts would be inactive on that day unless somebody signs in before",
                "count",
            ),
        )
    ]


def invited(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the invitations that are open: they keep their end."""
    rows = Invitation.objects.filter(
        continuum_id=continuum_id, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    return [
        Effect(
            rows.count(),
            ngettext_lazy("invitation is open and keeps its end", "invitations are open and keep their end", "count"),
        )
    ]


def signed_in_often(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the people who are signed in on more devices than that."""
    people = _people(continuum_id).values("pk")
    many = (
        UserSession.objects.filter(user__in=people).values("user").annotate(n=Count("pk")).filter(n__gt=int(str(value)))
    )
    return [
        Effect(
            many.count(),
            ngettext_lazy(
                "person is signed in on more devices; older sessions end at their next sign-in",
                "people are signed in on more devices; older sessions end at their next sign-in",
                "count",
            ),
        )
    ]


def slowed(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the people who opened more records than that in an hour of the last day: their pages would have waited."""
    many = record.opened_more(int(str(value)), clock.now() - timedelta(days=1))
    return [
        Effect(
            many,
            ngettext_lazy(
                "person opened more records than that in an hour of the last day",
                "people opened more records than that in an hour of the last day",
                "count",
            ),
        )
    ]
