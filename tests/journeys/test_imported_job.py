"""A family of the real export of 514 clients goes from import to move-in, in Chromium and with a real worker."""

import os
import subprocess
import sys

import pytest

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency
from reports.demo import sign_ins
from reports.demo.community import MAIL
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.journeys.conftest import ROOT
from tests.journeys.imported_job import ImportedJob
from tests.journeys.office import Office
from tests.paths import shared_dir

SHELTER = "93"  # a night-by-night shelter of the export
PARENT = ("Fennel", "Doorframe")
STAFF = ("imported", "Ines Newdesk")


@pytest.fixture
def imported(community):
    """The export, brought in by the command."""
    export = shared_dir() / "testkit" / "fy2026_export"
    environment = {**os.environ, "CAS_DB_LOGIN": "worker", "DJANGO_SETTINGS_MODULE": "cas_portal.settings.dev"}
    command = [sys.executable, "manage.py", "import_hmis_csv", str(export)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def assessor(imported):
    """A certified assessor at one of the agencies that came with the export."""
    login, name = STAFF
    user = UserFactory(email=f"{login}@{MAIL}", name=name)
    user.set_password(sign_ins.password())
    user.save()
    MembershipFactory(user=user, agency=Agency.objects.get(hud_id=SHELTER), role=Role.ASSESSOR)
    return login, name


@pytest.mark.drill
@pytest.mark.browser
def test_an_imported_family_goes_from_a_search_by_name_to_move_in(browser, live_server, assessor, worker, do_job):
    login, name = assessor
    first_name, surname = PARENT
    do_job(
        ImportedJob(
            Office(browser, live_server.url, sign_ins.password(), MAIL),
            surname=surname,
            first_name=first_name,
            assessor=login,
            case_manager=name,
        )
    )
