"""Settings import with an empty environment; production says what is missing and refuses the demo."""

import os
import subprocess
import sys

import pytest

COMPLETE = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://web:x@db/cas",
    "REDIS_URL": "redis://broker/0",
    "S3_ENDPOINT_URL": "https://files.example.org",
    "S3_ACCESS_KEY": "a",
    "S3_SECRET_KEY": "s",
    "S3_BUCKET": "cas-files",
    "FIELD_KEYS": "1:AAAA",
    "SSN_INDEX_KEY": "i",
}


def start(module: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    code = "import django; django.setup(); from django.conf import settings; print(settings.DEMO, settings.DEBUG)"
    kept = {"PATH": os.environ["PATH"], "CAS_STATE_FILE": "/nowhere", "DJANGO_SETTINGS_MODULE": module}
    return subprocess.run(
        [sys.executable, "-c", code], env=kept | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("module", ["base", "dev", "test"])
def test_settings_import_with_an_empty_environment(module):
    done = start(f"cas_portal.settings.{module}", {})
    assert (done.returncode, done.stdout) == (0, "False False\n"), done.stderr


@pytest.mark.slow
def test_production_starts_with_everything_it_needs():
    done = start("cas_portal.settings.production", COMPLETE)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_production_names_what_is_missing():
    done = start(
        "cas_portal.settings.production", {k: v for k, v in COMPLETE.items() if k not in {"FIELD_KEYS", "S3_BUCKET"}}
    )
    assert done.returncode != 0
    assert "Set S3_BUCKET, FIELD_KEYS in the environment" in done.stderr


@pytest.mark.slow
def test_a_production_worker_needs_its_own_database_login():
    done = start("cas_portal.settings.production", COMPLETE | {"CAS_DB_LOGIN": "worker"})
    assert done.returncode != 0
    assert "Set WORKER_DATABASE_URL in the environment" in done.stderr


@pytest.mark.slow
def test_production_refuses_demo_mode():
    done = start("cas_portal.settings.production", COMPLETE | {"DEMO": "1"})
    assert done.returncode != 0
    assert "DEMO is for `make run` only" in done.stderr
