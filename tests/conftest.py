"""Fixtures of the whole suite. The database is made by tests/database.py, the servers by tests/servers.py."""

import hypothesis
import psycopg
import pytest
from django.db import connections
from django.test import TransactionTestCase

from tests import cookies, database
from tests.browser import browser, open_page

__all__ = ["browser", "open_page"]

# No time limit for one example: on a busy machine it would say more about the neighbors than about the code.
hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")
cookies.teach()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """In place of pytest-django's: a copy of the migrated template, with the reference rows of the migrations."""
    with django_db_blocker.unblock():
        cleaner = database.Cleaner(database.create())
        TransactionTestCase._fixture_teardown = lambda case: cleaner.clean()
        try:
            yield
        finally:
            connections.close_all()
            cleaner.close()


@pytest.fixture
def as_worker():
    """A context manager: `with as_worker(): ...` runs jobs under the worker's sign-in (needs transaction=True)."""
    return database.as_worker


@pytest.fixture
def owner_sql():
    """A function that runs a statement as the administrator of the database and returns the rows, if any."""

    def run(statement: str, *values: object) -> list[tuple]:
        with psycopg.connect(database.admin_url(), autocommit=True) as admin:
            cursor = admin.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def audit_log(owner_sql):
    """The same, named for what it mostly reads."""
    return owner_sql
