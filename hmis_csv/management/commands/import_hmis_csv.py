"""`manage.py import_hmis_csv DIR [--dry-run]`: takes over a HUD HMIS CSV export (FY2026)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cas_portal.access.actor import Actor
from cas_portal.access.errors import DomainError
from cas_portal.accounts.models import Agency, Continuum
from hmis_csv import report, services

JOB = "import_hmis_csv"


class Command(BaseCommand):
    """Runs under the worker's sign-in, because an import speaks for every agency of the continuum."""

    help = "Take over a HUD HMIS CSV export (FY2026) from a folder, and report every fault in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folder and the options."""
        parser.add_argument("directory", type=Path, help="The folder with Export.csv, Client.csv and so on.")
        parser.add_argument("--dry-run", action="store_true", help="Check and count, but write nothing.")
        parser.add_argument("--continuum", help="The code of the continuum, when there are several.")
        parser.add_argument(
            "--agency", help="The HUD id or name of the agency that owns clients without an enrollment."
        )
        parser.add_argument("--report", type=Path, help="Write every finding to this CSV file.")

    def handle(self, *args: object, **options: Any) -> None:
        """Import, print the report, write the CSV."""
        continuum = _continuum(options["continuum"])
        try:
            result = services.import_export(
                directory=options["directory"],
                by=Actor.system(JOB, continuum.pk),
                owner=_agency(continuum, options["agency"]),
                dry_run=options["dry_run"],
            )
        except DomainError as error:
            raise CommandError(f"{error.message} {error.what_to_do}".strip()) from error
        for line in report.as_text(result):
            self.stdout.write(line)
        if options["report"]:
            with options["report"].open("w", encoding="utf-8", newline="") as stream:
                report.write_csv(result, stream)


def _continuum(code: str | None) -> Continuum:
    if not Continuum.objects.exists():
        raise CommandError("There is no continuum yet: start the portal once with `make run`, then import.")
    found = list(Continuum.objects.filter(code=code) if code else Continuum.objects.all()[:2])
    if len(found) != 1:
        codes = ", ".join(Continuum.objects.values_list("code", flat=True))
        raise CommandError(f"Name the continuum with --continuum (there are: {codes}).")
    return found[0]


def _agency(continuum: Continuum, wanted: str | None) -> Agency | None:
    if wanted is None:
        return None
    agencies = Agency.objects.filter(continuum=continuum)
    found = agencies.filter(hud_id=wanted).first() or agencies.filter(name=wanted).first()
    if found is None:
        raise CommandError(f"There is no agency {wanted} in {continuum.code}. Name its HUD id or its exact name.")
    return found
