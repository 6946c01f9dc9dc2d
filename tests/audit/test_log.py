"""The audit log: complete, unreadable and unchangeable for the portal."""

import pytest
from django.db import ProgrammingError, connection, transaction

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.audit import record
from clients.models import Client
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", ["SELECT * FROM audit.change", "DELETE FROM audit.act", "TRUNCATE audit.change"])
@pytest.mark.parametrize("bound", [True, False])
def test_portal_cannot_touch_the_log(statement, bound):
    actor = staff(Role.SYSADMIN)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        if bound:
            with bind(actor):
                cursor.execute(statement)
        cursor.execute(statement)


def test_portal_cannot_forge_a_change():
    insert = "INSERT INTO audit.change (table_name, op) VALUES ('x', 'INSERT')"
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert)


@pytest.mark.django_db(transaction=True)
def test_changes_name_actor_client_and_values_but_no_sealed_number(audit_log):
    client = ClientFactory()
    IdentityFactory(client=client, ssn_sealed=b"sealed", ssn_index=b"index")
    actor = staff(Role.ASSESSOR, agency=client.agency)
    with transaction.atomic(), bind(actor):
        Client.objects.filter(pk=client.pk).update(birth_year=1990)
    changes = audit_log(
        "SELECT table_name, op, user_id, before, after FROM audit.change WHERE client_id = %s", client.pk
    )
    assert ("clients_client", "UPDATE", actor.user_id) in [change[:3] for change in changes]
    assert not any("ssn_sealed" in (change[4] or {}) or "ssn_index" in (change[4] or {}) for change in changes)
    update = next(change for change in changes if change[1] == "UPDATE")
    assert (update[3]["birth_year"], update[4]["birth_year"]) == (1985, 1990)


@pytest.mark.django_db(transaction=True)
def test_update_that_changes_nothing_leaves_no_line(audit_log):
    client = ClientFactory()
    with transaction.atomic(), bind(staff(Role.ASSESSOR, agency=client.agency)):
        Client.objects.filter(pk=-1).update(birth_year=1990)
    assert audit_log("SELECT 1 FROM audit.change WHERE op = 'UPDATE' AND table_name = 'clients_client'") == []


@pytest.mark.django_db(transaction=True)
def test_read_names_who_looked_at_whom(audit_log):
    client = ClientFactory()
    actor = staff(Role.ASSESSOR, agency=client.agency)
    with transaction.atomic(), bind(actor):
        record.log_read([client.pk], purpose="clients:detail")
    rows = audit_log("SELECT kind, user_id, client_ids, purpose, request_id FROM audit.act")
    assert rows == [("read", actor.user_id, [client.pk], "clients:detail", actor.request_id)]


@pytest.mark.django_db(transaction=True)
def test_a_failed_audit_write_undoes_the_change(owner_sql):
    client = ClientFactory()
    owner_sql("ALTER TABLE audit.change ADD CONSTRAINT refuse CHECK (op <> 'UPDATE') NOT VALID")
    try:
        with pytest.raises(Exception, match="refuse"), transaction.atomic(), bind(staff(agency=client.agency)):
            Client.objects.filter(pk=client.pk).update(birth_year=1990)
    finally:
        owner_sql("ALTER TABLE audit.change DROP CONSTRAINT refuse")
    with transaction.atomic(), bind(staff(agency=client.agency)):
        assert Client.objects.get(pk=client.pk).birth_year == 1985
