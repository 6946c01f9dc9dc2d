"""Why a household stands where it stands: its position, its neighbors, and every gate it fails (policy §6.1, §6.3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from cas_portal.access.actor import Actor
from clients.models import Client
from queues import housing_list
from queues.gates import Gate, list_gates, offer_gates
from queues.housing_list import Filters
from queues.models import Standing
from queues.rules import rules_on
from queues.schemes import KEYS, STORED, Key


@dataclass(frozen=True, slots=True)
class Step:
    """One key of the order: the household's value beside those of the household before and after it."""

    key: Key
    value: Any
    before: Any
    after: Any
    decides_before: bool
    decides_after: bool


@dataclass(frozen=True, slots=True)
class Why:
    """What there is to say about one household and the housing list. `position` is None for those off the list."""

    row: Standing
    failed: tuple[Gate, ...]
    holds_back: tuple[Gate, ...]
    position: int | None = None
    steps: tuple[Step, ...] = ()
    has_before: bool = False
    has_after: bool = False


def standing_of(client: Client, actor: Actor) -> Standing | None:
    """Return the standing of a client; None before there is any."""
    return Standing.objects.visible_to(actor).filter(client=client).first()


def _failed(row: Standing, gates: list[Gate], actor: Actor) -> tuple[Gate, ...]:
    says = {gate.name: Case(When(gate.holds, then=Value(True)), default=Value(False)) for gate in gates}
    said = Standing.objects.visible_to(actor).filter(pk=row.pk).values_list(*(says[gate.name] for gate in gates)).get()
    return tuple(gate for gate, holds in zip(gates, said, strict=True) if not holds)


def why(row: Standing, *, actor: Actor, as_of: date) -> Why:
    """Explain a position: counted when asked, never stored. Keys are compared with the neighbors on the list."""
    inactive_days = rules_on(row.continuum_id, as_of).inactive_days
    on_list, on_offers = list(list_gates(as_of, inactive_days)), list(offer_gates(as_of))
    failed = _failed(row, [*on_list, *on_offers], actor)
    off = tuple(gate for gate in failed if gate in on_list)
    back = tuple(gate for gate in failed if gate in on_offers)
    if off or not row.on_list or not housing_list.sees_order(actor):
        return Why(row, off, back)
    rows = housing_list.rows_for(actor, Filters(), as_of=as_of, inactive_days=inactive_days)
    before, after = _neighbor(rows, row, before=True), _neighbor(rows, row, before=False)
    position = housing_list.ahead_of(rows, row) + 1
    steps = tuple(_steps(row, before, after))
    return Why(row, off, back, position, steps, before is not None, after is not None)


def _neighbor(rows: QuerySet[Standing], row: Standing, *, before: bool) -> Standing | None:
    side, sign = ("lt", "-") if before else ("gt", "")
    beyond = Q(**{f"sort_key__{side}": row.sort_key}) | Q(sort_key=row.sort_key, **{f"client_id__{side}": row.pk})
    bound = {f"sort_key__{side}e": row.sort_key}
    return rows.filter(beyond, **bound).order_by(f"{sign}sort_key", f"{sign}client_id").first()


def _steps(row: Standing, before: Standing | None, after: Standing | None):
    """The first key that differs decides between two neighbors."""
    open_before, open_after = before is not None, after is not None
    for name in (*STORED, "id"):
        key = KEYS[name]
        mine, first, last = (None if one is None else getattr(one, key.field) for one in (row, before, after))
        differs_before, differs_after = open_before and first != mine, open_after and last != mine
        yield Step(key, mine, first, last, differs_before, differs_after)
        open_before, open_after = open_before and not differs_before, open_after and not differs_after
