"""Birthdays that may change what a household is or how it is scored (policy §9, N19)."""

from datetime import date

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.notifications.services import notify

# 18: a child becomes an adult; 25: no longer transition-age youth; 55: a senior (settings of policy §17 aside).
AGES = (18, 25, 55)

# One pass over the birthdays of a day, to the heads of the open CE households they concern. A 29 February birthday
# counts on 1 March in common years, as age() has it.
_TURNING = """
SELECT DISTINCT h.id, h.public_id, k.user_id
  FROM clients_identity i
  JOIN clients_householdmember m ON m.client_id = i.client_id AND m.left_on IS NULL AND NOT m.lives_elsewhere
  JOIN clients_household o ON o.id = m.household_id
  JOIN clients_client h ON h.id = o.client_id AND h.merged_into_id IS NULL AND h.deceased_on IS NULL
  JOIN clients_enrollment e ON e.client_id = h.id AND e.household_id = o.id AND e.exit_date IS NULL
  JOIN clients_program p ON p.id = e.program_id AND p.is_cas
  JOIN clients_casemanager k ON k.client_id = h.id AND k.ends_on IS NULL AND k.lead
 WHERE i.continuum_id = %(continuum)s AND NOT h.survivor
   AND i.birth_date = ANY (ARRAY(
       SELECT born::date FROM unnest(%(ages)s::int[]) AS a (years),
              generate_series(%(on)s::date - make_interval(years => a.years) - interval '1 day',
                              %(on)s::date - make_interval(years => a.years), interval '1 day') AS born
        WHERE extract(year FROM age(%(on)s::date, born)) = a.years
          AND extract(year FROM age(%(on)s::date - 1, born)) < a.years))
 ORDER BY h.id
"""


@transaction.atomic
def tell_of_birthdays(*, by: Actor, on: date) -> int:
    """Ask the lead case managers of households where somebody turns 18, 25 or 55 that day to assess again (N19).

    The stored assessment keeps its type and score until then. Set-based; a repeat tells nobody twice. Returns how many
    households there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TURNING, {"continuum": by.continuum_id, "ages": list(AGES), "on": on})
        rows = cursor.fetchall()
    for head, public_id, manager in rows:
        notify(
            by=by,
            recipient_ids=[manager],
            kind="N19",
            text=lambda: _("A birthday may change what a household is. Ask whether it is time for a new assessment."),
            url=reverse("clients:client", args=[public_id]),
            dedupe_key=f"birthday:{head}:{on.isoformat()}",
        )
    return len(rows)
