"""Bring locale/ up to the code."""

from django.core.management.base import BaseCommand, CommandParser

from cas_portal.ui import catalogue


class Command(BaseCommand):
    """Collects every message, updates and compiles each catalogue, and says what a translator still has to write."""

    help = "Update and compile locale/*/LC_MESSAGES/django.po, or list what is missing there (--list)"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--list` changes no file."""
        parser.add_argument("--list", action="store_true", help="only list what is missing or wrong")

    def handle(self, *args: object, **options: object) -> None:
        """Update, compile, and list."""
        for language in catalogue.languages():
            if not options["list"]:
                catalogue.write(language)
            found = catalogue.faults(language)
            self.stdout.write("\n".join([*found, f"{language}: {len(found)} to do"]))
