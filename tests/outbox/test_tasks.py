"""The ticks: every scheduled name is a task, and any number of workers share the table."""

from threading import Thread

import pytest
from django.conf import settings
from django.db import connections, transaction

from cas_portal.access.binding import bind
from cas_portal.celery import app
from cas_portal.outbox import handlers, services, tasks
from cas_portal.outbox.models import Message
from tests.database import as_worker
from tests.factories.accounts import staff

MESSAGES, WORKERS = 40, 4


@pytest.mark.slow
def test_every_scheduled_task_exists_and_its_ticks_expire():
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] <= entry["schedule"]


@pytest.mark.slow
def test_workers_share_messages_and_each_is_worked_off_once(transactional_db, monkeypatch):
    seen = []
    monkeypatch.setattr(handlers, "_handlers", {})
    handlers.register("tests.shared", lambda payload, by: seen.append(payload["number"]))
    actor = staff()
    with transaction.atomic(), bind(actor):
        for number in range(MESSAGES):
            services.enqueue(topic="tests.shared", payload={"number": number}, dedupe_key=f"n{number}", by=actor)

    def work():
        try:
            with as_worker():
                tasks.sweep()
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(MESSAGES))
    assert Message.objects.filter(done_at__isnull=False, attempts=1).count() == MESSAGES
