"""The matrix of policy §10 in code."""

import re
from datetime import UTC, date, datetime

import pytest

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.errors import Forbidden
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency, allows, require
from cas_portal.access.roles import MATRIX, Reach, Role
from cas_portal.time import clock
from tests.paths import shared_dir

SYMBOLS = {"●": Reach.ALL, "a": Reach.AGENCY, "o": Reach.OWN, "r": Reach.REFERRED, "m": Reach.MASKED, "–": Reach.NONE}


def actor(*held: ActorMembership) -> Actor:
    return Actor(user_id=1, continuum_id=1, memberships=held)


def member(role: Role, agency_id: int = 7, through: date | None = date(2099, 1, 1)) -> ActorMembership:
    return ActorMembership(agency_id=agency_id, role=role, certified_through=through)


def test_every_permission_has_an_explicit_cell_for_every_role():
    assert set(MATRIX) == set(Permission)
    assert all(set(row) == set(Role) for row in MATRIX.values())


def test_matrix_equals_the_policy_page():
    text = (shared_dir() / "reference" / "policy.md").read_text()
    table = re.search(r"\| Action \| AS .*?\n\n", text, re.S)[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table if line.startswith("|")]
    plain = {tuple(row[1:]) for row in rows if all(cell in SYMBOLS for cell in row[1:])}
    ours = {tuple(cells.values()) for cells in MATRIX.values()}
    missing = [row for row in plain if tuple(SYMBOLS[cell] for cell in row) not in ours]
    assert len(plain) > 15
    assert missing == []


def test_nobody_may_edit_a_submitted_assessment():
    assert set(MATRIX[Permission.EDIT_SUBMITTED_ASSESSMENT].values()) == {Reach.NONE}


def test_allows_reach_all_for_any_agency():
    assert allows(actor(member(Role.ASSESSOR)), Permission.ENROLL_CLIENT, agency_id=99)


def test_allows_own_agency_only():
    vsp = actor(member(Role.VSP_ASSESSOR))
    assert allows(vsp, Permission.ENROLL_CLIENT, agency_id=7)
    assert not allows(vsp, Permission.ENROLL_CLIENT, agency_id=8)
    assert not allows(vsp, Permission.ENROLL_CLIENT)


def test_allows_system_everything():
    assert allows(Actor.system("nightly", 1), Permission.MERGE_CLIENTS)


def test_own_and_referred_are_left_to_the_policy_of_the_object():
    assert not allows(actor(member(Role.HOUSING_PROVIDER)), Permission.ANSWER_REFERRAL, agency_id=7)


@pytest.mark.parametrize(("through", "may"), [(date(2025, 10, 31), False), (date(2025, 11, 1), True), (None, False)])
def test_certificate_decides_about_submitting(through, may):
    from_day = datetime(2025, 11, 1, 20, tzinfo=UTC)
    with clock.freeze(from_day):
        assert actor(member(Role.ASSESSOR, through=through)).can(Permission.SUBMIT_HCT) is may


def test_expired_certificate_leaves_reading():
    assert actor(member(Role.ASSESSOR, through=None)).can(Permission.VIEW_RELEASED_CLIENT)


def test_scas_desk_is_a_sub_right_of_ssf():
    desk = ActorMembership(agency_id=1, role=Role.SSF_ADMIN, scas_desk=True)
    stray = ActorMembership(agency_id=1, role=Role.ASSESSOR, scas_desk=True)
    assert actor(desk).has_scas_desk
    assert not actor(stray).has_scas_desk


def test_acting_agency_is_one_where_the_right_is_held():
    two = actor(member(Role.ASSESSOR, 7), member(Role.HOUSING_PROVIDER, 8))
    assert acting_agency(two, Permission.SUBMIT_HCT) == 7
    with pytest.raises(Forbidden):
        acting_agency(two, Permission.SUBMIT_HCT, 8)
    with pytest.raises(Forbidden):
        acting_agency(two, Permission.MERGE_CLIENTS)


def test_require_says_what_was_refused():
    with pytest.raises(Forbidden, match="Ask your manager"):
        require(False, "Ask your manager.")
    require(True)
