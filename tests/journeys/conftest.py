"""The demo community and a real worker, for jobs done in Chromium against the suite's own servers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.demo import load
from reports.demo.people import Stage, households

ROOT = Path(__file__).resolve().parents[2]
NEIGHBORS = 6


@pytest.fixture
def community(live_server, settings, monkeypatch, as_worker):
    """The demo's agencies, staff and programs, and a few neighbors on the list."""
    settings.DEMO = True
    some = [demo for demo in households() if demo.stage in {Stage.FRESH, Stage.PH_READY}][:NEIGHBORS]
    monkeypatch.setattr(load, "households", lambda: some)
    with as_worker():
        load.load()


@pytest.fixture
def worker(community, tmp_path):
    """A worker with its beat, on a queue of this test process."""
    environment = {
        **os.environ,
        "CAS_DB_LOGIN": "worker",
        "CELERY_QUEUE": f"journey-{os.getpid()}",
        "DJANGO_SETTINGS_MODULE": "cas_portal.settings.dev",
    }
    command = [sys.executable, "-m", "celery", "-A", "cas_portal.celery", "worker", "-P", "solo", "-B"]
    options = ["-s", str(tmp_path / "beat.db"), "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    with (tmp_path / "worker.log").open("wb") as log:
        started = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log)
        yield started
        started.terminate()
        try:
            started.wait(timeout=10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@pytest.fixture
def do_job():
    """A function that does each step of a job, and names the one that fails."""

    def run(job):
        try:
            for words, step in job.steps:
                try:
                    step()
                except Exception as failure:
                    job.office.keep_pictures()
                    pytest.fail(f"{words}: {failure}")
        finally:
            job.office.close()
        assert job.office.faults == []

    return run
