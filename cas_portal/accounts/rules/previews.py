"""Who is affected by a change of a setting: upper apps register a count for a key in ``AppConfig.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of a preview: how many, of what in both forms (`ngettext_lazy(one, many, "count")`)."""

    count: int
    said: Any

    @property
    def text(self) -> str:
        """What is counted, in the form its number asks for."""
        return str(self.said % {"count": self.count})


# Takes the continuum, the day from which the value would count, and the value; counts by one set-based statement.
PreviewFunction = Callable[[int, date, object], list[Effect]]
_registered: dict[str, list[PreviewFunction]] = {}


def register(fn: PreviewFunction, *keys: str) -> None:
    """Count with ``fn`` before one of these settings, or "holiday", is changed; several may count for one."""
    for key in keys:
        counts = _registered.setdefault(key, [])
        if fn not in counts:
            counts.append(fn)


def effects(key: str, continuum_id: int, day: date, value: object) -> list[Effect]:
    """Return who would be affected, nothing for settings nobody counts for."""
    return [effect for fn in _registered.get(key, []) for effect in fn(continuum_id, day, value)]
