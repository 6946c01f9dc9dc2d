from importlib import import_module

from django.apps import AppConfig

from cas_portal.outbox import handlers


class AccountsConfig(AppConfig):
    """Continuums, agencies, people who sign in and their memberships."""

    name = "cas_portal.accounts"

    def ready(self) -> None:
        """Let later work run with the rights its asker holds then."""
        backends = import_module("cas_portal.accounts.backends")
        handlers.load_actors_with(backends.actor_by_id)
