"""The matrix of policy §10 in code."""

import itertools
from datetime import UTC, date, datetime

import pytest

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.errors import Forbidden
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency, allows, require
from cas_portal.access.roles import FIELDS, MATRIX, NOTES, RIGHT_TO, Field, Reach, Role
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


# Cells with a note. "Limited" is what the code says where the note takes a part of the right away from the role.
NOTED = {
    "a(anon)": Reach.AGENCY, "a(no location)": Reach.AGENCY, "a(housing)": Reach.AGENCY, "a(codes)": Reach.AGENCY,
    "r(CC13)": Reach.REFERRED, "a(request)": Reach.LIMITED, "●(certificates)": Reach.LIMITED,
    "●(shelter inventory)": Reach.LIMITED, "read": Reach.LIMITED,
}  # fmt: skip
# Rows of the page that are two rights in the code: how each cell is divided.
DIVIDED = {
    "Grievance: file / handle": {"–": ("–", "–"), "read": ("–", "read")},
    "Audit log, public report builder": {"–": ("–", "–"), "report": ("–", "●"), "●": ("●", "●")},
}


BEYOND_THE_POLICY = {Permission.SEE_VIEWERS, Permission.JUDGE_VASH}


def policy_rows() -> list[list[Reach]]:
    """The table of policy §10, one row for each right, in the order of the page."""
    text = (shared_dir() / "reference" / "policy.md").read_text()
    lines = text.partition("| Action | AS ")[2].splitlines()[2:]
    table = itertools.takewhile(lambda line: line.startswith("|"), lines)
    found = []
    for line in table:
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        parts = DIVIDED.get(name)
        halves = [parts.get(cell) or tuple(cell.split("/")) for cell in cells] if parts else [(cell,) for cell in cells]
        found += [[(SYMBOLS | NOTED)[cell] for cell in row] for row in zip(*halves, strict=True)]
    return found


def test_matrix_equals_the_policy_page_cell_by_cell():
    page, ours = policy_rows(), [permission for permission in Permission if permission not in BEYOND_THE_POLICY]
    wrong = {
        (permission.value, role.value): (MATRIX[permission][role], cell)
        for permission, row in zip(ours, page, strict=True)
        for role, cell in zip(Role, row, strict=True)
        if MATRIX[permission][role] is not cell
    }
    assert len(page) == len(ours)
    assert wrong == {}


def test_every_part_of_a_record_has_an_explicit_cell_and_agrees_with_its_right():
    assert set(FIELDS) == set(Field) and all(set(row) == set(Role) for row in FIELDS.values())
    assert {part: FIELDS[part] for part in RIGHT_TO} == {part: MATRIX[right] for part, right in RIGHT_TO.items()}


def test_cells_in_brackets_are_noted_and_no_others():
    text = (shared_dir() / "reference" / "policy.md").read_text().partition("| Action | AS ")[2].partition("\n\n")[0]
    noted = sum(text.count(f"| {cell} ") + text.count(f"/{cell} ") for cell in NOTED)
    assert len(NOTES) == noted
    assert all(MATRIX[right][role] is not Reach.NONE for right, role in NOTES)


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
