"""What one entry of the gallery is."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HERE = "#main"
DAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 18, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Example:
    """One component: its states as (what it shows, arguments)."""

    template: str
    title: str
    states: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return Path(self.template).stem


def tag(text: str, tone: str = "neutral") -> dict[str, str]:
    return {"text": text, "tone": tone}
