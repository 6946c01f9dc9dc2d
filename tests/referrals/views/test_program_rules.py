"""What a program asks for: who may say it, and what openings make of it."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from referrals.models import ProgramRule
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ProgramFactory
from tests.factories.referrals import OpeningFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def program(db):
    return ProgramFactory(name="Garden Gate", project_type=3)


@pytest.fixture
def ssf(program):
    return staff(Role.SSF_ADMIN, program.agency)


def at(program):
    return reverse("referrals:program_rule", args=[program.public_id])


FORM = {
    "housing_kind": "psh", "required_tier": "PH_READY", "household_types": ["FAMILY"], "min_size": 2, "max_size": 5,
    "only": ["veteran_only"], "zones": ["north"],
}  # fmt: skip


def test_rule_is_saved_and_shown_with_the_program(ssf, program):
    desk = signed_in(ssf)

    shown = desk.post(at(program), FORM)
    assert shown.status_code == 200 and "would drop out" in shown.content.decode()
    with acting(ssf):
        assert not ProgramRule.objects.exists()
    assert desk.post(at(program), FORM | {"confirmed": "1"}).status_code == 302

    with acting(ssf):
        rule = ProgramRule.objects.get(program=program)
        assert (rule.required_tier, rule.household_types, rule.min_size, rule.max_size) == (
            "PH_READY",
            ["FAMILY"],
            2,
            5,
        )
        assert (rule.veteran_only, rule.chronic_only, rule.zones) == (True, False, ["north"])
    said = desk.get(reverse("programs:program", args=[program.public_id])).content.decode()
    assert "2 to 5 people" in said
    assert "Veterans" in said


def test_openings_that_wait_are_counted(ssf, program):
    OpeningFactory(program=program)
    assert "1 opening waits for a household" in signed_in(ssf).get(at(program)).content.decode()


def test_sizes_that_exclude_everybody_are_refused(ssf, program):
    answer = signed_in(ssf).post(at(program), {**FORM, "max_size": 1})
    assert answer.status_code == 422


def test_shelter_has_no_rule_for_the_housing_list(ssf, program):
    shelter = ProgramFactory(agency=program.agency, project_type=0)
    desk = signed_in(ssf)
    assert desk.post(at(shelter), FORM).status_code == 422
    assert "What it asks for" not in desk.get(reverse("programs:program", args=[shelter.public_id])).content.decode()


@pytest.mark.parametrize("role", [Role.HOUSING_PROVIDER, Role.CALL_CENTER])
def test_others_may_not(program, role):
    assert signed_in(staff(role, program.agency)).get(at(program)).status_code == 403


def test_program_of_another_community_is_missing(program):
    far = staff(Role.SSF_ADMIN, AgencyFactory(continuum__code="CA-999"))
    assert signed_in(far).get(at(program)).status_code == 404
