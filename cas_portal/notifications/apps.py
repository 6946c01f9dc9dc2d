from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What a person is told in the portal."""

    name = "cas_portal.notifications"
