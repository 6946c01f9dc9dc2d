from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may do and see what, in code and in the database."""

    name = "cas_portal.access"
