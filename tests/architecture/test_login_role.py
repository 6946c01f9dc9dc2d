"""The suite proves walls, so it must stand in front of them: as the role that requests use, which cannot pass them."""

import pytest
from django.db import connection

FACTS = """
    SELECT rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb, rolreplication
    FROM pg_roles WHERE rolname = current_user
"""
OWNED = """
    SELECT relname FROM pg_class WHERE relowner = current_user::regrole
    UNION ALL SELECT datname FROM pg_database WHERE datdba = current_user::regrole
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = current_user::regrole
"""


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.django_db
def test_suite_signs_in_as_web():
    assert rows("SELECT session_user, current_user") == [("web", "web")]


@pytest.mark.django_db
def test_login_role_is_not_superuser_bypassing_or_inheriting():
    assert rows(FACTS) == [(False, False, False, False, False, False)]


@pytest.mark.django_db
def test_login_role_owns_nothing():
    assert rows(OWNED) == []


@pytest.mark.django_db
def test_login_role_is_member_of_app_alone():
    member_of = (
        "SELECT rolname FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER') AND rolname <> current_user"
    )
    assert rows(member_of) == [("app",)]


@pytest.mark.django_db
def test_login_role_has_its_timeouts():
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert [rows(f"SHOW {name}")[0][0] for name in names] == ["15s", "3s", "30s"]


@pytest.mark.django_db
def test_login_role_cannot_become_another_sign_in():
    reachable = (
        "SELECT rolname FROM pg_roles WHERE rolname IN ('worker', 'migrator', 'audit_owner', 'backup', 'postgres')"
    )
    assert len(rows(reachable)) == 5
    assert rows(f"{reachable} AND pg_has_role(current_user, oid, 'MEMBER')") == []
