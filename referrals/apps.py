from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission
from cas_portal.accounts.rules import previews
from cas_portal.ui import nav, panels


class ReferralsConfig(AppConfig):
    """Openings, offers and what became of them."""

    name = "referrals"

    def ready(self) -> None:
        """Add this floor to the navigation, to Today and to the client page."""
        from clients.services import taking_part  # noqa: PLC0415 - models are loaded only now
        from referrals import happenings, merging, settings_preview, wording  # noqa: PLC0415 - models are loaded only now
        from referrals import panels as ours  # noqa: PLC0415

        happenings.register_all()
        panels.register("client_referrals", 10, ours.every_referral)

        nav.register(_("Referrals to us"), "referrals:inbox", 20, Permission.ANSWER_REFERRAL, icon="send")
        nav.register(_("Referrals"), "referrals:desk", 35, Permission.SELECT_CANDIDATE, icon="send")
        nav.register(_("Questions"), "referrals:questions", 45, Permission.ANSWER_INTEREST, icon="comment")
        nav.register(_("Openings"), "referrals:openings", 40, Permission.REPORT_OPENING, icon="hotel")
        panels.register("today", 20, ours.inbox)
        panels.register("today", 22, ours.questions)
        panels.register("today", 24, ours.desk)
        panels.register("today", 25, ours.openings)
        panels.register("client", 60, ours.client)
        for key, preview in settings_preview.OTHERS.items():
            previews.register(preview, key)
        for key in settings_preview.CLOCKS:
            previews.register(settings_preview.clock_preview(key), key)
        panels.register("program", 20, ours.program_rule)
        taking_part.register(settings_preview.agency_stops)
        wording.register_all()
        merging.register()
