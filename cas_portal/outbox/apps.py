from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Work that must happen, as rows."""

    name = "cas_portal.outbox"
