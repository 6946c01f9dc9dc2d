"""An empty continuum, and the import as the worker runs it."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.accounts.models import Agency, Continuum
from hmis_csv import services
from hmis_csv.services import ImportResult
from tests.factories.accounts import ContinuumFactory
from tests.hmis_csv.export_folder import ExportFolder, clean_export

TESTKIT = Path(__file__).resolve().parents[3] / "shared" / "testkit"


@pytest.fixture
def testkit() -> Path:
    """HUD's and vendors' files, which may not be in this repository."""
    if not TESTKIT.is_dir():
        pytest.skip("../shared/testkit is not on this machine: the real exports may not be kept in the repository")
    return TESTKIT


@pytest.fixture
def export(tmp_path: Path) -> ExportFolder:
    """A clean export to break in one place."""
    return clean_export(tmp_path / "export")


@pytest.fixture
def continuum(transactional_db) -> Continuum:
    """The continuum imports go into."""
    return ContinuumFactory()


@dataclass
class Importer:
    """Runs imports and looks at what they left, as the worker."""

    continuum: Continuum
    as_worker: Callable[[], contextlib.AbstractContextManager[None]]

    def __call__(
        self, folder: Path | ExportFolder, *, owner: Agency | None = None, dry_run: bool = False
    ) -> ImportResult:
        directory = folder.write() if isinstance(folder, ExportFolder) else folder
        with self.as_worker():
            return services.import_export(directory=directory, by=self.actor, owner=owner, dry_run=dry_run)

    @property
    def actor(self) -> Actor:
        return Actor.system("import_hmis_csv", self.continuum.pk)

    def command(self, folder: Path, *options: str) -> str:
        """The text the command prints."""
        out = StringIO()
        with self.as_worker():
            call_command("import_hmis_csv", folder, *options, stdout=out)
        return out.getvalue()

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Read everything of the continuum."""
        with self.as_worker(), transaction.atomic(), bind(self.actor):
            yield

    @contextlib.contextmanager
    def looking_as(self, actor: Actor) -> Iterator[None]:
        """Read what one actor may, over the usual sign-in of requests."""
        with transaction.atomic(), bind(actor):
            yield

    def counts(self) -> dict[str, int]:
        """How many rows each table has that an import writes."""
        tables = (
            "accounts_agency", "clients_program", "clients_ceparticipation", "clients_client", "clients_identity",
            "clients_household", "clients_householdmember", "clients_enrollment", "clients_clientaccess",
            "hmis_csv_sourcerecord",
        )  # fmt: skip
        with self.looking(), connection.cursor() as cursor:
            counts = {}
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts[table.partition("_")[2]] = cursor.fetchone()[0]
            return counts


@pytest.fixture
def run_import(continuum: Continuum, as_worker) -> Importer:
    """Call it with an export; ask it what is there."""
    return Importer(continuum, as_worker)
