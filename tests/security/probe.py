"""Asks the database, past the whole application, what people may do with the rows of one table.

Everything happens in one transaction of the administrator that is rolled back. Constraints and triggers of the table
are put aside, so that nothing but its policies decides.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from clients.models import Client, Grievance, GrievanceStep
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory

COLUMNS = """
    SELECT attname::text, atttypid::regtype::text, attnotnull FROM pg_attribute
     WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
CHECKS = "SELECT conname::text FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
CONTEXT = """
    SELECT set_config('app.continuum', %s, true), set_config('app.agencies', %s, true),
           set_config('app.user_id', %s, true), set_config('app.scope', %s, true)
"""
FIRST_ID = 9_000_000
# Tables whose rows show to whom a row of another table shows.
SHOWN_WITH = {GrievanceStep: Grievance}


@dataclass(frozen=True)
class Asker:
    """Somebody at the database: a login, and the context its transaction is bound to."""

    name: str
    login: str = "web"
    continuum: int = 0
    agency: int = 0
    user: int = 0
    scope: str = "user"


@dataclass
class World:
    """Who asks, and three clients of one agency: closed, released, anonymous."""

    askers: list[Asker]
    clients: list[Client]
    rows: dict[str, list[dict]] = field(default_factory=dict)

    @property
    def owner(self) -> Asker:
        """The person of the agency that owns all rows."""
        return self.askers[0]


def world() -> World:
    """Make people and clients; committed, because another connection asks."""
    home = AgencyFactory(name="Home")
    other = AgencyFactory(name="Other", continuum=home.continuum)
    far = AgencyFactory(name="Far", continuum=ContinuumFactory(code="CA-999"))
    people = [
        ("owner", staff(Role.ASSESSOR, home)),
        ("partner", staff(Role.ASSESSOR, other)),
        ("far", staff(Role.SYSADMIN, far)),
        *[(role.value, staff(role, other)) for role in (Role.SYSADMIN, Role.AUDITOR, Role.SSF_ADMIN)],
    ]
    desk = staff(Role.SSF_ADMIN, other, scas_desk=True)
    askers = [Asker(name, "web", who.continuum_id, who.agency_ids[0], who.user_id) for name, who in people]
    askers += [
        Asker("desk", "web", home.continuum_id, other.pk, desk.user_id, "scas"),
        Asker("claims the desk", "web", home.continuum_id, other.pk, askers[-1].user, "scas"),
        Asker("job", "worker", home.continuum_id, 0, 0, "system"),
        Asker("claims to be a job", "web", home.continuum_id, 0, 0, "system"),
    ]
    with seeding(home.continuum):
        clients = [
            ClientFactory(agency=home),
            ClientFactory(agency=home, released=True),
            ClientFactory(agency=home, anonymous=True),
        ]
    return World(askers, clients)


