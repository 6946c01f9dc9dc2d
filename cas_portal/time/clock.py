"""The product's only source of the present: instants in UTC, business days in the continuum's time zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "America/Los_Angeles"

_frozen: ContextVar[datetime | None] = ContextVar("cas_portal_frozen_instant", default=None)


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today(zone: str = DEFAULT_ZONE) -> date:
    """Return the business date: the calendar date of the present instant in `zone` (policy, head of page)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def freeze(instant: datetime) -> Iterator[datetime]:
    """Hold the clock at an aware instant within the block; raises ValueError for a naive one. Nests."""
    if instant.tzinfo is None:
        raise ValueError("The clock is frozen at an aware instant only.")
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _frozen.reset(token)
