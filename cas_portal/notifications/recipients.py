"""Finding the people a notice is for."""

from collections.abc import Iterable

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership
from cas_portal.time import clock


def people_with(*, continuum_id: int, roles: Iterable[Role], agency_id: int | None = None) -> list[int]:
    """Return the ids of active people who hold one of the roles now, at one agency when given."""
    now = clock.now()
    rows = Membership.objects.filter(
        continuum_id=continuum_id, role__in=list(roles), starts_at__lte=now, user__is_active=True, agency__active=True
    ).exclude(ends_at__lte=now)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    return sorted(set(rows.values_list("user_id", flat=True)))
