from django.core.management import get_commands

from cas_portal.launcher import command


def test_every_command_with_a_login_of_its_own_exists():
    assert set(command.LOGINS) <= set(get_commands())
    assert set(command.LOGINS.values()) <= {"web", "worker", "migrator"}


def test_commands_that_write_the_schema_sign_in_as_its_owner():
    assert command.LOGINS["migrate"] == command.LOGINS["sqlmigrate"] == "migrator"


def test_production_brings_its_own_packages_and_servers(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cas_portal.settings.production")
    assert command.in_production()
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cas_portal.settings.dev")
    assert not command.in_production()
