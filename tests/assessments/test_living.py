"""The Case Conferencing & Referral Tool as data (instruments §6), and who edits which field of it (policy §10)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine import loader
from assessments.engine.answers import normalize
from assessments.engine.definition import ItemType
from assessments.engine.living import lets
from assessments.engine.visibility import Reading
from assessments.policies import can_edit_field, rights_to_answers
from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.permissions import SCAS_DESK, Permission
from cas_portal.access.roles import MATRIX, Reach, Role
from clients.models import Contact
from documents.kinds import Kind, State, Tier
from referrals import reasons
from tests.assessments import plain_reading
from tests.assessments.readings import context
from tests.paths import shared_dir

CASE = loader.load("CASE", "1")
HOME, ELSEWHERE, PROGRAM = 7, 8, 9
MANAGER = {Role.ASSESSOR, Role.AGENCY_MANAGER}
# CAN navigators work cases as assessors do; who leads a case is not theirs to change (policy §10, "Reassign").
ASSESSOR = MANAGER | {Role.CAN_NAVIGATOR}
SSF, PROVIDER = {Role.SSF_ADMIN}, {Role.HOUSING_PROVIDER}
ONE, TABLE, DATE, TEXT, REF = "choice", "group", "date", "text", "reference"
# Every field of instruments §6 that somebody edits: its type and who edits it in some way.
FIELDS = {
    "CC01A": (REF, MANAGER), "CC01B": (REF, MANAGER), "CC01C": (REF, MANAGER),
    "CC02A": (ONE, SSF),
    "CC05": (TABLE, ASSESSOR | SSF),
    "CC05.paper": (ONE, ASSESSOR | SSF), "CC05.whose": (REF, ASSESSOR | SSF), "CC05.status": (ONE, ASSESSOR | SSF),
    "CC05.requested_on": (DATE, ASSESSOR | SSF), "CC05.uploaded_on": (DATE, ASSESSOR | SSF),
    "CC05.valid_through": (DATE, ASSESSOR | SSF), "CC05.file": (REF, ASSESSOR | SSF),
    "CC05.reviewed_on": (DATE, SSF), "CC05.reviewer": (REF, SSF), "CC05.reason": ("string", SSF),
    "CC06": (ONE, ASSESSOR | SSF),
    "CC07A": (ONE, SSF), "CC07B": (TEXT, SSF),
    "CC08C": (ONE, SSF),
    "CC09A": (ONE, ASSESSOR), "CC09B": (TEXT, ASSESSOR), "CC09C": (TEXT, ASSESSOR),
    "CC10": (TABLE, ASSESSOR | SSF),
    "CC10.date": (DATE, ASSESSOR | SSF), "CC10.topic": ("string", ASSESSOR | SSF),
    "CC10.decision": (TEXT, ASSESSOR | SSF), "CC10.next_step": (TEXT, ASSESSOR | SSF),
    "CC10.owner": (REF, ASSESSOR | SSF), "CC10.due": (DATE, ASSESSOR | SSF),
    "CC11": (TABLE, ASSESSOR), "CC11.opening": (REF, ASSESSOR), "CC11.answer": (ONE, ASSESSOR),
    "CC11.reason": (ONE, ASSESSOR), "CC11.date": (DATE, ASSESSOR),
    "CC13A": (DATE, PROVIDER), "CC13B": (DATE, PROVIDER), "CC13C": (TABLE, PROVIDER), "CC13C.date": (DATE, PROVIDER),
    "CC13D": (DATE, PROVIDER), "CC13E": (DATE, PROVIDER), "CC13F": (DATE, PROVIDER), "CC13G": (DATE, PROVIDER),
}  # fmt: skip
# What is worked out, and from which facts.
WORKED_OUT = {
    "CC02": {"client_status"},
    "CC03A": {"last_contact_on"}, "CC03B": {"last_contact_how"}, "CC03C": {"last_contact_by"},
    "CC04": {"readiness_tier"},
    "CC08A": {"chronic_status"}, "CC08B": {"chronic_months_proved"},
    "CC12A": {"evh"}, "CC12B": {"chronic_status"}, "CC12C": {"veteran"}, "CC12D": {"tay_headed"},
    "CC12E": {"survivor"}, "CC12F": {"transfer_requested"}, "CC12G": {"declines_of_client", "declines_of_programs"},
}  # fmt: skip
# The words of the column "Who edits" and the roles they stand for.
WHO = {
    "assessor, manager": MANAGER, "SSF": SSF, "–": set(), "assessor uploads; SSF accepts": ASSESSOR | SSF,
    "SSF; assessor only Incomplete → Second Review": ASSESSOR | SSF, "assessor": ASSESSOR,
    "SSF, assessor": ASSESSOR | SSF, "housing provider": PROVIDER,
}  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    agency_id: int = HOME
    survivor: bool = False
    shared_until: ClassVar[datetime | None] = None


@dataclass(frozen=True)
class Released(Somebody):
    shared_until: ClassVar[datetime | None] = datetime.fromisoformat("2099-01-01T00:00:00+00:00")


def member(role, agency_id=HOME, **held):
    return ActorMembership(agency_id=agency_id, role=role, certified_through=date(2099, 1, 1), **held)


def actor(*held):
    return Actor(user_id=1, continuum_id=1, memberships=held)


def edits(who, client=None, **more):
    return {field for field in CASE.fields if can_edit_field(who, client or Somebody(), CASE, field, **more)}


def number(link_id):
    return link_id[:4]


def test_every_field_of_the_page_is_there_with_its_editors():
    page = (shared_dir() / "reference" / "instruments.md").read_text(encoding="utf-8").partition("## 6.")[2]
    rows = re.findall(r"^\| (CC\d\d) \|.*\| ([^|]+) \|$", page, flags=re.MULTILINE)
    assert [name for name, _who in rows] == [f"CC{place:02}" for place in range(1, 14)]
    assert {number(link_id) for link_id in (*CASE.fields, *CASE.computed_by_id)} == {name for name, _who in rows}
    for name, who in rows:
        mine = [roles for link_id, (_type, roles) in FIELDS.items() if number(link_id) == name]
        assert set().union(*mine) == WHO[who], name
        if "calc" in next(line for line in page.splitlines() if line.startswith(f"| {name} ")):
            assert [link_id for link_id in CASE.computed_by_id if number(link_id) == name], name


def test_fields_have_their_type_and_editors():
    assert {link_id: (str(field.type), roles_of(field)) for link_id, field in CASE.fields.items()} == FIELDS


def roles_of(field):
    return {Role(role) for way in field.edited_by for role in way.roles}


def test_tables_and_lists_take_several():
    several = {link_id for link_id, field in CASE.fields.items() if field.repeats}
    assert several == {"CC05", "CC07A", "CC09A", "CC10", "CC11", "CC13C"}


def test_what_is_worked_out_names_the_fact_it_comes_from():
    found = {
        one.link_id: {name for name in (one.fact, *(condition.fact for condition in one.conditions)) if name}
        for one in CASE.computed
    }
    assert found == WORKED_OUT


def test_it_lives_has_no_score_and_is_not_for_survivors():
    assert (CASE.living, CASE.not_for_survivors, CASE.date_question) == (Permission.EDIT_ISP, True, "")
    assert not CASE.score_rules
    assert not CASE.thresholds


def test_codes_are_those_of_the_floors_that_keep_them():
    def codes(part):
        return [option.code for option in part.options]

    assert codes(CASE.fields["CC05.paper"]) == Kind.values
    assert set(codes(CASE.fields["CC05.status"])) == {*State.values, "EXPIRED"}
    assert set(codes(CASE.fields["CC07A"])) == {"HCT", *Kind.values, "other"}
    assert set(codes(CASE.computed_by_id["CC04"])) == set(Tier.values)
    assert set(codes(CASE.computed_by_id["CC03B"])) == set(Contact.Kind.values) - {Contact.Kind.FAILED_TRY}
    assert codes(CASE.fields["CC11.reason"]) == [one.code for one in reasons.offered(reasons.Outcome.CLIENT)]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_edits_its_fields_and_no_other(role):
    mine = {link_id for link_id, (_type, roles) in FIELDS.items() if role in roles}
    reach = MATRIX[Permission.EDIT_ISP][role]
    assert bool(mine) == (reach is not Reach.NONE)
    assert edits(actor(member(role))) == (mine if reach is Reach.ALL else set())
    assert edits(actor(member(role, ELSEWHERE)), Released()) == (mine if reach is Reach.ALL else set())
    assert edits(actor(member(role, ELSEWHERE))) == set()
    assert edits(actor(member(role, PROGRAM)), granted_to=[PROGRAM]) == mine
    assert edits(actor(member(role, PROGRAM)), granted_to=[ELSEWHERE]) == set()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("agency", [HOME, ELSEWHERE])
def test_nobody_fills_it_in_for_a_survivor(role, agency):
    who = actor(member(role, agency, scas_desk=role is Role.SSF_ADMIN))
    assert edits(who, Somebody(survivor=True), granted_to=[agency]) == set()


def test_a_provider_edits_cc13_and_nothing_else():
    provider = actor(member(Role.HOUSING_PROVIDER, PROGRAM))
    found = edits(provider, granted_to=[PROGRAM])
    assert found == {link_id for link_id in CASE.fields if link_id.startswith("CC13")}
    assert edits(provider, Released()) == set()


def test_each_membership_counts_for_its_own_clients_alone():
    both = actor(member(Role.ASSESSOR, ELSEWHERE), member(Role.HOUSING_PROVIDER, PROGRAM))
    assert {number(link_id) for link_id in edits(both, granted_to=[PROGRAM])} == {"CC13"}
    assert not can_edit_field(both, Released(), CASE, "CC13A")
    assert can_edit_field(both, Released(), CASE, "CC09B")


def test_jobs_and_people_without_a_role_edit_nothing():
    assert edits(Actor.system("nightly", 1)) == set()
    assert edits(actor()) == set()


def test_what_is_worked_out_unknown_or_submitted_once_is_edited_by_nobody():
    ssf = actor(member(Role.SSF_ADMIN))
    assert not any(can_edit_field(ssf, Somebody(), CASE, link_id) for link_id in (*WORKED_OUT, "CC99"))
    hct = loader.load("HCT", "1")
    assert not any(can_edit_field(ssf, Somebody(), hct, link_id) for link_id in hct.fields)


@pytest.mark.case("X23")
@pytest.mark.parametrize("role", sorted(ASSESSOR | SSF))
@pytest.mark.parametrize("was", [None, "PENDING", "INCOMPLETE", "SECOND_REVIEW", "APPROVED"])
def test_case_managers_ask_for_a_second_review_after_incomplete_only(role, was):
    who = actor(member(role))
    for now in ("PENDING", "INCOMPLETE", "SECOND_REVIEW", "APPROVED", None):
        may = role in SSF or (was, now) == ("INCOMPLETE", "SECOND_REVIEW")
        assert can_edit_field(who, Somebody(), CASE, "CC06", change=(was, now)) is may, now


@pytest.mark.parametrize("role", sorted(ASSESSOR | SSF))
def test_ssf_accepts_what_was_uploaded_and_nobody_else(role):
    who, codes = actor(member(role)), [option.code for option in CASE.fields["CC05.status"].options]
    open_to = {
        (was, now)
        for was in codes
        for now in codes
        if can_edit_field(who, Somebody(), CASE, "CC05.status", change=(was, now))
    }
    brings = {
        (was, now) for was in ("MISSING", "REQUESTED", "REJECTED", "EXPIRED") for now in ("REQUESTED", "UPLOADED")
    }
    reviews = {("UPLOADED", "ACCEPTED"), ("UPLOADED", "REJECTED")}
    assert open_to == (brings | reviews if role in SSF else brings)
    assert can_edit_field(who, Somebody(), CASE, "CC05.status", change=(None, "UPLOADED"))
    assert not can_edit_field(who, Somebody(), CASE, "CC05.status", change=(None, "ACCEPTED"))


def opened(who):
    surroundings = context(rights=rights_to_answers(who))
    return {link_id for link_id, one in CASE.computed_by_id.items() if surroundings.opens(one)}


@pytest.mark.parametrize("role", list(Role))
def test_flags_are_kept_for_those_with_the_right(role):
    kept = {"CC12A", "CC12E"}
    sees_score = role not in {Role.HOUSING_PROVIDER, Role.AUDITOR}
    assert opened(actor(member(role))) == set(WORKED_OUT) - kept | ({"CC12A"} if sees_score else set())
    assert (SCAS_DESK in rights_to_answers(actor(member(role, scas_desk=True)))) is (role is Role.SSF_ADMIN)


def test_the_survivor_flag_is_for_the_scas_desk():
    assert "CC12E" in opened(actor(member(Role.SSF_ADMIN, scas_desk=True)))


def test_what_floors_above_know_is_read_and_is_unknown_without_them():
    known = {"client_status": "PARKED", "last_contact_on": date(2025, 8, 1), "chronic_status": "SELF_REPORTED"}
    known |= {"declines_of_client": 1, "declines_of_programs": 3, "evh": True}
    computed = Reading(CASE, {}, context(gathered=known)).computed
    assert (computed["CC02"], computed["CC03A"], computed["CC12A"]) == ("PARKED", date(2025, 8, 1), True)
    assert (computed["CC12B"], computed["CC12G"], computed["CC04"]) == (True, True, None)
    strict = Reading(CASE, {}, context(gathered=known, settings={"decline_flag_at": 4}))
    assert strict.computed["CC12G"] is False
    assert Reading(CASE, {}, context()).computed["CC02"] is None


def test_a_meeting_keeps_its_rows_by_the_types_of_the_columns():
    row = {"CC10.date": "2025-08-01", "CC10.topic": " Papers ", "CC10.due": "2025-09-01"}
    kept = normalize(CASE.items["CC10"], [row], context())
    assert kept == [{"CC10.date": "2025-08-01", "CC10.topic": "Papers", "CC10.due": "2025-09-01"}]


CHANGES = st.none() | st.tuples(
    *[st.sampled_from([None, "PENDING", "INCOMPLETE", "SECOND_REVIEW", "UPLOADED", "x"])] * 2
)


@pytest.mark.slow
@settings(max_examples=200)
@given(roles=st.sets(st.sampled_from(list(Role))), field=st.sampled_from(sorted(CASE.fields)), change=CHANGES)
def test_engine_and_plain_reading_agree_on_who_edits(roles, field, change):
    plain = plain_reading.plain("CASE")
    assert lets(CASE.fields[field], roles, change) == plain.may_edit(roles, field, change)


@pytest.mark.slow
@settings(max_examples=50)
@given(st.data())
def test_a_walk_of_edits_never_leaves_the_rules(data):
    """Anybody tries anything, again and again: papers are accepted by SSF alone, after somebody brought them."""
    held, choices = {}, [name for name, field in CASE.fields.items() if field.type is ItemType.CHOICE]
    for _step in range(12):
        role, field = data.draw(st.sampled_from(list(Role))), data.draw(st.sampled_from(choices))
        was = held.get(field)
        now = data.draw(st.sampled_from([option.code for option in CASE.fields[field].options]))
        if not can_edit_field(actor(member(role, PROGRAM)), Somebody(), CASE, field, change=(was, now), granted_to=[9]):
            continue
        held[field] = now
        assert role in FIELDS[field][1]
        if now in {"ACCEPTED", "REJECTED"}:
            assert (role, was) == (Role.SSF_ADMIN, "UPLOADED")
        if field == "CC06" and role is not Role.SSF_ADMIN:
            assert (was, now) == ("INCOMPLETE", "SECOND_REVIEW")
        assert now not in {"EXPIRED", "ATTESTED"}
