"""What Today says about one's certificate, and about requests that wait."""

from django.utils.translation import gettext as _

from cas_portal.access.requests import PortalRequest
from cas_portal.access.roles import CERTIFIED_ROLES
from cas_portal.accounts import directory, policies
from cas_portal.accounts.settings import setting
from cas_portal.time import clock
from cas_portal.ui.panels import Panel


def certificate_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """Say that the own certificate ends soon or has lapsed; nothing while it is good, or where none is needed."""
    actor, today = request.actor, clock.today()
    held = [m.certified_through for m in actor.memberships if m.role in CERTIFIED_ROLES]
    if not held:
        return None
    through = max((day for day in held if day), default=None)
    warn = int(str(setting(actor.continuum_id, "warn_certificate_days", on=today)))
    if through is not None and (through - today).days > warn:
        return None
    lapsed = through is None or through < today
    title = _("Your certificate has lapsed") if lapsed else _("Your certificate ends soon")
    context = {"through": through, "lapsed": lapsed}
    return Panel(title=title, template="accounts/_certificate_panel.html", context=context, key="certificate")


def requests_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """Say how many requests of agency managers wait for an administrator."""
    if not policies.can_manage_people(request.actor):
        return None
    waiting = directory.requests_seen(request.actor).filter(outcome="").count()
    if not waiting:
        return None
    return Panel(
        title=_("Requests about accounts"),
        template="accounts/_requests_panel.html",
        context={"waiting": waiting},
        key="requests",
    )
