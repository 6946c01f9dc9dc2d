"""Every table with client data stands behind its wall, and each stone of the wall is missed when it is gone."""

import pytest
from django.db import connection, transaction

from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from clients.models import Client
from clients.models.querysets import ClientRowQuerySet
from tests.architecture.catalogue import AUDIT, NOT_AUDITED, faults, policies, policies_of_a_twin, rows, run
from tests.architecture.world import NEVER_OF_A_SURVIVOR, our_models, row_about
from tests.clients.acting import acting
from tests.database import connected_as
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.clients import ClientFactory

WALLED = our_models(*(set(Wall) - {Wall.PLATFORM}))
ABOUT_CLIENTS = our_models(Wall.CLIENT_ROW)
# Tables of libraries and of the framework: they hold no client data.
LIBRARIES = {
    "account_emailaddress", "account_emailconfirmation", "accounts_user_groups", "accounts_user_user_permissions",
    "auth_group", "auth_group_permissions", "auth_permission", "django_cache", "django_content_type",
    "django_migrations", "django_session", "guardian_groupobjectpermission", "guardian_userobjectpermission",
}  # fmt: skip
NAMES = {"ids": lambda model: model._meta.db_table}


def table_of(model) -> str:
    return model._meta.db_table


def test_every_model_names_its_wall():
    assert [model.__name__ for model in our_models() if not isinstance(getattr(model, "wall", None), Wall)] == []


@pytest.mark.django_db
def test_every_table_of_the_database_has_a_model_or_is_a_librarys():
    tables = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    known = {table_of(model) for model in our_models()} | LIBRARIES
    assert {name for name in tables - known if not name.startswith(("mfa_", "usersessions_"))} == set()


def test_a_table_that_names_a_client_or_a_continuum_has_a_wall():
    platform = our_models(Wall.PLATFORM)
    named = [model for model in platform if any(field.name == "client" for field in model._meta.fields)]
    assert named == []


@pytest.mark.parametrize("model", ABOUT_CLIENTS, **NAMES)
def test_rows_about_clients_are_read_through_their_clients_rule(model):
    assert isinstance(model.objects.all(), ClientRowQuerySet)


@pytest.fixture
def as_owner(transactional_db):
    """The owner's sign-in in a transaction that leaves nothing behind."""
    with connected_as("owner"), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.slow
def test_every_wall_is_as_the_code_says(as_owner):
    wrong = {table_of(m): faults(table_of(m), m.wall, twin_of(m)) for m in WALLED}
    assert {table: found for table, found in wrong.items() if found} == {}


@pytest.mark.slow
@pytest.mark.parametrize("model", WALLED, **NAMES)
def test_each_stone_is_missed_when_it_is_gone(model, as_owner):
    table = table_of(model)
    expected = twin_of(model)
    for statement in stones(model):
        with transaction.atomic():
            run(statement)
            assert faults(table, model.wall, expected), statement
            transaction.set_rollback(True)
    assert faults(table, model.wall, expected) == []


def twin_of(model) -> dict[str, list]:
    """The policies a table should have, those of its private rows included."""
    return policies_of_a_twin(table_of(model), model.wall, getattr(model, "private_column", ""))


def stones(model) -> list[str]:
    """Return a statement for each way in which the wall of a table can be taken down."""
    table = table_of(model)
    names = {name for (name, _state) in rows("SELECT tgname, 1 FROM pg_trigger WHERE tgrelid = %s::regclass", [table])}
    needed = ["wall_fill", "wall_push", *(() if model.wall in NOT_AUDITED else AUDIT)]
    guards = [name for name in needed if name in names]
    return [
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"GRANT SELECT ON {table} TO web",
        f"GRANT TRUNCATE ON {table} TO app",
        f"CREATE POLICY loophole ON {table} FOR SELECT TO app USING (true)",
        *[f"DROP POLICY {name} ON {table}" for name in policies(table)],
        *[f"DROP TRIGGER {name} ON {table}" for name in guards],
        *[f"ALTER TABLE {table} DISABLE TRIGGER {name}" for name in guards],
    ]


@pytest.fixture
def readers(db):
    """Who looks, without any filter of the application: own agency, another one, another community."""
    home = AgencyFactory(name="Home")
    other = AgencyFactory(name="Other", continuum=home.continuum)
    far = AgencyFactory(name="Far", continuum=ContinuumFactory(code="CA-999"))
    return home, {agency.name: staff(Role.ASSESSOR, agency) for agency in (home, other, far)}


def counted(model, actor) -> int:
    """How many rows the database shows somebody who asks for all of them."""
    with acting(actor):
        return rows(f"SELECT count(*) FROM {table_of(model)}")[0][0]


@pytest.mark.parametrize("model", ABOUT_CLIENTS, **NAMES)
@pytest.mark.parametrize(
    ("kind", "home", "other", "far"), [("closed", 1, 0, 0), ("released", 1, 1, 0), ("anonymous", 1, 0, 0)]
)
def test_database_alone_hides_foreign_rows(model, kind, home, other, far, readers):
    if kind == "anonymous" and model.__name__ in NEVER_OF_A_SURVIVOR:
        pytest.skip("a survivor record has none")
    agency, actors = readers
    row_about(model, ClientFactory(agency=agency, **({} if kind == "closed" else {kind: True})))
    seen = {name: counted(model, actor) for name, actor in actors.items()}
    assert (seen["Home"] >= home, seen["Other"] >= other, seen["Other"] > 0, seen["Far"]) == (
        True,
        True,
        bool(other),
        far,
    )


@pytest.mark.parametrize(
    ("traits", "seen"),
    [({}, [1, 0, 0]), ({"released": True}, [1, 1, 0]), ({"anonymous": True}, [1, 0, 0])],
    ids=["closed", "released", "anonymous"],
)
def test_database_alone_hides_foreign_clients(traits, seen, readers):
    agency, actors = readers
    ClientFactory(agency=agency, **traits)
    assert [counted(Client, actor) for actor in actors.values()] == seen


@pytest.mark.slow
@pytest.mark.parametrize("model", [Client, *ABOUT_CLIENTS], **NAMES)
def test_without_its_wall_foreign_rows_would_show(model, as_owner):
    home = AgencyFactory(name="Home")
    partner = staff(Role.ASSESSOR, AgencyFactory(name="Other", continuum=home.continuum))
    client = ClientFactory(agency=home)
    if model is not Client:
        row_about(model, client)
    assert counted(model, partner) == 0
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {table_of(model)} DISABLE ROW LEVEL SECURITY")
    assert counted(model, partner) > 0
    assert connection.in_atomic_block
