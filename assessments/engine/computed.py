"""Computed items: the `calc` rows of an instrument, declared in its data file."""

from collections.abc import Callable
from datetime import date

from cas_portal.time.dates import longer_than_months

from .definition import Computed, Condition
from .facts import Context

KINDS = ("fact", "constant", "longer_than_months", "count_true", "all_true", "any_true", "choose")


def compute(
    computed: Computed, *, lookup: Callable[[str], object], holds: Callable[[Condition], bool], context: Context
) -> object:
    """Return the value of a computed item; a period test without both days is false (instruments §3, VB15, VB21)."""
    match computed.kind:
        case "fact":
            return context.fact(computed.fact)
        case "constant":
            return computed.value
        case "longer_than_months":
            start, end = lookup(computed.start), lookup(computed.end) or context.assessed_on
            if not isinstance(start, date) or not isinstance(end, date):
                return False
            return longer_than_months(start, computed.months, end)
        case "count_true":
            return sum(holds(condition) for condition in computed.conditions)
        case "all_true":
            return all(holds(condition) for condition in computed.conditions)
        case "any_true":
            return any(holds(condition) for condition in computed.conditions)
        case "choose":
            chosen = all(holds(condition) for condition in computed.conditions)
            return computed.value if chosen else computed.otherwise
    raise ValueError(f"Unknown kind of computed item: {computed.kind}")
