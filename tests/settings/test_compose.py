"""docker-compose.yml sets what the production settings need, and nothing that nobody reads."""

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "cas_portal" / "settings"
OURS = ("web", "worker", "beat", "migrate")
READ_ELSEWHERE = {"DJANGO_SETTINGS_MODULE", "WEB_CONCURRENCY"}  # by Django itself, by gunicorn
READERS = {"env", "env.bool", "env.int", "env.list", "env.db_url", "env.str"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def read_by_settings():
    """The names that some settings module asks the environment for."""
    names = set()
    for path in SETTINGS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in READERS
                and isinstance(node.args[0], ast.Constant)
            ):
                names.add(node.args[0].value)
    return names


def required_by_production():
    """The names in production's own list of what must be set."""
    for node in ast.parse((SETTINGS / "production.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUIRED":
            return set(ast.literal_eval(node.value))
    raise AssertionError("production settings name no required variables")


@pytest.mark.parametrize("name", OURS)
def test_every_variable_that_is_set_is_read(compose, name):
    assert set(compose["services"][name]["environment"]) - READ_ELSEWHERE - read_by_settings() == set()


@pytest.mark.parametrize("name", OURS)
def test_every_variable_that_production_needs_is_set(compose, name):
    environment = compose["services"][name]["environment"]
    assert required_by_production() - set(environment) == set()
    assert environment["DJANGO_SETTINGS_MODULE"] == "cas_portal.settings.production"


OWN_DATABASE = {"web": "DATABASE_URL", "worker": "WORKER_DATABASE_URL", "migrator": "MIGRATION_DATABASE_URL"}


@pytest.mark.parametrize("name", OURS)
def test_each_service_knows_the_password_of_its_own_login_only(compose, name):
    environment = compose["services"][name]["environment"]
    assert {key for key in environment if key in OWN_DATABASE.values()} == {OWN_DATABASE[environment["CAS_DB_LOGIN"]]}


def test_each_service_signs_in_as_its_own_role(compose):
    logins = {name: compose["services"][name]["environment"]["CAS_DB_LOGIN"] for name in OURS}
    assert logins == {"web": "web", "worker": "worker", "beat": "worker", "migrate": "migrator"}


def test_no_secret_stands_in_the_file_or_has_a_default(compose):
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = set(re.findall(r"\$\{([A-Z0-9_]*(?:PASSWORD|KEYS?))", text))
    assert {"SECRET_KEY", "FIELD_KEYS", "SSN_INDEX_KEY", "WEB_PASSWORD"} <= secrets
    assert re.findall(r"\$\{[A-Z0-9_]*(?:PASSWORD|KEYS?)(?!:\?)[^A-Z0-9_]", text) == []
    assert "DEMO" not in text


def test_everything_that_serves_has_a_health_check(compose):
    once = {"migrate", "roles"}
    assert {name for name, service in compose["services"].items() if "healthcheck" not in service} == once


def test_roles_get_every_password_that_the_script_asks_for(compose):
    asked = set(re.findall(r"\\getenv \w+ (\w+)", (ROOT / "ops" / "roles.sql").read_text()))
    assert asked <= set(compose["services"]["roles"]["environment"])


def test_the_image_collects_static_files_with_every_required_variable():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert {name for name in required_by_production() if f"{name}=" not in dockerfile} == set()
