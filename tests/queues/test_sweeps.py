"""Sweeps: any number at once, killed at any moment, days missed; and the nightly comparison."""

import os
import threading
from datetime import date

import psycopg
import pytest
from django.db import connection, connections, transaction

from cas_portal.access.binding import bind
from cas_portal.access.errors import Forbidden
from cas_portal.access.roles import Role
from queues import housing_list
from queues.models import DirtyClient, HousingListSnapshot, Standing, SweepRun
from queues.services import standing, sweeps
from tests.database import as_worker, connected_as
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.clients import ContactFactory
from tests.factories.queues import crisis, job, listed

pytestmark = pytest.mark.slow
DAY = date(2025, 9, 1)


def waiting(agency) -> int:
    with seeding(agency.continuum):
        return DirtyClient.objects.count()


def rows(agency) -> dict[int, Standing]:
    with seeding(agency.continuum):
        return {row.pk: row for row in Standing.objects.all()}


def test_a_person_cannot_run_a_job(agency):
    actor = staff(Role.SYSADMIN, agency)
    with transaction.atomic(), bind(actor), pytest.raises(Forbidden):
        standing.recompute(client_ids=[1], as_of=DAY, by=actor)


def test_a_second_pass_changes_nothing(agency, settle):
    client = listed(agency=agency)
    settle(DAY)
    first = rows(agency)[client.pk]
    ContactFactory(client=client, happened_on=date(2025, 8, 1))
    settle(DAY)
    assert rows(agency)[client.pk].computed_at == first.computed_at


def test_a_killed_sweep_loses_nothing(agency, settle, monkeypatch):
    """The worker dies between taking the announcements and the end of its transaction."""
    client = listed(agency=agency)
    before = waiting(agency)

    def die(**_given: object) -> None:
        with psycopg.connect(connection_url()) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])

    with monkeypatch.context() as patched, as_worker():
        patched.setattr(standing, "recompute", die)
        with pytest.raises(Exception, match=r"terminat|closed"):
            sweeps.sweep_dirty(by=job(agency.continuum_id), as_of=DAY)
    assert waiting(agency) == before
    settle(DAY)
    assert rows(agency)[client.pk].on_list


def connection_url() -> str:
    return os.environ["CAS_TEST_ADMIN_URL"]


def in_thread(work, results: list) -> threading.Thread:
    def run() -> None:
        own = connections.create_connection("worker")
        own.alias = "default"
        connections["default"] = own
        try:
            results.append(work())
        finally:
            own.close()

    return threading.Thread(target=run)


