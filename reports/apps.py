from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission
from cas_portal.outbox import handlers
from cas_portal.ui import nav, panels


class ReportsConfig(AppConfig):
    """Caseloads and files that leave the house."""

    name = "reports"

    def ready(self) -> None:
        """Take a place in the navigation and on Today, and answer to the wish for an export."""
        services = import_module("reports.services")
        handlers.register(services.TOPIC, services.make_export, atomic=False, gave_up=services.give_up)
        nav.register(_("Caseload"), "reports:caseload", order=30, permission=Permission.EXPORT_CASELOAD, icon="people")
        nav.register(_("Audit log"), "reports:audit_log", 65, Permission.VIEW_AUDIT_LOG, icon="history")
        panels.register("today", 30, import_module("reports.panels").expiring)
