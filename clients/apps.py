from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission
from cas_portal.ui import nav, panels


class ClientsConfig(AppConfig):
    """People: profile, household, consent, enrollment."""

    name = "clients"

    def ready(self) -> None:
        """Add this floor to the navigation, to Today and to the client page."""
        from clients import (  # noqa: PLC0415 - models are loaded only now
            fonts,
            happenings,
            locations,
            settings_preview,
            summary,
            wording,
        )
        from clients import panels as ours  # noqa: PLC0415
        from clients.policies import can_edit_programs  # noqa: PLC0415
        from clients.services import settling  # noqa: PLC0415

        checks.register(fonts.check_fonts, deploy=True)
        happenings.register_all()
        locations.register_all()
        summary.register_all()

        nav.register(_("Find a client"), "clients:find", 10, Permission.VIEW_RELEASED_CLIENT, icon="search")
        nav.register(
            _("Agencies and programs"), "programs:agencies", 80, can_edit_programs, "location_city", in_menu=True
        )
        nav.register(
            _("Possible duplicates"), "clients:duplicates", 50, Permission.MERGE_CLIENTS, icon="people", in_menu=True
        )
        nav.register(_("Grievances"), "grievances:inbox", 60, Permission.HANDLE_GRIEVANCE, icon="flag", in_menu=True)
        panels.register("today", 27, ours.grievances_panel)
        panels.register("today", 28, ours.hand_offs_panel)
        panels.register("today", 38, ours.find_panel)
        panels.register("today", 40, ours.my_clients_panel)
        panels.register("today", 41, ours.helping_panel)
        panels.register("client", 95, ours.trail_panel)
        panels.register("whats_next", 10, ours.release_step)
        panels.register("whats_next", 20, ours.enrollment_step)
        panels.register("client", 90, ours.merges_panel)
        settings_preview.register_all()
        wording.register_all()
        settling.register()
