from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission
from cas_portal.accounts.rules import previews
from cas_portal.ui import nav, panels


class DocumentsConfig(AppConfig):
    """Papers and readiness tiers."""

    name = "documents"

    def ready(self) -> None:
        """Add this floor to the navigation, to Today and to the client page."""
        from assessments.services import chronic  # noqa: PLC0415 - models are loaded only now
        from clients import summary  # noqa: PLC0415
        from documents import happenings, merging, readiness, settings_preview, wording  # noqa: PLC0415
        from documents import panels as ours  # noqa: PLC0415

        happenings.register_all()
        chronic.register_paper_check(readiness.disability_is_proved)
        summary.register(65, ours.to_bring)
        panels.register("whats_next", 70, ours.readiness_step)
        panels.register("client_files", 10, ours.client)

        nav.register(_("Papers to review"), "documents:review", 50, Permission.ACCEPT_DOCUMENT, icon="folder")
        panels.register("today", 26, ours.review)
        panels.register("client", 50, ours.client)
        previews.register(settings_preview.receipts, "receipt_days")
        for key, kind in settings_preview.KINDS.items():
            previews.register(settings_preview.kept(kind), key)
        wording.register_all()
        merging.register()
