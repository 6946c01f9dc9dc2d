"""The monthly balance of the by-name list (policy §13), counted from its log."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from cas_portal.access.actor import Actor
from cas_portal.accounts.settings import DEFAULTS
from cas_portal.time.dates import add_months
from clients.models import Client
from queues.models import ByNameEntry
from queues.models.by_name import WAYS_IN, WAYS_OUT, Flow, Population, Status

LEAST_SURVIVORS = int(str(DEFAULTS["suppress_below"]))


@dataclass(frozen=True, slots=True)
class Balance:
    """One population in one month: active at its start, what came, what went, active at its end."""

    population: Population
    start: int
    flows: dict[Flow, int]

    @property
    def came(self) -> list[int]:
        """The ways in, in order."""
        return [self.flows[flow] for flow in WAYS_IN]

    @property
    def went(self) -> list[int]:
        """The ways out, in order."""
        return [self.flows[flow] for flow in WAYS_OUT]

    @property
    def end(self) -> int:
        """`active_start + newly_identified + returned - housed - inactive - other` (policy §13)."""
        return self.start + sum(self.came) - sum(self.went)


def balances(actor: Actor, month: date) -> list[Balance]:
    """Return the balance of the month that begins on this day, one for each population, in one query."""
    until = add_months(month, 1)
    rows = ByNameEntry.objects.visible_to(actor).filter(day__lt=until).exclude(flow="")
    counted = rows.values_list("population", "flow").annotate(
        before=Count("id", filter=Q(day__lt=month)), within=Count("id", filter=Q(day__gte=month))
    )
    found = {(population, flow): (before, within) for population, flow, before, within in counted}
    return [_balance(population, found) for population in Population]


def _balance(population: Population, found: dict[tuple[Any, Any], tuple[int, int]]) -> Balance:
    before = {flow: found.get((population.value, flow.value), (0, 0))[0] for flow in Flow}
    within = {flow: found.get((population.value, flow.value), (0, 0))[1] for flow in Flow}
    start = sum(before[flow] for flow in WAYS_IN) - sum(before[flow] for flow in WAYS_OUT)
    return Balance(population, start, within)


def survivors_at_end(actor: Actor, month: date) -> int | None:
    """Return how many of those active at the end of a month are anonymous profiles of survivors; None: too few to say.

    Fewer than `suppress_below` would tell who somebody is (policy §11, "counts under 11 are hidden"). For the S-CAS
    desk, which sees these profiles; to anybody else the number would be untrue.
    """
    survivors = Client.objects.visible_to(actor).filter(survivor=True)
    newest = (
        ByNameEntry.objects.visible_to(actor)
        .filter(day__lt=add_months(month, 1), population=Population.ALL, client__in=survivors)
        .order_by("client", "-id")
        .distinct("client")
    )
    active = ByNameEntry.objects.filter(pk__in=newest.values("pk"), status=Status.ACTIVE).count()
    return shown(active, below=LEAST_SURVIVORS)


def shown(count: int, *, below: int) -> int | None:
    """Return a count of survivors as it may leave the house: None when it is under `below` (policy §11, case X12)."""
    return count if count >= below else None
