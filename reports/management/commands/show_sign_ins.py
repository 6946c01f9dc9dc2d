"""Prints one sign-in for each role of the demo community."""

from django.core.management.base import BaseCommand, CommandError

from cas_portal.access.errors import Forbidden
from reports.demo import sign_ins


class Command(BaseCommand):
    """Only where DEMO=1."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Print the table and the password."""
        try:
            sign_ins.require_demo()
        except Forbidden as refused:
            raise CommandError(f"{refused.message} {refused.what_to_do}") from refused
        rows = sign_ins.one_per_role()
        width = max(len(role) for role, _email in rows)
        self.stdout.write("Sign in as:")
        for role, email in rows:
            self.stdout.write(f"  {role:<{width}}  {email}")
        self.stdout.write(f"  Password of everybody: {sign_ins.password()}")
