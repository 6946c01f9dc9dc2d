from django.apps import AppConfig


class UiConfig(AppConfig):
    """What people see: components, form renderer, panels and navigation."""

    name = "cas_portal.ui"
