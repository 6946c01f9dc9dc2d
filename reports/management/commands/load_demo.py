"""Loads the demo community: invented agencies, staff and households."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from cas_portal.access.errors import Forbidden
from reports.demo.load import load


class Command(BaseCommand):
    """Only where DEMO=1; a second run changes nothing."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the word that says it out loud; the command never loads twice anyway."""
        parser.add_argument("--once", action="store_true", help="do nothing when the community is there (the default)")

    def handle(self, *args: object, **options: object) -> None:
        """Load, and say what happened."""
        try:
            loaded = load()
        except Forbidden as refused:
            raise CommandError(f"{refused.message} {refused.what_to_do}") from refused
        self.stdout.write("The demo community is loaded." if loaded else "The demo community is there already.")
