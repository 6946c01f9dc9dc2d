"""What an assessment says of a person comes onto their profile, and onto nobody else's."""

from datetime import date

import pytest

from assessments import services
from assessments.about_adults import Told
from assessments.chronic.finding import Gap
from assessments.models import Assessment, FollowUp
from assessments.services import chronic, follow_ups
from cas_portal.access.errors import Forbidden, Invalid
from cas_portal.access.roles import Role
from clients.household import CHILD, SPOUSE_OR_PARTNER
from clients.models import Client, HouseholdMember
from clients.services.facts import record_facts
from tests.factories.accounts import staff
from tests.factories.assessments import crisis_answers, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
SPANISH, ENGLISH = 367, 171
PARTNER = (SPOUSE_OR_PARTNER, date(1986, 6, 6))


def begin(home, instrument="HCT", **changes):
    answers = (full_answers if instrument == "HCT" else crisis_answers)(home.program, **changes)
    draft = services.start_draft(by=home.assessor, client=home.client, instrument=instrument)
    saved = services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
    assert saved.problems == {}
    return draft


def submit(home, *, told=None, **changes):
    draft = begin(home, **changes)
    return services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7, told=told)


def profile(client):
    row = Client.objects.get(pk=client.pk)
    return row.veteran_status, row.disabling_condition, row.preferred_language


def know(client, **facts):
    with seeding(client.continuum):
        Client.objects.filter(pk=client.pk).update(**facts)
        client.refresh_from_db()


def partner_of(home):
    with seeding(home.client.continuum):
        return HouseholdMember.objects.exclude(client=home.client).get(household__client=home.client).client


def test_of_one_adult_every_answer_is_meant_and_a_child_changes_nothing(acting):
    home = ready_household(others=((CHILD, date(2015, 5, 5)),))
    with acting(home.assessor):
        record = submit(home, HC30=1, VB07=1, AH08=SPANISH)
        assert profile(home.client) == (1, 1, SPANISH)
        assert FollowUp.objects.get(assessment=record, kind="profile").state == "done"
        before = record.profile_facts["HC30"][0]
        assert (before["before"], before["answer"], before["stays"]) == (99, 1, False)
    assert profile_of_child(home) == (99, 99, None)


def profile_of_child(home):
    child = partner_of(home)
    with seeding(child.continuum):
        return profile(child)


@pytest.mark.parametrize(("known", "left"), [(99, 9), (0, 0), (1, 1)])
def test_no_answer_takes_the_place_of_none_and_of_nothing_else(acting, known, left):
    home = ready_household()
    know(home.client, veteran_status=known, preferred_language=SPANISH)
    with acting(home.assessor):
        submit(home, HC30=9, AH08=9)
        assert profile(home.client)[0] == left and profile(home.client)[2] == SPANISH


@pytest.mark.parametrize(("keeps", "left"), [((), 0), (("HC30",), 1)])
def test_a_known_answer_gives_way_to_the_new_one_unless_the_worker_says_no(acting, keeps, left):
    home = ready_household()
    know(home.client, veteran_status=1)
    with acting(home.assessor):
        record = submit(home, HC30=0, told=Told(profile_is_right=keeps))
        assert profile(home.client)[0] == left
        fact = record.profile_facts["HC30"][0]
        assert (fact["before"], fact["answer"], fact["stays"]) == (1, 0, bool(keeps)), "both stay readable"


def test_of_two_adults_nobody_is_meant_until_the_worker_says_who(acting):
    home = ready_household(others=(PARTNER,))
    partner = partner_of(home)
    with acting(home.assessor):
        submit(home, HC30=1, VB07=1, AH08=SPANISH, AH09="together")
        assert profile(home.client) == profile(partner) == (99, 99, None)
        told = Told(which={"HC30": [partner.pk], "VB07": [home.client.pk]}, speaker=partner.pk)
        submit(home, HC30=1, VB07=1, AH08=SPANISH, AH09="together", told=told)
        assert (profile(home.client), profile(partner)) == ((0, 1, None), (1, 0, SPANISH))
        head = Client.objects.get(pk=home.client.pk)
        assert Gap.DISABILITY_UNKNOWN not in chronic.finding_of(head, date(2025, 8, 5))[0].gaps


def test_nobody_served_is_true_of_everybody_who_said_nothing_yet(acting):
    home = ready_household(others=(PARTNER,))
    partner = partner_of(home)
    know(partner, veteran_status=1)
    with acting(home.assessor):
        submit(home, HC30=0, AH09="together")
        assert (profile(home.client)[0], profile(partner)[0]) == (0, 1), "what is known is not taken away unasked"


