"""Write docs/access.md."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from cas_portal.access.document import render


class Command(BaseCommand):
    """Writes the table of rights as a page."""

    help = "Write docs/access.md from cas_portal/access/roles.py"
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Write the page."""
        (Path(settings.ROOT) / "docs" / "access.md").write_text(render(), encoding="utf-8")
