"""After an import the people are found by the agencies they are enrolled with, and by nobody else."""

import pytest

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency
from clients.services import search
from clients.typed import Asked
from tests.factories.accounts import AgencyFactory, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def found(run_import, export):
    """found(agency, text): the HUD ids that an assessor of the agency finds."""
    run_import(export)

    def find(agency: Agency, role: Role = Role.ASSESSOR, **asked: str) -> list[str]:
        actor = staff(role, agency)
        with run_import.looking_as(actor):
            return [match.client.hud_id for match in search.find_clients(by=actor, asked=Asked(**asked))]

    return find


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.AGENCY_MANAGER])
def test_owning_agency_finds_by_name_and_hmis_id(found, role) -> None:
    owner = Agency.objects.get(hud_id="o1")

    assert found(owner, role, name="marigold thistle")[0] == "c1"
    assert found(owner, role, hmis_id="c2") == ["c2"]


def test_agency_of_a_later_enrollment_finds_its_client_and_no_other(found) -> None:
    other = Agency.objects.get(hud_id="o2")

    assert found(other, hmis_id="c1") == ["c1"]
    assert found(other, hmis_id="c2") == []


def test_agency_without_enrollment_finds_nobody(found, continuum) -> None:
    stranger = AgencyFactory(continuum=continuum)

    assert found(stranger, name="marigold thistle") == []
    assert found(stranger, hmis_id="c1") == []


def test_sealed_number_finds_its_owner(found) -> None:
    owner = Agency.objects.get(hud_id="o1")

    assert found(owner, Role.AGENCY_MANAGER, ssn="219099999") == ["c1"]
