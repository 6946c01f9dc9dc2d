"""Pages by key: as quick on the thousandth page as on the first, and stable while rows come and go.

A page knows only whether there is more before and after it; nothing is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q, QuerySet
from django.utils.formats import number_format

SIZE = 50
SALT = "cas_portal.ui.pagination"


@dataclass(frozen=True)
class Page:
    """Rows of one page; a cursor is empty when there is nothing on that side."""

    rows: list[Any]
    next: str
    previous: str

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class BoundedCount:
    """A count that stops at a limit, shown as "1,000+" beyond it."""

    number: int
    more: bool

    def __str__(self) -> str:
        return number_format(self.number, use_l10n=True, force_grouping=True) + ("+" if self.more else "")


def keyset_page(queryset: QuerySet[Any], *, keys: Sequence[str], cursor: str = "", size: int = SIZE) -> Page:
    """One page of ``queryset`` in the order of ``keys``, beside the row the cursor was made from.

    ``keys`` are names of columns that are never null, ``-`` before a descending one; together they must
    be unique, so end with the id. A cursor that is damaged, or of another order, gives the first page.
    """
    back, values = _read(cursor, keys)
    order = [_turned(key) for key in keys] if back else list(keys)
    rows = queryset.order_by(*order)
    if values:
        rows = rows.filter(_beyond(queryset, order, values))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    before = more if back else bool(values)
    after = bool(found) and (more or back)
    return Page(
        rows=found,
        next=_write(found[-1], keys, back=False) if found and after else "",
        previous=_write(found[0], keys, back=True) if found and before else "",
    )


def count_up_to(queryset: QuerySet[Any], limit: int = 1000) -> BoundedCount:
    """Count the rows, but look at no more than ``limit`` + 1 of them."""
    number = queryset.order_by()[: limit + 1].count()
    return BoundedCount(min(number, limit), number > limit)


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _write(row: Any, keys: Sequence[str], *, back: bool) -> str:
    values = [getattr(row, key.lstrip("-")) for key in keys]
    texts = [value if isinstance(value, int | str) else str(value) for value in values]
    return signing.dumps([int(back), list(keys), texts], salt=SALT, compress=True)


def _read(cursor: str, keys: Sequence[str]) -> tuple[bool, list[Any]]:
    if not cursor:
        return False, []
    try:
        back, of, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError):
        return False, []
    return (bool(back), values) if of == list(keys) else (False, [])


def _beyond(queryset: QuerySet[Any], order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after the given key: (a, b) > (x, y) spelled so that an index on a, b is used."""
    where, same = Q(), Q()
    names = [key.lstrip("-") for key in order]
    typed = [_typed(queryset, name, value) for name, value in zip(names, values, strict=True)]
    for key, name, value in zip(order, names, typed, strict=True):
        side = "lt" if key.startswith("-") else "gt"
        where |= same & Q(**{f"{name}__{side}": value})
        same &= Q(**{name: value})
    return where & Q(**{f"{names[0]}__{'lte' if order[0].startswith('-') else 'gte'}": typed[0]})


def _typed(queryset: QuerySet[Any], name: str, value: Any) -> Any:
    try:
        return queryset.model._meta.get_field(name).to_python(value)
    except (FieldDoesNotExist, AttributeError, ValidationError):
        return value
