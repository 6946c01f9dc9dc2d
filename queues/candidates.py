"""Who fits an opening: those who pass every gate, in order, and for everybody else each gate that fails (policy §6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from cas_portal.access.actor import Actor
from cas_portal.ui.pagination import Page, keyset_page
from clients.household import HouseholdType
from clients.models import Client
from queues import schemes
from queues.gates import Gate, gates
from queues.models import Standing
from queues.people import Person, person_on, with_people
from queues.rules import rules_on
from queues.schemes import KEYS, TAY_HEADED, Key
from referrals.models import Opening
from referrals.models.openings import HousingKind, Preference
from referrals.states import HOLDS_OPENING

LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One household as an opening sees it; `failed` is empty for those who can be offered it."""

    row: Standing
    person: Person
    failed: tuple[Gate, ...] = ()
    keys: tuple[tuple[Key, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """An opening on a day: its gates, and the order of households for it."""

    opening: Opening
    actor: Actor
    as_of: date
    gates: tuple[Gate, ...]
    keys: tuple[Key, ...]

    def passing(self) -> QuerySet[Standing]:
        """Return the households that pass every gate, in order: one WHERE on standing."""
        held = Opening.objects.filter(
            pk=self.opening.pk, referrals__client_id=OuterRef("client_id"), referrals__state__in=HOLDS_OPENING
        )
        return self._ordered(self._rows().filter(*self._conditions())).exclude(Exists(held))

    def failing(self) -> QuerySet[Standing]:
        """Return the others who have an assessment, in order, each with what every gate says."""
        rows = self._rows().filter(hct_on__isnull=False)
        return self._ordered(rows).annotate(fits=_yes(self._all())).filter(fits=False)

    def look(self, client_id: int) -> Candidate | None:
        """Return one household as this opening sees it, whatever the gates say; None when nothing is known of it."""
        row = with_people(self._ordered(self._rows().filter(client_id=client_id)), self.actor).first()
        return None if row is None else self.candidate(row)

    def ahead_of(self, row: Standing) -> int:
        """Count the households that pass every gate and come before this row."""
        before, same = Q(), Q()
        for name in self.key_names:
            value = getattr(row, name)
            before |= same & Q(**{f"{name}__lt": value})
            same &= Q(**{name: value})
        return self.passing().filter(before).count()

    def page(self, rows: QuerySet[Standing], cursor: str = "") -> Page:
        """Return 50 rows by key, with the people the actor may know."""
        return keyset_page(with_people(rows, self.actor), keys=self.key_names, cursor=cursor)

    def candidate(self, row: Standing) -> Candidate:
        """Return a row with the gates it fails and the values it is ordered by."""
        failed = tuple(gate for gate in self.gates if not getattr(row, f"gate_{gate.name}"))
        return Candidate(row, person_on(row), failed, tuple((key, getattr(row, key.field)) for key in self.keys))

    @property
    def key_names(self) -> list[str]:
        """The names of the columns to order by, ending with the client id."""
        return [*(f"by_{key.name}" for key in self.keys if key.name != "id"), "client_id"]

    def _rows(self) -> QuerySet[Standing]:
        return Standing.objects.visible_to(self.actor)

    def _conditions(self) -> Sequence[Q]:
        return [gate.holds for gate in self.gates]

    def _all(self) -> Q:
        everything = Q()
        for condition in self._conditions():
            everything &= condition
        return everything

    def _ordered(self, rows: QuerySet[Standing]) -> QuerySet[Standing]:
        keys = {f"by_{key.name}": key.expression for key in self.keys if key.name != "id"}
        says = {f"gate_{gate.name}": _yes(gate.holds) for gate in self.gates}
        return rows.annotate(**keys, **says).order_by(*self.key_names)


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def matching(opening: Opening, *, as_of: date, actor: Actor) -> Matching:
    """Return how an opening is matched on a day: gates of §6.2, then §6.3 behind transfers and preferences."""
    rules = rules_on(opening.continuum_id, as_of)
    found = gates(
        opening,
        as_of=as_of,
        actor=actor,
        inactive_days=rules.inactive_days,
        redecline_days=rules.redecline_days,
    )
    order = schemes.scheme(opening.scheme) if opening.scheme else rules.scheme
    return Matching(opening, actor, as_of, tuple(found), tuple(_keys(opening, order, actor)))


def _keys(opening: Opening, scheme: schemes.Scheme, actor: Actor) -> Iterable[Key]:
    yield KEYS["transfer"]
    for preference in opening.preferences:
        yield _preference(Preference(preference), actor)
    if opening.housing_kind == HousingKind.PSH and not opening.chronic_only:
        yield KEYS["chronic"]
    for name in scheme.keys:
        yield KEYS[name]
    yield KEYS["id"]


def _preference(preference: Preference, actor: Actor) -> Key:
    """A preference goes in front of the order under a name of its own, so that a scheme may use the same key."""
    survivors = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id"), survivor=True)
    condition = {
        Preference.VETERAN: Q(veteran=True),
        Preference.FAMILY: Q(household_type=HouseholdType.FAMILY),
        Preference.TAY: TAY_HEADED,
        Preference.SURVIVOR: Q(Exists(survivors)),
    }[preference]
    expression = Case(When(condition, then=Value(0)), default=Value(1))
    shown = {"veteran": "veteran", "family": "household_type", "tay": "tay_headed"}.get(preference, "client_id")
    return Key(f"prefers_{preference}", preference.label, KEYS["evh"].rule, shown, expression)


def candidates(opening: Opening, *, as_of: date, actor: Actor) -> list[Candidate]:
    """Return up to 200 households that can be offered an opening, in order (policy §6.2, §6.3)."""
    found = matching(opening, as_of=as_of, actor=actor)
    return [found.candidate(row) for row in with_people(found.passing(), actor)[:LOOKED_AT]]


def others(opening: Opening, *, as_of: date, actor: Actor) -> list[Candidate]:
    """Return up to 200 households that cannot, in the same order, each with every gate it fails (policy §6.2)."""
    found = matching(opening, as_of=as_of, actor=actor)
    return [found.candidate(row) for row in with_people(found.failing(), actor)[:LOOKED_AT]]
