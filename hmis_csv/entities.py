"""The vocabulary of the mapping: what the rows of a file become here.

Expressions are SQL over `s` (the staged row), the parents named by the entity (`<alias>.target_id`), `p` (the plan row,
`p.target_id`) and the bound parameters %(continuum)s, %(source)s, %(export)s and %(agency)s (the owner named on the
command line, or null). They are constants of this repository; nothing from a file ever becomes SQL.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from hmis_csv.database import Cursor

_STAGED = re.compile(r'\bs\."(\w+)"')


@dataclass(frozen=True)
class Parent:
    """The record another column of the staged row refers to: its kind, and SQL for its key."""

    kind: str
    key: str
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """One table that a staged row fills. `once`: set when the row is made and left alone afterwards.

    With `match` no row is made; the rows of the table (`t`) for which it holds are updated. `before` runs first
    (sealing what SQL cannot seal). `fills` is given for records that are never edited: its columns may be filled in
    once, and a row that differs otherwise is voided and stands anew.
    """

    model: type[Model]
    columns: Mapping[str, str]
    once: Mapping[str, str] = field(default_factory=dict)
    id_column: str = "id"
    joins: str = ""
    match: str = ""
    before: Callable[[Cursor, Mapping[str, object]], None] | None = None
    fills: frozenset[str] | None = None

    @property
    def is_held_fast(self) -> bool:
        """Whether a record of this table is never edited."""
        return self.fills is not None


@dataclass(frozen=True)
class Entity:
    """What the rows of one file become. `key` is the sender's key; `pick` orders rows that share one: the first counts.

    `adopt` finds the id of a row made here before, under the same HUD id. `needed` are the columns of the file
    without which its row is refused.
    """

    kind: str
    file: str
    key: str
    tables: tuple[Table, ...]
    parents: Mapping[str, Parent] = field(default_factory=dict)
    joins: str = ""
    where: str = "true"
    pick: str = "s.line"
    adopt: str = "NULL::bigint"
    needed: frozenset[str] = frozenset()

    @property
    def makes_rows(self) -> bool:
        """Whether it has rows of its own; otherwise it completes those of its first parent."""
        return not self.tables[0].match

    @property
    def digested(self) -> tuple[str, ...]:
        """The columns of the file this entity reads: a change in one of them is a change of the record."""
        texts = [self.key, self.where]
        for table in self.tables:
            texts += [*table.columns.values(), *table.once.values(), table.joins]
        found = (name for text in texts for name in _STAGED.findall(text))
        return tuple(sorted({*found, "UserID"} if self.file != "User" else {*found}))
