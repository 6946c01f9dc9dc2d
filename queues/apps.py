from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission
from cas_portal.accounts.rules import previews
from cas_portal.ui import nav, panels


class QueuesConfig(AppConfig):
    """Who is next: standing, lists and matching."""

    name = "queues"

    def ready(self) -> None:
        """Put the lists into the navigation and onto shared pages."""
        from queues import merging, wording  # noqa: PLC0415 - models are loaded only now
        from queues.panels import evh_panel, list_panel, standing_panel  # noqa: PLC0415
        from queues.settings_preview import inactive, on_list, rule_change  # noqa: PLC0415
        from referrals.services import rules  # noqa: PLC0415

        nav.register(
            _("Housing list"), "queues:housing_list", order=40, permission=Permission.SEND_TO_LIST, icon="list"
        )
        nav.register(_("By-name list"), "queues:by_name", 70, Permission.VIEW_HOUSING_RANK, "people", in_menu=True)
        panels.register("client", 40, standing_panel)
        panels.register("today", 10, evh_panel)
        panels.register("today", 60, list_panel)
        previews.register(inactive, "inactive_days")
        previews.register(on_list, "prioritization_scheme", "adult_docs_scope", "disability_evidence_mode")
        rules.register(rule_change)
        wording.register_all()
        merging.register()
