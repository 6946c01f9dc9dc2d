from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What was changed and read, by whom."""

    name = "cas_portal.audit"
