"""A household that changes is told to whoever leads its case (policy §9, N19)."""

from datetime import date

import pytest

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.household import CHILD, SELF
from clients.models import Enrollment
from clients.services.enrollment import Leaving, enroll_household
from clients.services.exits import exit_enrollment
from clients.services.household import Membership, add_member, edit_member
from clients.services.moving_out import GoesTo, remove_member
from clients.services.parting import correct_leaving, part_household
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import CaseManagerFactory, ClientFactory, IdentityFactory

pytestmark = pytest.mark.slow
APART = date(2025, 6, 1)


@pytest.fixture
def leads(family, agency):
    """The lead case managers of the head and of the partner, and one who does not lead."""
    people = {name: staff(Role.ASSESSOR, agency) for name in ("head", "partner", "beside")}
    for name, client, lead in (("head", "head", True), ("partner", "partner", True), ("beside", "head", False)):
        CaseManagerFactory(client=family[client].client, user=User.objects.get(pk=people[name].user_id), lead=lead)
    return people


def notices(actor) -> list[Notification]:
    with acting(actor):
        return list(Notification.objects.visible_to(actor).filter(kind="N19"))


@pytest.fixture
def told(leads):
    """told(): how many notices each of them has."""
    return lambda: {name: len(notices(actor)) for name, actor in leads.items()}


def test_a_birth_and_whoever_joins_are_told_once(assessor, family, agency, leads, told):
    baby = ClientFactory(agency=agency, birth_year=clock.today().year)
    IdentityFactory(client=baby, birth_date=clock.today())
    joins = Membership(relationship=CHILD, joined_on=clock.today())
    for _twice in range(2):
        with acting(assessor):
            add_member(by=assessor, head_id=family["head"].client_id, client_id=baby.pk, membership=joins)
        assert told() == {"head": 1, "partner": 0, "beside": 0}
    (notice,) = notices(leads["head"])
    assert notice.url.endswith(f"{family['head'].client.public_id}/") and "Rosa" not in notice.text


def test_whoever_leaves_is_told_to_both_households(assessor, family, told):
    with acting(assessor):
        remove_member(by=assessor, member_id=family["partner"].pk, left_on=APART)
    assert told() == {"head": 1, "partner": 1, "beside": 0}
    with acting(assessor):
        remove_member(by=assessor, member_id=family["child"].pk, left_on=APART, goes_to=GoesTo(destination=422))
    assert told() == {"head": 2, "partner": 1, "beside": 0}


def test_a_leaving_taken_back_is_told(assessor, family, told):
    with acting(assessor):
        remove_member(by=assessor, member_id=family["child"].pk, left_on=APART, goes_to=GoesTo(destination=422))
        for _twice in range(2):
            correct_leaving(by=assessor, member_id=family["child"].pk, left_on=None)
    assert told()["head"] == 2


def test_a_parting_is_told_to_both_sides(assessor, family, told):
    leaving = {family["partner"].pk: SELF, family["child"].pk: CHILD}
    with acting(assessor):
        part_household(
            by=assessor, client_id=family["head"].client_id, on=APART, leaving=leaving,
            staying={family["head"].pk: SELF},
        )  # fmt: skip
    assert told() == {"head": 1, "partner": 1, "beside": 0}


def test_how_somebody_belongs_is_told_when_it_changes(assessor, family, told):
    child = family["child"]
    for relationship, elsewhere, count in ((CHILD, False, 0), (CHILD, True, 1), (CHILD, True, 1), (4, True, 2)):
        with acting(assessor):
            edit_member(by=assessor, member_id=child.pk, relationship=relationship, lives_elsewhere=elsewhere)
        assert told()["head"] == count


def test_an_exit_of_one_person_is_told_to_whoever_leads_those_who_stay(assessor, family, told):
    leaving = Leaving(exit_date=APART, destination=410, reason="housed_by_cas")
    with acting(assessor):
        stay = Enrollment.objects.get(client_id=family["head"].client_id)
        named = {family["partner"].client_id: SELF, family["child"].client_id: CHILD}
        exit_enrollment(by=assessor, enrollment_id=stay.pk, leaving=leaving, staying=named)
    assert told() == {"head": 0, "partner": 1, "beside": 0}


def test_an_exit_of_everybody_and_a_household_that_is_not_enrolled_are_told_to_nobody(assessor, family, told, agency):
    leaving = Leaving(exit_date=APART, destination=410, reason="housed_by_cas")
    with acting(assessor):
        stay = Enrollment.objects.get(client_id=family["head"].client_id)
        exit_enrollment(by=assessor, enrollment_id=stay.pk, leaving=leaving, everybody=True)
        joins = Membership(relationship=5, joined_on=clock.today())
        friend = ClientFactory(agency=agency)
        add_member(by=assessor, head_id=family["head"].client_id, client_id=friend.pk, membership=joins)
    assert told() == {"head": 0, "partner": 0, "beside": 0}


def test_the_household_of_a_survivor_is_told_to_its_provider_alone(agency, other_agency, program):
    """The notice says nothing about survivors, and leads to a page that only the provider opens."""
    worker, others = staff(Role.VSP_ASSESSOR, agency), staff(Role.ASSESSOR, other_agency)
    head, child = (ClientFactory(agency=agency, anonymous=True) for _ in range(2))
    CaseManagerFactory(client=head, user=User.objects.get(pk=worker.user_id))
    with acting(worker):
        enroll_household(by=worker, client_id=head.pk, entry_date=APART)
        joins = Membership(relationship=CHILD, joined_on=clock.today())
        add_member(by=worker, head_id=head.pk, client_id=child.pk, membership=joins)
    assert [notice.text for notice in notices(worker)] == [
        "A household changed. Ask whether it is time for a new assessment."
    ]
    assert notices(others) == []
