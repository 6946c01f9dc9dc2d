"""Opening the record of a client: always written down, and slower for whoever opens very many."""

import time
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.accounts.rules.spec import BY_KEY
from cas_portal.accounts.settings import setting
from cas_portal.audit import record
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from cas_portal.time import clock

KEY = "records_an_hour"
HOUR = timedelta(hours=1)
STEP, LONGEST = 0.05, 2.0  # seconds for each record over the number, and at most
# So much of an address that it fits into the link of a notice however it has to be spelled there.
LETTERS = 50


def opened(*, by: Actor, client_id: int, purpose: str, waits: bool = True) -> None:
    """Write down that a record was opened; over `records_an_hour` different ones, tell administrators and wait.

    Nothing is refused: on a day of great need somebody has a reason to open many. Saving never waits (`waits=False`).
    """
    record.log_read([client_id], purpose=purpose)
    count = record.opened_since(client_id, clock.now() - HOUR)
    if by.is_system or count <= BY_KEY[KEY].low:
        return
    over = count - int(str(setting(by.continuum_id, KEY, on=clock.today())))
    if over > 0:
        _tell(by, count)
        if waits:
            pause(min(LONGEST, STEP * over))


def pause(seconds: float) -> None:
    """Let the page wait."""
    time.sleep(seconds)


def _tell(by: Actor, count: int) -> None:
    """One notice about a person for each hour, with the way to what they did (policy §9: N21)."""
    person = User.objects.only("email", "name").get(pk=by.person_id)
    notify(
        by=by,
        recipient_ids=people_with(continuum_id=by.continuum_id, roles=[Role.SYSADMIN]),
        kind="N21",
        text=lambda: (
            _("%(who)s opened the records of %(count)s clients within an hour.") % {"who": person.name, "count": count}
        ),
        url=f"{reverse('reports:audit_log')}?{urlencode({'kind': 'read', 'person': person.email[:LETTERS]})}",
        dedupe_key=f"records of {person.pk} {clock.now():%Y-%m-%dT%H}",
    )
