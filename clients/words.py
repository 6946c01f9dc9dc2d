"""What people wrote about a client, kept from those who see clients masked (policy §10)."""

from collections.abc import Iterable
from typing import TypeVar

from cas_portal.access.actor import Actor
from clients.policies import can_read_words

Row = TypeVar("Row")


def without_words(actor: Actor, rows: Iterable[Row], *columns: str) -> list[Row]:
    """Return rows to be shown, these columns empty for whoever does not read words. What comes back is never saved."""
    found = list(rows)
    if not can_read_words(actor):
        for row in found:
            for column in columns:
                setattr(row, column, "")
    return found
