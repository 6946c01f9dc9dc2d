"""Income, benefits and insurance are asked of each adult in the Annual Assessment and, if chosen, the Status Update."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessments import services
from assessments.engine import loader
from assessments.engine.carry_over import carried_answers
from assessments.engine.completeness import gaps
from assessments.engine.people import asks_per_member, for_people
from assessments.engine.person import Person
from assessments.engine.standalone import FaultyFile, definition_from, read_upload, shipped_file
from assessments.engine.visibility import Reading
from assessments.models import Draft, InstrumentVersion
from assessments.surroundings import people_on, read_draft, read_record
from assessments.versions import current_definition, definition_of
from cas_portal.access import errors
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import CHILD, SELF, SPOUSE_OR_PARTNER
from clients.models import Household, HouseholdMember
from clients.services import merging
from tests.assessments.adults import NO_INCOME, joins, keys_of, leaves, own
from tests.assessments.readings import ON, context
from tests.assessments.test_services_unscored import ANNUAL, STAY, submit
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import AssessmentFactory, DraftFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = pytest.mark.slow

WORK = {**NO_INCOME, "HC10": 1, "HC10A": "1200", "HC11": ["Earned"]}
PARTNER, CHILD_OF_9 = (SPOUSE_OR_PARTNER, date(1987, 3, 3)), (CHILD, date(2016, 1, 1))


@pytest.fixture
def home(db):
    """A couple with a child."""
    return ready_household(others=(PARTNER, CHILD_OF_9))


@pytest.fixture
def keys(home):
    return keys_of(home)


def begin(home, instrument="ANNUAL", answers=None):
    draft = services.start_draft(by=home.assessor, client=home.client, instrument=instrument)
    return save(home, draft, ANNUAL if answers is None else answers)


def save(home, draft, answers):
    saved = services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
    assert saved.problems == {}
    return saved.draft


def to_answer(draft):
    return [gap.item.link_id for gap in gaps(read_draft(draft).reading)]


def pages(draft):
    return [section.id for section in read_draft(draft).reading.sections()]


def somebody(home, born, **fields):
    client = ClientFactory(agency=home.agency, released=True, birth_year=born.year, **fields)
    IdentityFactory(client=client, birth_date=born)
    return client


def test_every_adult_is_asked_and_no_child(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = begin(home)
        assert draft.version == "2"
        asked = [f"{topic}_{key}" for key in (head, partner) for topic in ("income", "benefits")]
        assert pages(draft) == ["year", *asked, "conditions", "find"]
        assert to_answer(draft) == [*own(head, NO_INCOME), *own(partner, NO_INCOME)]
        with pytest.raises(errors.Invalid) as refused:
            services.submit_assessment(by=home.assessor, draft_id=draft.public_id)
        assert refused.value.context["gaps"] == to_answer(draft)


def test_what_depends_on_an_answer_depends_on_that_adults_answer(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = begin(home)
        draft = save(home, draft, own(head, NO_INCOME) | own(partner, {**NO_INCOME, "HC10": 1}))
        assert to_answer(draft) == [f"HC10A_{partner}", f"HC11_{partner}"]
        no_answers = {"HC10A": {"missing": 9}, "HC11": [9]}
        assert to_answer(save(home, draft, own(partner, no_answers))) == []


def test_the_record_keeps_the_answers_of_each_and_who_was_asked(acting, home, keys):
    head, partner, _child = keys
    answers = {**ANNUAL, **own(head, WORK), **own(partner, {**NO_INCOME, "HC10": 9})}
    with acting(home.assessor):
        record = submit(home, "ANNUAL", answers)
        assert record.answers[f"HC10A_{head}"] == "1200.00"
        assert record.answers[f"HC10_{partner}"] == 9
        assert record.household_facts["people"] == [{"key": head, "age": 40}, {"key": partner, "age": 38}]
        record.refresh_from_db()
        reading = read_record(record)
        about = [section.person.key for section in reading.sections() if section.topic == "income"]
        assert about == [head, partner]
        assert gaps(reading) == []


def test_keys_are_the_same_when_the_order_of_the_household_changes(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = save(home, begin(home), own(partner, WORK))
    with seeding(home.client.continuum):
        HouseholdMember.objects.filter(public_id=partner).update(relationship=4)
    older = joins(home, somebody(home, date(1950, 1, 1)), relationship=2)
    with acting(home.assessor):
        draft.refresh_from_db()
        assert to_answer(draft) == [*own(head, NO_INCOME), *own(older, NO_INCOME)]
        assert read_draft(draft).reading.value(f"HC10A_{partner}") == "1200.00"


def test_whose_assessment_it_is_comes_first_whoever_leads_the_household_now(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = save(home, begin(home), own(head, WORK))
    with seeding(home.client.continuum):
        lead = HouseholdMember.objects.get(public_id=partner).client
        Household.objects.filter(pk=home.enrollment.household_id).update(client=lead)
        HouseholdMember.objects.filter(public_id=head).update(relationship=SPOUSE_OR_PARTNER)
        HouseholdMember.objects.filter(public_id=partner).update(relationship=SELF)
    with acting(home.assessor):
        draft.refresh_from_db()
        assert to_answer(draft) == [*own(partner, NO_INCOME)]
        assert [one.key for one in read_draft(draft).context.people][:2] == [head, partner]


def test_whose_assessment_it_is_is_asked_though_a_minor(acting, db):
    home = ready_household(born=date(2008, 1, 1), others=((SPOUSE_OR_PARTNER, date(2000, 1, 1)),))
    with acting(home.assessor):
        assert [one.asked for one in people_on(home.enrollment, ON)] == [True, True]
        assert [one.asked for one in people_on(home.enrollment, ON, separately=True)] == [True, False]


def test_somebody_who_left_is_not_asked_and_their_answers_wait(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = save(home, begin(home), own(head, NO_INCOME))
    leaves(home, partner, date(2025, 8, 5))
    with acting(home.assessor):
        draft.refresh_from_db()
        assert to_answer(draft) == []
        draft = save(home, draft, own(partner, WORK))  # sent from a page that was open
        assert f"income_{partner}" not in pages(draft)
        assert draft.answers[f"HC10A_{partner}"] == "1200.00"
        record = services.submit_assessment(by=home.assessor, draft_id=draft.public_id)
        assert f"HC10_{partner}" not in record.answers
        assert Draft.objects.get(pk=draft.pk).answers[f"HC10_{partner}"] == 1


def test_who_returns_finds_their_answers(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = save(home, begin(home), own(head, NO_INCOME) | own(partner, WORK))
    leaves(home, partner, date(2025, 8, 4))
    with seeding(home.client.continuum):
        client = HouseholdMember.objects.get(public_id=partner).client
    again = joins(home, client, joined_on=date(2025, 8, 5))
    with acting(home.assessor):
        draft.refresh_from_db()
        assert again != partner
        assert to_answer(draft) == []
        assert f"income_{partner}" in pages(draft)


def test_the_key_stays_when_two_records_of_an_adult_are_merged(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = save(home, begin(home), own(head, NO_INCOME) | own(partner, WORK))
    kept, sysadmin = somebody(home, date(1987, 3, 3)), staff(Role.SYSADMIN, home.agency)
    with acting(sysadmin):
        other = HouseholdMember.objects.get(public_id=partner).client_id
        merging.merge(by=sysadmin, kept_id=kept.pk, other_id=other)
    with acting(home.assessor):
        draft.refresh_from_db()
        assert HouseholdMember.objects.get(public_id=partner).client_id == kept.pk
        assert to_answer(draft) == []
        assert f"income_{partner}" in pages(draft)


def test_a_new_adult_is_asked_while_the_draft_is_open(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = save(home, begin(home), own(head, NO_INCOME) | own(partner, NO_INCOME))
        assert to_answer(draft) == []
    new = joins(home, somebody(home, date(1999, 1, 1)), relationship=4, joined_on=date(2025, 8, 5))
    elsewhere = joins(home, somebody(home, date(1999, 1, 1)), relationship=4, lives_elsewhere=True)
    with acting(home.assessor):
        draft.refresh_from_db()
        assert to_answer(draft) == [*own(new, NO_INCOME)]
        assert f"income_{elsewhere}" not in pages(draft)


def test_who_comes_of_age_counts_on_the_day_of_the_assessment(acting, home):
    grown = joins(home, somebody(home, date(2007, 8, 5)), relationship=CHILD)
    with acting(home.assessor):
        draft = begin(home)
        assert f"income_{grown}" in pages(draft)
        assert f"income_{grown}" not in pages(save(home, draft, {"AN01": "2025-08-04"}))


def test_an_adult_whose_record_is_closed_is_asked_like_the_others(acting, home):
    other = AgencyFactory(continuum=home.agency.continuum)
    closed = ClientFactory(agency=other, birth_year=1980)
    IdentityFactory(client=closed, birth_date=date(1980, 1, 1))
    key = joins(home, closed, agency=other)
    with acting(home.assessor):
        assert not HouseholdMember.objects.filter(public_id=key).exists()
        draft = begin(home)
        assert f"HC10_{key}" in to_answer(draft)
        assert str(closed.public_id) not in json.dumps(sorted(read_draft(draft).definition.items))


def test_a_head_without_a_household_has_a_key_too(acting, db):
    home = ready_household()
    with seeding(home.client.continuum):
        type(home.enrollment).objects.filter(pk=home.enrollment.pk).update(household=None)
    with acting(home.assessor):
        draft = begin(home)
        assert to_answer(draft) == [*own(home.client.public_id, NO_INCOME)]


def test_a_survivors_household_is_asked_by_adult(acting, db):
    home = ready_household(survivor=True, others=((SPOUSE_OR_PARTNER, date(1990, 1, 1)),))
    head, partner = keys_of(home)
    with acting(home.assessor):
        draft = begin(home, answers={key: value for key, value in ANNUAL.items() if key != "CLS10"})
        assert to_answer(draft) == [*own(head, NO_INCOME), *own(partner, NO_INCOME)]


def test_a_correction_begins_with_the_answers_of_each(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        record = submit(home, "ANNUAL", {**ANNUAL, **own(head, WORK), **own(partner, NO_INCOME)})
        draft = services.start_draft(by=home.assessor, client=home.client, instrument="ANNUAL", corrects=record)
        assert draft.answers[f"HC11_{head}"] == ["Earned"]
        assert to_answer(draft) == ["AN01"]


def test_a_closed_draft_offers_the_answers_of_each(acting, home, keys):
    partner = keys[1]
    with acting(home.assessor):
        save(home, begin(home), own(partner, WORK))
    with clock.freeze(datetime(2025, 8, 14, 17, tzinfo=UTC)), acting(home.assessor):
        again = services.start_draft(by=home.assessor, client=home.client, instrument="ANNUAL")
        assert again.suggestions[f"HC10A_{partner}"]["value"] == "1200.00"


def test_only_what_was_chosen_is_asked_of_each_in_a_status_update(acting, home, keys):
    head, partner, _child = keys
    with acting(home.assessor):
        draft = begin(home, "STATUS", {"SU01": "2025-08-05", "SU02": ["income", "insurance"], **STAY})
        asked = [f"{topic}_{key}" for key in (head, partner) for topic in ("income", "insurance")]
        assert pages(draft)[1:5] == asked
        assert to_answer(draft) == [f"{item}_{key}" for key in (head, partner) for item in ("HC10", "HC13")]


@pytest.mark.parametrize("instrument", ["HCT", "CRISIS", "DIVERSION"])
def test_the_other_instruments_ask_for_the_household_once(instrument):
    assert not asks_per_member(current_definition(instrument))


class TestVersionOne:
    """Records and drafts keep the version they were made with."""

    OLD = {**ANNUAL, "HC10": 1, "HC10A": "914.00", "HC11": ["SSI"], "HC12": ["none"], "HC13": ["none"]}

    def test_a_record_stays_readable(self, acting, home):
        record = AssessmentFactory(
            client=home.client, enrollment=home.enrollment, kind="ANNUAL", answers=self.OLD, score=None, threshold=None,
            evh=False, valid_through=None,
        )  # fmt: skip
        with acting(home.assessor):
            reading = read_record(record)
            assert reading.value("HC10A") == "914.00"
            assert reading.definition.version == "1"

    def test_an_open_draft_goes_on_with_it(self, acting, home):
        draft = DraftFactory(client=home.client, enrollment=home.enrollment, instrument="ANNUAL", version="1")
        with acting(home.assessor):
            assert begin(home, answers=self.OLD).pk == draft.pk
            record = services.submit_assessment(by=home.assessor, draft_id=draft.public_id)
            assert (record.instrument_version, record.answers["HC10A"]) == ("1", "914.00")
            assert "people" not in record.household_facts

    def test_what_a_community_had_called_version_2_stays_what_it_was(self, acting, home):
        ssf = staff(Role.SSF_ADMIN, home.agency)
        data = {**shipped_file("ANNUAL", "1"), "version": "2", "minutes": 77}
        with acting(ssf):
            row = InstrumentVersion.objects.create(
                continuum=home.client.continuum, instrument="ANNUAL", version="2", data=data, note="Ours",
                created_by_id=ssf.user_id,
            )  # fmt: skip
            assert definition_of(row.continuum_id, "ANNUAL", "2").minutes == 77
            assert current_definition("ANNUAL", row.continuum_id).version == "1"
            services.publish_version(by=ssf, public_id=row.public_id)
            assert current_definition("ANNUAL", row.continuum_id).minutes == 77

    def test_the_name_of_a_version_that_ships_is_taken(self, acting, home):
        ssf = staff(Role.SSF_ADMIN, home.agency)
        text = json.dumps(shipped_file("ANNUAL", "2"))
        with acting(ssf), pytest.raises(errors.Conflict, match="version 2 already"):
            services.load_version(by=ssf, instrument="ANNUAL", text=text, note="The same")


class TestFile:
    """What a data file may say."""

    def changed(self, change):
        data = {**shipped_file("ANNUAL", "2"), "version": "3"}
        change({item["linkId"]: item for section in data["sections"] for item in section["item"]}, data)
        return json.dumps(data)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda items, data: data["sections"][1].update(perMember="child"), "'child' is not a valid PerMember"),
            (
                lambda items, data: items["VB08"].update(
                    enableWhen=[{"question": "HC10", "operator": "=", "answer": 1}]
                ),
                "HC10: is asked of each adult",
            ),
            (lambda items, data: data["sections"][0].update(perMember="adult"), "AN01"),
            (
                lambda items, data: items["VB08"].update(limits={"atMost": "HC10A"}),
                "HC10A: is asked of each adult",
            ),
            (lambda items, data: data["sections"][1].pop("perMember"), "HC10 must stay asked of each adult"),
        ],
    )
    def test_a_faulty_one_is_refused(self, change, message):
        with pytest.raises(FaultyFile) as refused:
            read_upload(self.changed(change), like=current_definition("ANNUAL"))
        assert any(message in fault.message for fault in refused.value.faults)

    def test_what_is_edited_in_place_is_asked_once(self):
        data = {**shipped_file("CASE", "1"), "version": "2"}
        data["sections"][0]["perMember"] = "adult"
        with pytest.raises(FaultyFile) as refused:
            read_upload(json.dumps(data), like=current_definition("CASE"))
        section = data["sections"][0]["id"]
        told = [fault.message for fault in refused.value.faults]
        assert f"{section}: what is edited in place is asked once, not of each adult" in told

    def test_a_number_is_held_against_the_same_adults_number(self):
        data = {**shipped_file("ANNUAL", "2"), "version": "3"}
        numbers = [
            {"linkId": name, "type": "integer", "text": {"en": name, "es": name}, "limits": {"maximum": 9, **most}}
            for name, most in (("N1", {}), ("N2", {"atMost": "N1"}))
        ]
        data["sections"][1]["item"] = [*data["sections"][1]["item"], *numbers]
        people = (Person("a", asked=True), Person("b", asked=True))
        answers = {"N1_a": 2, "N2_a": 3, "N1_b": 5, "N2_b": 3}
        found = gaps(Reading(definition_from(data), answers, context(people=people)))
        assert [gap.item.link_id for gap in found if not gap.is_unanswered] == ["N2_a"]

    def test_what_the_product_writes_elsewhere_stays_asked_once(self):
        data = {**shipped_file("HCT", "1"), "version": "2"}
        next(section for section in data["sections"] if section["id"] == "visit")["perMember"] = "adult"
        with pytest.raises(FaultyFile) as refused:
            read_upload(json.dumps(data), like=current_definition("HCT"))
        assert any("AH0" in fault.message for fault in refused.value.faults)

    def test_answers_carry_over_for_the_same_adult(self):
        data = shipped_file("ANNUAL", "2")
        for section in data["sections"]:
            for item in section["item"]:
                item["carryOver"] = item["linkId"] == "HC13"
        people = (Person("a", asked=True), Person("b", asked=True))
        source = {"HC13_a": ["Medicaid"], "HC13_gone": ["VHAServices"], "HC13": ["COBRA"], "HC12_b": ["none"]}
        whole = for_people(definition_from(data), people)
        carried = carried_answers(whole, source, source_on=ON, context=context(people=people))
        assert carried == {"HC13_a": ["Medicaid"]}

    def test_without_people_nobody_is_asked(self):
        annual = loader.load("ANNUAL", "2")
        reading = Reading(annual, {"HC10": 1}, context())
        assert not {link_id for link_id in reading.visible if link_id.startswith("HC")}
        again = replace(reading, context=context(people=(Person("a", asked=True),)))
        assert "HC10_a" not in again.visible  # a reading is made with the people of its day
