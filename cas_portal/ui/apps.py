from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cas_portal.ui import nav


class UiConfig(AppConfig):
    """What people see: components, form renderer, panels and navigation."""

    name = "cas_portal.ui"

    def ready(self) -> None:
        nav.register(_("Today"), "today", order=0, icon="home")
