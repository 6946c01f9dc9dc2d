"""Writing the log of the by-name list: one statement for some clients, or for everybody."""

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path

from django.db import connection

from cas_portal.access.actor import Actor
from cas_portal.access.policy import require
from cas_portal.hud import groups
from queues.rules import rules_on
from queues.standing_sql import PERMANENT_HOUSING_TYPES

_TEXT = (Path(__file__).parents[1] / "sql" / "by_name.sql").read_text(encoding="utf-8")
EVERYBODY = re.sub(r"\{only:[\w.]+\}", "", _TEXT)
SOME = re.sub(r"\{only:([\w.]+)\}", r"AND \1 = ANY (%(ids)s)", _TEXT)


def note(*, by: Actor, as_of: date, client_ids: Collection[int] | None = None) -> int:
    """Log each change of status on a day, for these clients or for everybody; returns the rows written.

    A repeat writes nothing: a row is written only where the status differs from the newest row. Needs a bound
    transaction, after standing was worked out for the same clients.
    """
    require(by.is_system)
    if client_ids is not None and not client_ids:
        return 0
    rules = rules_on(by.continuum_id, as_of)
    values: dict[str, object] = {
        "continuum": by.continuum_id,
        "as_of": as_of,
        "inactive_days": rules.inactive_days,
        "permanent": list(PERMANENT_HOUSING_TYPES),
        "homes": sorted(groups.situations(groups.SituationGroup.PERMANENT)),
        "ids": None if client_ids is None else sorted(set(client_ids)),
    }
    with connection.cursor() as cursor:
        cursor.execute(EVERYBODY if client_ids is None else SOME, values)  # type: ignore[arg-type]
        return int(cursor.rowcount)
