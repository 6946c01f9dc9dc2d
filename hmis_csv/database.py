"""The few names of the database layer that all parts of the import share."""

from collections.abc import Sequence
from typing import Any, Protocol

from psycopg import Copy, sql


class Cursor(Protocol):
    """What the import needs of a cursor, Django's or psycopg's."""

    rowcount: int

    def execute(self, query: Any, params: Any = None) -> Any: ...

    def executemany(self, query: Any, params: Sequence[Any]) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def fetchone(self) -> Any: ...

    def copy(self, statement: Any) -> Any: ...


def name(column: str) -> sql.Identifier:
    """A column of HUD or of ours, quoted."""
    return sql.Identifier(column)


def qualified(alias: str, column: str) -> sql.Identifier:
    """A column of the table with this alias, quoted."""
    return sql.Identifier(alias, column)


def texts(values: Sequence[object]) -> sql.Composed:
    """A list of text literals for IN."""
    return sql.SQL(", ").join(sql.Literal(str(value)) for value in values)


__all__ = ["Copy", "Cursor", "name", "qualified", "texts"]
