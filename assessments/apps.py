from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission
from cas_portal.ui import nav, panels


class AssessmentsConfig(AppConfig):
    """Instruments, answers, scores, living situations and CE events."""

    name = "assessments"

    def ready(self) -> None:
        """Add this floor to Today and to the client page."""
        from assessments import clock_panels as clocks  # noqa: PLC0415
        from assessments import happenings, merging, policies, settings_preview, wording  # noqa: PLC0415 - models are loaded only now
        from assessments import panels as ours  # noqa: PLC0415
        from assessments import plan_panels as plans  # noqa: PLC0415

        happenings.register_all()
        panels.register("client_assessments", 5, clocks.clocks_panel)
        panels.register("client_assessments", 10, ours.all_records_panel)
        panels.register("client_assessments", 20, plans.stays_panel)
        panels.register("client_assessments", 15, plans.plan_panel)
        panels.register("client_assessments", 30, plans.corrections_panel)
        panels.register("client_actions", 50, plans.client_view_action)
        panels.register("today", 25, plans.open_corrections_panel)
        panels.register("whats_next", 60, plans.plan_step)
        panels.register("today", 24, plans.reviews_panel)
        panels.register("client_services", 10, ours.hand_off_panel)

        panels.register("today", 5, ours.calls_panel)
        panels.register("today", 6, ours.calls_with_clients_panel)
        panels.register("today", 20, ours.drafts_panel)
        panels.register("whats_next", 30, ours.living_situation_step)
        panels.register("whats_next", 40, ours.crisis_step)
        panels.register("whats_next", 50, ours.hct_step)
        panels.register("client", 20, ours.records_panel)
        settings_preview.register_all()
        wording.register_all()
        merging.register()
        may_change = policies.can_change_instruments
        nav.register(_("Instruments"), "assessments:versions", 72, may_change, icon="list", in_menu=True)
        nav.register(_("Start a call"), "assessments:calls", 5, Permission.REFER_TO_SHELTER, icon="phone")
