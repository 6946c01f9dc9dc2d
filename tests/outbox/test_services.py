"""The outbox: a message exists if and only if its transaction commits, and is worked off once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from cas_portal.access.binding import bind, bound_actor
from cas_portal.access.errors import Forbidden
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership
from cas_portal.outbox import handlers, services, tasks
from cas_portal.outbox.models import Message
from cas_portal.time import clock
from tests.factories.accounts import staff

NOON = datetime(2025, 8, 5, 19, tzinfo=UTC)
TOPIC = "tests.topic"


@pytest.fixture
def actor(transactional_db):
    return staff(Role.AGENCY_MANAGER)


@pytest.fixture
def topic(monkeypatch):
    """Register a handler for the length of a test; returns what it was called with."""
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))
    calls = []

    def answer(handle=None, **options):
        def keep(payload, by):
            calls.append((payload, by, bound_actor()))
            if handle is not None:
                handle(payload, by)

        handlers.register(TOPIC, keep, **options)
        return calls

    return answer


def write(actor, key="k", due_at=None, **payload):
    with transaction.atomic(), bind(actor):
        services.enqueue(topic=TOPIC, payload=payload or {"thing": 7}, dedupe_key=key, due_at=due_at, by=actor)


def only():
    return Message.objects.get()


@pytest.mark.slow
def test_enqueue_belongs_to_the_transaction(actor):
    with pytest.raises(RuntimeError), transaction.atomic(), bind(actor):
        services.enqueue(topic=TOPIC, payload={}, dedupe_key="k", by=actor)
        raise RuntimeError
    assert not Message.objects.exists()


@pytest.mark.slow
def test_enqueue_twice_with_one_key_writes_once(actor):
    write(actor, thing=1)
    write(actor, thing=2)
    assert only().payload == {"thing": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["Jane Sample", True, 1.5, None, ["5"]])
def test_enqueue_refuses_anything_but_ids(value):
    actor = staff()
    with pytest.raises(TypeError):
        services.enqueue(topic=TOPIC, payload={"thing": value}, dedupe_key="k", by=actor)


@pytest.mark.slow
def test_sweep_works_a_message_off_bound_to_who_asked(actor, topic, as_worker):
    calls = topic()
    write(actor)
    with as_worker():
        assert tasks.sweep() == 1
        assert tasks.sweep() == 0
    [(payload, by, bound)] = calls
    assert payload == {"thing": 7}
    assert (by.user_id, by.agency_ids) == (actor.user_id, actor.agency_ids)
    assert bound == by
    assert only().done_at is not None


@pytest.mark.slow
def test_sweep_leaves_what_is_not_due(actor, topic, as_worker):
    topic()
    write(actor, due_at=clock.now() + timedelta(hours=1))
    with as_worker():
        assert tasks.sweep() == 0


@pytest.mark.slow
def test_failure_waits_longer_each_time_and_keeps_no_text(actor, topic, as_worker):
    def fail(payload, by):
        raise ValueError("Jane Sample")

    topic(fail)
    write(actor, due_at=NOON)
    with as_worker(), clock.freeze(NOON):
        for tries, wait in [(1, 5), (2, 10), (3, 20)]:
            Message.objects.update(due_at=NOON)
            tasks.sweep()
            message = only()
            assert (message.attempts, message.due_at) == (tries, NOON + timedelta(seconds=wait))
    assert message.last_error == "ValueError"


@pytest.mark.slow
def test_dead_letter_after_the_last_try_tells_the_app(actor, topic, as_worker):
    told = []

    def fail(payload, by):
        raise ConnectionError

    topic(fail, gave_up=lambda payload, job: told.append((payload, job.is_system, bound_actor())))
    write(actor, due_at=NOON)
    with as_worker(), clock.freeze(NOON):
        Message.objects.update(attempts=services.MOST_TRIES - 1)
        tasks.sweep()
        Message.objects.update(due_at=NOON)
        assert tasks.sweep() == 0
    assert only().dead_at == NOON
    [(payload, is_system, bound)] = told
    assert payload == {"thing": 7}
    assert is_system
    assert bound.is_system


@pytest.mark.slow
def test_refusal_is_not_tried_again(actor, topic, as_worker):
    def refuse(payload, by):
        raise Forbidden

    calls = topic(refuse)
    write(actor)
    with as_worker():
        tasks.sweep()
    assert only().last_error == "Forbidden"
    assert only().dead_at is not None
    assert len(calls) == 1


@pytest.mark.slow
def test_lost_rights_stop_the_work(actor, topic, as_worker):
    calls = topic()
    write(actor)
    Membership.objects.update(ends_at=clock.now() - timedelta(minutes=1))
    with as_worker():
        tasks.sweep()
    assert calls == []
    assert only().dead_at is not None


@pytest.mark.slow
def test_unknown_topic_dies(actor, as_worker):
    write(actor)
    with as_worker():
        tasks.sweep()
    assert only().dead_at is not None


@pytest.mark.slow
def test_a_worker_that_dies_leaves_the_message_to_others_after_the_lease(actor, topic, as_worker):
    calls = topic()
    write(actor, due_at=NOON)
    with as_worker():
        with clock.freeze(NOON):
            assert services.claim() is not None
            assert services.claim() is None
        with clock.freeze(NOON + services.LEASE):
            assert tasks.sweep() == 1
    assert len(calls) == 1
    assert only().attempts == 2


@pytest.mark.slow
def test_a_message_that_kills_every_worker_dies(actor, topic, as_worker):
    calls = topic()
    write(actor)
    with as_worker():
        Message.objects.update(attempts=services.MOST_TRIES)
        tasks.sweep()
    assert calls == []
    assert only().dead_at is not None


@pytest.mark.slow
def test_effect_of_an_atomic_handler_is_undone_with_the_failure(actor, topic, as_worker):
    def half(payload, by):
        services.enqueue(topic="other", payload={}, dedupe_key="other", by=by)
        raise ValueError

    topic(half)
    write(actor)
    with as_worker():
        tasks.sweep()
    assert only().topic == TOPIC


@pytest.mark.slow
def test_handler_of_its_own_transactions_runs_outside_of_one(actor, topic, as_worker):
    inside = []
    topic(lambda payload, by: inside.append(transaction.get_connection().in_atomic_block), atomic=False)
    write(actor)
    with as_worker():
        tasks.sweep()
    assert inside == [False]
    assert only().done_at is not None


@pytest.mark.slow
def test_purge_forgets_old_done_messages_only(actor, as_worker):
    for key in ["done", "dead", "waiting"]:
        write(actor, key=key)
    long_ago = clock.now() - timedelta(days=services.KEPT_DAYS, minutes=1)
    with as_worker():
        Message.objects.filter(dedupe_key="done").update(done_at=long_ago)
        Message.objects.filter(dedupe_key="dead").update(dead_at=long_ago)
        assert tasks.purge() == 1
    assert set(Message.objects.values_list("dedupe_key", flat=True)) == {"dead", "waiting"}
