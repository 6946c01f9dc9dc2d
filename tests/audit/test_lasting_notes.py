"""What a request read and tried stays in the log when the work around it is undone."""

import pytest
from django.db import connection, transaction

from cas_portal.access.binding import bind
from cas_portal.audit import record
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Whatever a service raises."""


def read_and_fail():
    with transaction.atomic():
        record.log_read([1], purpose="undone")
        raise Undone


def test_what_a_savepoint_undid_is_known():
    with bind(staff()), record.remembering() as notes:
        record.log_read([1], purpose="stays")
        with pytest.raises(Undone):
            read_and_fail()
    assert [note.purpose for note in record.undone(notes)] == ["undone"]


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_not_written_twice():
    with record.remembering() as notes, transaction.atomic(), bind(staff()):
        record.log_read([1], purpose="stays")
    assert record.undone(notes) == []


@pytest.mark.django_db(transaction=True)
def test_what_the_whole_transaction_undid_is_known():
    with record.remembering() as notes, pytest.raises(Undone), transaction.atomic(), bind(staff()):
        read_and_fail()
    assert len(record.undone(notes)) == 1


def test_nothing_is_remembered_outside_of_requests():
    with bind(staff(agency=ClientFactory().agency)):
        record.log_read([1], purpose="job")
    assert not any(call[1].__name__ == "keep" for call in connection.run_on_commit)


@pytest.mark.django_db(transaction=True)
def test_tries_are_counted_for_the_person_and_the_thing():
    one, two = staff(), staff()

    def tried(actor, about):
        with transaction.atomic(), bind(actor):
            return record.log_try("pin", purpose="test", about=about, alike_a_day=2)

    assert [tried(one, "a"), tried(one, "a"), tried(one, "a"), tried(one, "b"), tried(two, "a")] == [1, 2, 0, 1, 1]