def test_partners_assessed_apart_are_one_adult_each(acting):
    home = ready_household(others=(PARTNER,))
    with acting(home.assessor):
        submit(home, HC30=1, VB07=0, AH09="separately")
        assert (profile(home.client)[:2], profile(partner_of(home))[:2]) == ((1, 0), (99, 99))


def test_a_survivor_record_learns_who_served_and_no_language(acting):
    home = ready_household(survivor=True)
    with acting(home.assessor):
        submit(home, HC30=1, AH08=SPANISH, CLS10=None, HC61=None)
        assert profile(home.client) == (1, 1, None)
        record_facts(by=home.assessor, client_id=home.client.pk, facts={"preferred_language": SPANISH})
        assert profile(home.client)[2] is None


def test_the_profile_answers_beforehand(acting):
    home = ready_household()
    know(home.client, veteran_status=1, disabling_condition=0, preferred_language=SPANISH)
    with acting(home.assessor):
        offers = services.start_draft(by=home.assessor, client=home.client).suggestions
        assert {key: offers[key]["value"] for key in ("HC30", "VB07", "AH08")} == {
            "HC30": 1,
            "VB07": 0,
            "AH08": SPANISH,
        }
        assert all(offers[key]["profile"] for key in ("HC30", "VB07", "AH08"))


def test_the_profile_goes_before_an_older_record_and_says_nothing_where_they_agree(acting):
    home = ready_household()
    with acting(home.assessor):
        submit(home, AH08=SPANISH)
    know(home.client, preferred_language=ENGLISH)
    with acting(home.assessor):
        offers = services.start_draft(by=home.assessor, client=home.client).suggestions
        assert (offers["AH08"]["value"], offers["AH08"].get("profile")) == (ENGLISH, True)
        assert (offers["HC30"]["value"], offers["HC30"].get("profile")) == (0, None)


@pytest.mark.parametrize(
    ("head", "partner", "offered"), [(99, 1, 1), (0, 0, 0), (0, 99, None), (1, 0, 1), (99, 99, None)]
)
def test_several_profiles_answer_for_the_household_where_they_can(acting, head, partner, offered):
    home = ready_household(others=(PARTNER,))
    know(home.client, veteran_status=head, disabling_condition=1)
    know(partner_of(home), veteran_status=partner)
    with acting(home.assessor):
        offers = services.start_draft(by=home.assessor, client=home.client).suggestions
        assert offers.get("HC30", {}).get("value") == offered and "VB07" not in offers


@pytest.mark.parametrize(("keeps", "disability"), [((), True), (("VB07",), False)])
def test_the_chronic_rule_follows_the_same_decision(acting, keeps, disability):
    home = ready_household()
    know(home.client, disabling_condition=0)
    with acting(home.assessor):
        submit(home, VB07=1, told=Told(profile_is_right=keeps))
        client = Client.objects.get(pk=home.client.pk)
        hct = Assessment.objects.get(client=client)
        assert chronic._person(client, hct).disability is disability


def test_a_profile_that_cannot_be_written_is_tried_again_and_undoes_nothing(acting, monkeypatch):
    home = ready_household()

    def refuse(_by, _assessment):
        raise Forbidden("Not now.")

    with acting(home.assessor):
        with monkeypatch.context() as patch:
            patch.setitem(follow_ups.ACTS, "profile", refuse)
            record = submit(home, HC30=1)
        assert profile(home.client)[0] == 99
        assert FollowUp.objects.get(assessment=record, kind="profile").state == "failed"
        services.retry_follow_up(by=home.assessor, assessment=record, kind="profile")
        assert profile(home.client)[0] == 1


@pytest.mark.parametrize("facts", [{"veteran_status": 7}, {"sex": 1}, {"preferred_language": 1_000_000}])
def test_only_such_facts_with_codes_of_their_list_are_written(acting, facts):
    home = ready_household()
    with acting(home.assessor), pytest.raises(Invalid):
        record_facts(by=home.assessor, client_id=home.client.pk, facts=facts)


def test_who_may_not_edit_a_profile_writes_no_fact(acting):
    home = ready_household()
    auditor = staff(Role.AUDITOR, home.agency)
    with acting(auditor), pytest.raises(Forbidden):
        record_facts(by=auditor, client_id=home.client.pk, facts={"veteran_status": 1})
