from django.apps import AppConfig


class HudConfig(AppConfig):
    """HUD's response lists and CSV columns."""

    name = "cas_portal.hud"