class Probe:
    """One table with three rows of the owner's, asked by everybody."""

    def __init__(self, admin: psycopg.Connection, model, made: World) -> None:
        self.admin, self.world, self.table = admin, made, model._meta.db_table
        self.wall, self.private = model.wall, getattr(model, "private_column", "")
        self.about = "id" if self.wall is Wall.CLIENT else "client_id"
        if model in SHOWN_WITH:
            Probe(admin, SHOWN_WITH[model], made)
        self._prepare()

    def run(self, text: str, *values: object, **names: str) -> psycopg.Cursor:
        """Run a statement about the table as whoever acts now."""
        parts = {name: sql.Identifier(value) for name, value in names.items()}
        return self.admin.execute(sql.SQL(text).format(table=sql.Identifier(self.table), **parts), values or None)

    def policies(self) -> list[str]:
        """Return the names of the table's policies."""
        found = self.admin.execute("SELECT polname::text FROM pg_policy WHERE polrelid = %s::regclass", [self.table])
        return sorted(name for (name,) in found)

    def findings(self) -> Iterator[tuple[str, str, object]]:
        """Yield (who, act, what came of it), one by one."""
        self._become(Asker("migrator", "migrator"), "none")
        yield "migrator", "select", self.run("SELECT count(*) FROM {table}").fetchone()[0]
        for who in self.world.askers:
            self._become(who, "app")
            yield who.name, "select", self.run("SELECT count(*) FROM {table}").fetchone()[0]
            # Nothing is read here, so only the policy for the act itself decides which rows it meets.
            yield who.name, "update", self._touched("UPDATE {table} SET continuum_id = %s", self.world.owner.continuum)
            yield who.name, "delete", self._touched("DELETE FROM {table}")
            for n, row in enumerate(self._new_rows(who)):
                yield who.name, f"insert {n}", self._inserted(row)
        self._become(None, "none")

    def _prepare(self) -> None:
        self.admin.execute("SET LOCAL session_replication_role = replica")
        columns = self.admin.execute(COLUMNS, [self.table]).fetchall()
        for (name,) in self.admin.execute(CHECKS, [self.table]).fetchall():
            self.run("ALTER TABLE {table} DROP CONSTRAINT {name}", name=name)
        self.run("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO app")
        if self.wall is Wall.CLIENT:
            self.rows = [row for (row,) in self.run("SELECT to_jsonb(t) FROM {table} t ORDER BY id")]
            return
        self.run("DELETE FROM {table}")
        self.rows = [self._row(columns, n) for n in range(len(self.world.clients))]
        for row in self.rows:
            self._insert(row)

    def _row(self, columns: list[tuple], n: int) -> dict:
        """A row of the owner's about the n-th client; whatever it needs beside that is a number or nothing."""
        client, owner = self.world.clients[n], self.world.owner
        known = {
            "id": FIRST_ID + n, "continuum_id": owner.continuum, "agency_id": owner.agency, "client_id": client.pk,
            "wall_agency_id": owner.agency, "wall_survivor": client.survivor,
            "wall_shared_until": client.shared_until and client.shared_until.isoformat(),
            "granted_by_id": owner.agency, "user_id": owner.user, "owner_id": owner.user, "recipient_id": owner.user,
            "filed_by_id": owner.user, "by_id": owner.user, "about_user_id": None, "grievance_id": FIRST_ID,
            "starts_at": "2020-01-01T00:00Z", "ends_at": None, self.private: client.shared_until is not None,
        }  # fmt: skip
        return {name: known.get(name, _filler(kind, n)) if needed or name in known else None
                for name, kind, needed in columns}  # fmt: skip

    def _new_rows(self, who: Asker) -> Iterator[dict]:
        """The owner's rows once more, and the same written and given by whoever asks."""
        mine = {"agency_id": who.agency, "granted_by_id": who.agency, "user_id": who.user, "by_id": who.user}
        for row, theirs in itertools.product(self.rows[:2], ({}, mine)):
            changed = theirs | {"id": FIRST_ID + 9}
            yield row | {name: value for name, value in changed.items() if name in row}

    def _touched(self, text: str, *values: object) -> object:
        with self.admin.transaction(force_rollback=True):
            return self.run(text, *values).rowcount

    def _inserted(self, row: dict) -> str:
        try:
            with self.admin.transaction(force_rollback=True):
                self._insert(row)
        except psycopg.errors.InsufficientPrivilege as error:
            assert "row-level security" in str(error), error
            return "refused"
        except psycopg.IntegrityError:
            return "let"
        return "let"

    def _insert(self, row: dict) -> None:
        columns = sql.SQL(", ").join(map(sql.Identifier, row))
        self.admin.execute(
            sql.SQL(
                "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE"
                " SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)"
            ).format(table=sql.Identifier(self.table), columns=columns),
            [Jsonb(row)],
        )

    def _become(self, who: Asker | None, role: str) -> None:
        login = sql.SQL("DEFAULT" if who is None else who.login)
        self.admin.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(login))
        self.admin.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.SQL(role)))
        if who is not None:
            agencies = f"{{{who.agency}}}" if who.agency else "{}"
            self.admin.execute(CONTEXT, [str(who.continuum or ""), agencies, str(who.user or ""), who.scope])


def _filler(kind: str, n: int) -> object:
    if kind.endswith("[]"):
        return []
    if kind.startswith(("character", "text", "citext")):
        return str(n)
    by_kind = {
        "boolean": False, "jsonb": {}, "uuid": f"00000000-0000-4000-8000-{n:012}", "date": "2026-01-05",
        "bytea": "\\x00",
        "timestamp with time zone": "2026-01-05T12:00:00Z", "inet": "127.0.0.1",
    }  # fmt: skip
    return by_kind.get(kind, n + 1)
