"""Starting, saving, discarding and deleting drafts."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from assessments import services
from assessments.models import Draft
from cas_portal.access import errors
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import CHILD
from clients.models import Release
from clients.services.consent import record_refusal
from tests.factories.accounts import MembershipFactory, actor_for, staff
from tests.factories.assessments import AssessmentFactory, DraftFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import EnrollmentFactory

pytestmark = pytest.mark.slow


def start(home, by=None, **how):
    return services.start_draft(by=by or home.assessor, client=home.client, **how)


def save(home, draft, link_id, answer, **how):
    return services.save_answer(by=home.assessor, draft_id=draft.public_id, link_id=link_id, answer=answer, **how)


class TestStart:
    def test_one_open_draft_per_client_and_agency(self, acting):
        home = ready_household()
        with acting(home.assessor):
            assert start(home) == start(home)
        colleague = staff(Role.ASSESSOR, home.agency)
        with acting(colleague):
            assert start(home, colleague).created_by_id == home.assessor.user_id
        other = staff(Role.ASSESSOR)
        with acting(other):
            assert start(home, other).agency_id == other.agency_ids[0]

    def test_an_unenrolled_client_cannot_be_assessed(self, acting):
        home = ready_household()
        with acting(home.assessor):
            home.enrollment.exit_date, home.enrollment.destination = date(2025, 8, 1), 24
            home.enrollment.save(update_fields=["exit_date", "destination"])
            with pytest.raises(errors.Conflict, match="not enrolled"):
                start(home)

    @pytest.mark.case("H09")
    def test_an_unaccompanied_minor_is_blocked_with_whom_to_call(self, acting):
        home = ready_household(born=date(2008, 1, 1))
        with acting(home.assessor), pytest.raises(errors.Conflict) as refused:
            start(home)
        assert "1-800-786-2929" in refused.value.what_to_do

    def test_only_the_head_of_the_household_is_assessed(self, acting):
        home = ready_household(others=((CHILD, date(2000, 1, 1)),))
        with acting(home.assessor):
            member = home.enrollment.household.members.get(relationship=CHILD)
            EnrollmentFactory(
                client=member.client, agency=home.agency, program=home.program, household=home.enrollment.household,
                relationship=CHILD,
            )  # fmt: skip
            with pytest.raises(errors.Conflict, match="head of the household"):
                services.start_draft(by=home.assessor, client=member.client)

    def test_without_release_only_after_a_recorded_refusal_and_at_the_own_agency(self, acting):
        home = ready_household(released=False)
        with acting(home.assessor):
            with pytest.raises(errors.Conflict, match="no active release"):
                start(home)
            record_refusal(by=home.assessor, client_id=home.client.pk, signed_on=date(2025, 8, 5))
            assert Release.objects.get(client=home.client).method == Release.Method.REFUSED
            assert start(home).status == Draft.Status.OPEN

    def test_a_role_without_the_right_is_refused(self, acting):
        home = ready_household()
        ssf = staff(Role.SSF_ADMIN)
        with acting(ssf), pytest.raises(errors.Forbidden, match="does not do assessments"):
            start(home, ssf)

    def test_a_closed_draft_is_offered_to_the_new_one(self, acting):
        home = ready_household()
        with acting(home.assessor):
            old = start(home)
            save(home, old, "VB07", 1)
            save(home, old, "AH01", "2025-08-05")
        with clock.freeze(datetime(2025, 8, 13, 20, tzinfo=UTC)), acting(home.assessor):
            new = start(home)
            old.refresh_from_db()
            assert (old.status, new.answers) == (Draft.Status.CLOSED, {})
            assert list(new.suggestions) == ["VB07"]
            with pytest.raises(errors.Conflict, match="closed"):
                save(home, old, "VB07", 0)

    @pytest.mark.case("D17")
    def test_a_voided_record_gives_way_to_the_one_before_it(self, acting):
        home = ready_household()
        AssessmentFactory(
            client=home.client,
            enrollment=home.enrollment,
            kind="CRISIS",
            assessed_on=date(2025, 6, 16),
            answers={"VB07": 0},
        )
        newer = AssessmentFactory(
            client=home.client,
            enrollment=home.enrollment,
            kind="CRISIS",
            assessed_on=date(2025, 7, 20),
            answers={"VB07": 1},
        )
        sysadmin = staff(Role.SYSADMIN, home.agency)
        with acting(sysadmin):
            services.void_assessment(by=sysadmin, assessment=newer, reason="Wrong person")
        with acting(home.assessor):
            offer = start(home).suggestions["VB07"]
            assert (offer["value"], offer["on"]) == (0, "2025-06-16")

    def test_each_answer_comes_from_the_newest_record_that_holds_it(self, acting):
        home = ready_household()
        for day, answers in ((date(2025, 7, 1), {"VB07": 0, "VB10": 1}), (date(2025, 8, 1), {"VB07": 1, "VB12": 116})):
            AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=day, answers=answers)
        with acting(home.assessor):
            offers = start(home).suggestions
        assert {key: offer["value"] for key, offer in offers.items()} == {"VB07": 1, "VB10": 1}


class TestSave:
    @pytest.fixture
    def home(self, db):
        return ready_household()

    def test_a_refused_answer_leaves_the_draft_as_it_was(self, home, acting):
        with acting(home.assessor):
            draft = start(home)
            save(home, draft, "VB07", 1)
            for link_id, answer in (("VB07", 7), ("NOPE", 1), ("AH02", str(uuid4()))):
                with pytest.raises(errors.Invalid):
                    save(home, draft, link_id, answer)
            draft.refresh_from_db()
            assert draft.answers == {"VB07": 1}

    def test_the_same_answer_twice_changes_nothing(self, home, acting):
        with acting(home.assessor):
            draft = start(home)
            first = save(home, draft, "VB07", 1, writer="page").revision
            assert save(home, draft, "VB07", 1, writer="page").revision == first

    def test_a_later_writer_is_told_of_both_answers(self, home, acting):
        with acting(home.assessor):
            draft = start(home)
            save(home, draft, "VB07", 1, seen=0, writer="one")
            with pytest.raises(errors.StaleForm) as stale:
                save(home, draft, "VB07", 0, seen=0, writer="two")
            assert (stale.value.context["mine"], stale.value.context["theirs"]) == (0, 1)
            save(home, draft, "VB10", 1, seen=0, writer="two")
            draft.refresh_from_db()
            assert draft.answers == {"VB07": 1, "VB10": 1}

    def test_an_answer_can_be_taken_back(self, home, acting):
        with acting(home.assessor):
            draft = start(home)
            save(home, draft, "VB07", 1)
            assert save(home, draft, "VB07", None).answers == {}

    def test_confirming_or_changing_an_offer_is_remembered(self, home, acting):
        AssessmentFactory(
            client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 8, 1), answers={"VB07": 1, "VB10": 1}
        )
        with acting(home.assessor):
            draft = start(home)
            save(home, draft, "VB07", 1)
            saved = save(home, draft, "VB10", 0)
            assert {key: value["choice"] for key, value in saved.provenance.items()} == {
                "VB07": "confirmed",
                "VB10": "changed",
            }
            assert saved.suggestions == {}

    @pytest.mark.parametrize(
        "text", ["Call 916-555-0123", "anna@example.org", "SSN 123-45-6789", "Lives at 1200 J Street", "(916) 555 0123"]
    )
    def test_free_text_of_a_survivor_names_nobody(self, text, acting):
        home = ready_household(survivor=True)
        with acting(home.assessor):
            draft = start(home)
            with pytest.raises(errors.Invalid, match="survivor"):
                save(home, draft, "HC01", text)
            assert save(home, draft, "HC01", "Two rooms, near a school, by 2026").answers

    def test_a_survivor_draft_has_no_location_question(self, acting):
        home = ready_household(survivor=True)
        with acting(home.assessor):
            draft = start(home)
            with pytest.raises(errors.Invalid, match="no such question"):
                save(home, draft, "CLS10", "5th and K")

    def test_a_colleague_of_the_agency_may_go_on(self, home, acting):
        with acting(home.assessor):
            draft = start(home)
        colleague = staff(Role.ASSESSOR, home.agency)
        with acting(colleague):
            saved = services.save_answer(by=colleague, draft_id=draft.public_id, link_id="VB07", answer=1)
            assert saved.saves["VB07"]["by"] == colleague.name

    def test_another_agency_finds_no_draft(self, home, acting):
        with acting(home.assessor):
            draft = start(home)
        stranger = staff(Role.ASSESSOR)
        with acting(stranger), pytest.raises(errors.Missing):
            services.save_answer(by=stranger, draft_id=draft.public_id, link_id="VB07", answer=1)


class TestEnd:
    def test_discard_keeps_the_reason_and_frees_the_place(self, acting):
        home = ready_household()
        with acting(home.assessor):
            draft = start(home)
            with pytest.raises(errors.Invalid):
                services.discard_draft(by=home.assessor, draft_id=draft.public_id, reason=" ")
            for _ in range(2):
                ended = services.discard_draft(by=home.assessor, draft_id=draft.public_id, reason="By mistake")
            assert (ended.status, ended.discard_reason) == (Draft.Status.DISCARDED, "By mistake")
            assert start(home) != draft

    def test_old_drafts_are_deleted_after_60_days(self, acting):
        home = ready_household()
        for day in (date(2025, 6, 5), date(2025, 6, 6)):
            DraftFactory(client=home.client, enrollment=home.enrollment, started_on=day, status="discarded",
                         ended_at=datetime(2025, 6, 6, tzinfo=UTC))  # fmt: skip
        with seeding(home.client.continuum) as everybody:
            assert services.purge_drafts(by=everybody, on=date(2025, 8, 5)) == 1
            assert Draft.objects.get(client=home.client).started_on == date(2025, 6, 6)


def test_the_agency_is_the_one_that_gives_the_right(acting):
    home = ready_household()
    membership = MembershipFactory(role=Role.AGENCY_MANAGER, agency=home.agency)
    manager = actor_for(membership)
    with acting(manager):
        assert start(home, manager).agency_id == home.agency.pk
