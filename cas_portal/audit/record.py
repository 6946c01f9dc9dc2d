"""Writing down reads and acts. The row commits with the transaction that showed or did the thing."""

import json
from collections.abc import Iterable

from django.db import connection


def log_act(kind: str, *, client_ids: Iterable[int] = (), purpose: str = "", **detail: object) -> None:
    """Record an act (opened, exported, revealed, refused, printed) on clients by id; never names or values."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit.log_act(%s, %s::bigint[], %s, %s::jsonb)",
            [kind, list(client_ids), purpose, json.dumps(detail, default=str)],
        )


def log_read(client_ids: Iterable[int], *, purpose: str, **detail: object) -> None:
    """Record which clients a page, list or export is about to show (security.md G6). One query."""
    log_act("read", client_ids=client_ids, purpose=purpose, **detail)
