from django.apps import AppConfig

from cas_portal.ui import panels


class NotificationsConfig(AppConfig):
    """What people are told."""

    name = "cas_portal.notifications"

    def ready(self) -> None:
        """Put the newest notices on Today."""
        from cas_portal.notifications import accounts, mailing  # noqa: PLC0415 - models are loaded only now
        from cas_portal.notifications.views import today_panel  # noqa: PLC0415

        panels.register("today", 36, today_panel)
        accounts.register()
        mailing.register()
