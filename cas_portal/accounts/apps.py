from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission
from cas_portal.outbox import handlers
from cas_portal.ui import nav, panels


class AccountsConfig(AppConfig):
    """Continuums, agencies, people who sign in and their memberships."""

    name = "cas_portal.accounts"

    def ready(self) -> None:
        """Let later work run with the rights its asker holds then, and send what requests ask to send."""
        backends = import_module("cas_portal.accounts.backends")
        handlers.load_actors_with(backends.actor_by_id)
        import_module("cas_portal.accounts.services.mails").register()
        import_module("cas_portal.accounts.rules.effects").register_all()
        ours = import_module("cas_portal.accounts.panels")
        panels.register("today", 6, ours.certificate_panel)
        panels.register("today", 7, ours.requests_panel)
        nav.register(_("People"), "accounts:people", 60, Permission.MANAGE_USERS, icon="groups")
        may_edit = import_module("cas_portal.accounts.rules.services").can_edit_rules
        nav.register(_("Community settings"), "rules:list", 70, may_edit, icon="settings", in_menu=True)
