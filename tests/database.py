"""One database for each test process, copied from the template, and put back as it was after tests that commit.

`web` may not empty tables, so this is done over an administrator's connection of its own. Rows that migrations made
stay: they are remembered at the start and restored when a test changed them.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connections
from psycopg import sql

ADMIN = "CAS_TEST_ADMIN_URL"
TEMPLATE = "CAS_TEST_TEMPLATE"
TABLES = """
    SELECT n.nspname, c.relname,
        ARRAY(SELECT attname::text FROM pg_attribute
              WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum),
        ARRAY(SELECT tgname::text FROM pg_trigger
              WHERE tgrelid = c.oid AND tgenabled = 'A' AND NOT tgisinternal ORDER BY tgname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""


def create() -> str:
    """Make this process's database, under the name the settings already have."""
    name = os.environ["DATABASE_URL"].rpartition("/")[2]
    copy = sql.SQL("CREATE DATABASE {} OWNER migrator TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(os.environ[TEMPLATE])
    )
    with psycopg.connect(os.environ[ADMIN], autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for attempt in range(20):
            try:
                admin.execute(copy)
                break
            except psycopg.errors.ObjectInUse:  # the server itself looks into the template now and then
                if attempt == 19:
                    raise
                time.sleep(0.1)
        for statement in (
            "REVOKE ALL ON DATABASE {} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {} TO web, worker, backup",
            "GRANT TEMPORARY ON DATABASE {} TO worker",
        ):
            admin.execute(sql.SQL(statement).format(sql.Identifier(name)))
    with psycopg.connect(admin_url(), autocommit=True) as admin:
        admin.execute((Path(__file__).parent / "seeding.sql").read_text())
    return name


@dataclass(frozen=True)
class Table:
    """One table of the portal, with the columns that can be written (the server computes the generated ones)."""

    schema: str
    name: str
    columns: tuple[str, ...]
    always: tuple[str, ...]

    def statement(self, text: str, **parts: sql.Composable) -> sql.Composed:
        """SQL about this table: {table} and {columns} are filled in."""
        columns = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        return sql.SQL(text).format(table=sql.Identifier(self.schema, self.name), columns=columns, **parts)


def admin_url() -> str:
    """The address of this process's database for the administrator, whom no wall stops."""
    return os.environ[ADMIN].rpartition("/")[0] + "/" + os.environ["DATABASE_URL"].rpartition("/")[2]


class Cleaner:
    """Knows what the database held at first, and puts it back."""

    def __init__(self, name: str) -> None:
        address = os.environ[ADMIN].rpartition("/")[0] + f"/{name}"
        self.admin = psycopg.connect(address, autocommit=True)
        self.admin.execute("SET session_replication_role = replica")
        self.admin.execute("SET lock_timeout = '5s'")
        tables = [Table(*row[:2], tuple(row[2]), tuple(row[3])) for row in self.admin.execute(TABLES)]
        self.first = {table: self._rows(table) for table in self._filled(tables, self._question(tables))}
        self.empty = [table for table in tables if table not in self.first]
        self.question = self._question(self.empty)

    def _question(self, tables: list[Table]) -> sql.Composed:
        each = [
            table.statement("SELECT {n} WHERE EXISTS (SELECT FROM {table})", n=sql.Literal(n))
            for n, table in enumerate(tables)
        ]
        return sql.SQL(" UNION ALL ").join(each or [sql.SQL("SELECT 0 WHERE false")])

    def _filled(self, tables: list[Table], question: sql.Composed) -> list[Table]:
        return [tables[n] for (n,) in self.admin.execute(question, prepare=True)]

    def _rows(self, table: Table) -> bytes:
        copy = table.statement("COPY (SELECT {columns} FROM {table} AS t ORDER BY t::text) TO STDOUT (FORMAT binary)")
        with self.admin.cursor() as cursor, cursor.copy(copy) as out:
            return b"".join(bytes(part) for part in out)

    def clean(self) -> None:
        """Undo whatever tests committed."""
        dirty = self._filled(self.empty, self.question)
        changed = [table for table, rows in self.first.items() if self._rows(table) != rows]
        if not dirty and not changed:
            return
        with self.admin.transaction():
            for table in (*dirty, *changed):
                with self._quiet(table):
                    self.admin.execute(table.statement("DELETE FROM {table}"))
                    if table in self.first:
                        self._restore(table)

    @contextlib.contextmanager
    def _quiet(self, table: Table) -> Iterator[None]:
        """Triggers that fire always (the audit log's) would write down the cleaning."""
        for name in table.always:
            self.admin.execute(table.statement("ALTER TABLE {table} DISABLE TRIGGER {name}", name=sql.Identifier(name)))
        yield
        for name in table.always:
            self.admin.execute(
                table.statement("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}", name=sql.Identifier(name))
            )

    def _restore(self, table: Table) -> None:
        copy = table.statement("COPY {table} ({columns}) FROM STDIN (FORMAT binary)")
        with self.admin.cursor() as cursor, cursor.copy(copy) as into:
            into.write(self.first[table])

    def close(self) -> None:
        self.admin.close()


@contextlib.contextmanager
def connected_as(alias: str) -> Iterator[None]:
    """Make another sign-in (`worker`, `owner`) the default connection, as it is in that kind of process.

    It is another connection, so it sees only what is committed: the test needs `django_db(transaction=True)`.
    """
    usual = connections["default"]
    if usual.in_atomic_block:
        raise AssertionError(
            f"connected_as({alias!r}) sees nothing of an open transaction: use django_db(transaction=True)"
        )
    other = connections.create_connection(alias)
    other.alias = "default"
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = usual
        other.close()


def as_worker() -> contextlib.AbstractContextManager[None]:
    """Run what follows as the worker does in production, where alone the scope `system` is allowed."""
    return connected_as("worker")