def test_many_sweepers_share_the_work(agency, full):
    clients = [listed(agency=agency, score=score) for score in (3, 4, 5, 7)]
    before, results = waiting(agency), []

    def sweep() -> int:
        taken = 0
        while found := sweeps.sweep_dirty(by=job(agency.continuum_id), as_of=DAY, limit=7):
            taken += found
        return taken

    threads = [in_thread(sweep, results) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(results) == before
    assert waiting(agency) == 0
    assert set(rows(agency)) == {client.pk for client in clients}
    with as_worker():
        change = recompute_now(agency)
    assert change.rows == 0


def recompute_now(agency) -> standing.Change:
    by = job(agency.continuum_id)
    with transaction.atomic(), bind(by):
        return standing.recompute_continuum(as_of=DAY, by=by)


def test_sweeps_step_back_while_a_full_run_is_at_work(agency, settle):
    listed(agency=agency)
    before = waiting(agency)
    with psycopg.connect(connection_url().rpartition("/")[0] + "/" + connection.settings_dict["NAME"]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [standing.CONTINUUM_LOCK + agency.continuum_id])
        with as_worker():
            assert sweeps.sweep_dirty(by=job(agency.continuum_id), as_of=DAY) == 0
        assert waiting(agency) == before
    settle(DAY)
    assert waiting(agency) == 0


@pytest.mark.case("D02")
def test_crisis_expires_on_day_91_though_days_were_missed(agency, settle):
    client = listed(agency=agency, seen_on=date(2025, 8, 20))
    crisis(client, date(2025, 8, 5), 7)
    settle(date(2025, 8, 20))
    assert rows(agency)[client.pk].evh
    settle(date(2025, 11, 9))
    row = rows(agency)[client.pk]
    assert not row.evh
    assert row.crisis_valid_through == date(2025, 11, 3)


@pytest.mark.case("D05")
def test_hct_expires_after_its_last_day(agency, settle):
    client = listed(agency=agency, hct_on=date(2024, 11, 30), seen_on=date(2026, 2, 20), entry_date=date(2024, 1, 1))
    settle(date(2026, 2, 28))
    assert rows(agency)[client.pk].on_list
    settle(date(2026, 3, 1))
    assert not rows(agency)[client.pk].on_list


@pytest.mark.case("D18")
def test_inactive_on_day_91_and_active_again_the_same_day(agency, settle):
    client = listed(agency=agency, seen_on=date(2025, 7, 1))
    settle(date(2025, 9, 29))
    assert rows(agency)[client.pk].activity == "ACTIVE"
    settle(date(2025, 9, 30))
    assert rows(agency)[client.pk].activity == "INACTIVE"
    assert not rows(agency)[client.pk].on_list
    ContactFactory(client=client, happened_on=date(2025, 9, 30))
    settle(date(2025, 9, 30))
    assert rows(agency)[client.pk].on_list


def test_the_nightly_run_finds_nothing_after_sweeps(agency, settle, full):
    listed(agency=agency)
    settle(DAY)
    assert full(DAY).kind == SweepRun.Kind.SETTINGS  # the first run has nothing to compare its settings with
    run = full(date(2025, 9, 2))
    assert (run.kind, run.changed, run.differences) == (SweepRun.Kind.FULL, 0, 0)


def test_the_nightly_run_names_a_difference_nothing_announced(agency, settle, full, caplog):
    client = listed(agency=agency)
    settle(DAY)
    full(DAY)
    with connected_as("owner"):
        Standing.objects.filter(pk=client.pk).update(score=1)
    run = full(DAY)
    assert (run.changed, run.differences) == (1, 1)
    assert "standing_differences" in caplog.text
    assert rows(agency)[client.pk].score == 5


def test_a_changed_setting_is_worked_out_and_is_no_difference(agency, settle, full):
    client = listed(agency=agency, seen_on=date(2025, 8, 1))
    settle(DAY)
    full(DAY)
    with connected_as("owner"):
        agency.continuum.setting_set.create(key="inactive_days", value=20, valid_from=DAY)
    run = full(DAY)
    assert (run.kind, run.differences, run.changed) == (SweepRun.Kind.SETTINGS, 0, 1)
    assert rows(agency)[client.pk].activity == "INACTIVE"


def test_the_list_of_a_day_is_copied_once(agency, settle):
    first, second = listed(agency=agency, score=9), listed(agency=agency, score=3)
    settle(DAY)
    with as_worker():
        assert sweeps.take_snapshot(by=job(agency.continuum_id), day=DAY) == 2
        assert sweeps.take_snapshot(by=job(agency.continuum_id), day=DAY) == 0
    with seeding(agency.continuum):
        copied = list(HousingListSnapshot.objects.order_by("position").values_list("client_id", flat=True))
    assert copied == [first.pk, second.pk]


def test_the_list_says_how_old_it_is(agency, settle):
    listed(agency=agency)
    with connected_as("owner"), connection.cursor() as cursor:
        cursor.execute("UPDATE queues_dirtyclient SET at = now() - interval '40 seconds'")
    with seeding(agency.continuum):
        assert housing_list.waiting(agency.continuum_id) == housing_list.Waiting(1, 40)
    settle(DAY)
    with seeding(agency.continuum):
        assert housing_list.waiting(agency.continuum_id) == housing_list.Waiting()
