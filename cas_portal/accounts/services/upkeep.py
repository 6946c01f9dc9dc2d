"""What time does to accounts by itself."""

from django.db.models.functions import Coalesce, Greatest

from cas_portal.access.actor import Actor
from cas_portal.access.policy import require
from cas_portal.accounts import activity
from cas_portal.accounts.models import Inactive, Membership, User
from cas_portal.accounts.settings import setting
from cas_portal.time import clock


def close_idle(*, by: Actor) -> int:
    """Make the accounts of a continuum inactive that nobody used for `account_idle_days` (D23), in one statement.

    Signing in checks the same rule by itself, so a stopped job lets nobody in. Returns how many were closed.
    """
    require(by.is_system)
    today = clock.today()
    days = int(str(setting(by.continuum_id, "account_idle_days", on=today)))
    members = Membership.objects.filter(continuum_id=by.continuum_id).values("user_id")
    used = Greatest(Coalesce("last_login", "active_from"), "active_from")
    rested = User.objects.filter(pk__in=members, is_active=True).alias(used=used)
    rested = rested.filter(used__lt=activity.rested_before(today, days))
    return rested.update(is_active=False, inactive_reason=Inactive.IDLE)
