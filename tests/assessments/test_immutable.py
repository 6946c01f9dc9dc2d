"""A submitted record cannot be edited or deleted: not by the role of requests, and not by the owner either."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests.factories.assessments import (
    AssessmentFactory,
    CEEventFactory,
    CurrentLivingSituationFactory,
    ready_household,
)
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
RECORDS = [
    (AssessmentFactory, "score", "1"),
    (AssessmentFactory, "answers", "'{}'"),
    (AssessmentFactory, "assessed_on", "'2020-01-01'"),
    (CurrentLivingSituationFactory, "situation", "101"),
    (CEEventFactory, "event", "14"),
]


@pytest.mark.case("X13")
@pytest.mark.parametrize(("factory", "column", "value"), RECORDS)
def test_requests_have_no_right_to_change_it(factory, column, value, db):
    home = ready_household()
    row = factory(client=home.client, enrollment=home.enrollment)
    table = row._meta.db_table
    for statement in (f"UPDATE {table} SET {column} = {value}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="permission denied"), seeding(home.client.continuum):
            _run(connection, statement)


@pytest.mark.parametrize(("factory", "column", "value"), RECORDS)
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_owner_is_stopped_by_the_trigger(factory, column, value):
    home = ready_household()
    row = factory(client=home.client, enrollment=home.enrollment)
    table = row._meta.db_table
    for statement, words in (
        (f"UPDATE {table} SET {column} = {value}", "never edited"),
        (f"DELETE FROM {table}", "never deleted"),
    ):
        with pytest.raises(DatabaseError, match=words), transaction.atomic(using="owner"):
            _run(connections["owner"], statement)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_result_is_written_once():
    home = ready_household()
    event = CEEventFactory(client=home.client, enrollment=home.enrollment, event=14)
    with seeding(home.client.continuum):
        _run(connection, f"UPDATE assessments_ceevent SET result = 1, result_date = '2025-08-06' WHERE id = {event.pk}")
    with pytest.raises(DatabaseError, match="never edited"), seeding(home.client.continuum):
        _run(connection, f"UPDATE assessments_ceevent SET result = 3 WHERE id = {event.pk}")


def _run(using, statement):
    with using.cursor() as cursor:
        cursor.execute(statement)
