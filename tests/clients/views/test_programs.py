"""Agencies and programs: who may look, who may change, what is asked before a change."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency
from clients.models import CEParticipation, Funder, Program
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff
from tests.factories.clients import EnrollmentFactory, ProgramFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def ssf(agency):
    return staff(Role.SSF_ADMIN, agency)


@pytest.fixture
def desk(ssf):
    return signed_in(ssf)


@pytest.fixture
def shelter(agency):
    return ProgramFactory(agency=agency, name="Night Shelter", project_type=0, housing_type=1, coc_code="CA-503")


def at(name, thing=None):
    return reverse(f"programs:{name}", args=[thing.public_id] if thing else [])


def day_of(name, day):
    return {f"{name}_0": day.month, f"{name}_1": day.day, f"{name}_2": day.year}


def filled(**values):
    return {
        "name": "Night Shelter", "project_type": 0, "housing_type": 1, "coc_code": "ca-503", "active": "on",
        "continuum_project": "on", **day_of("starts_on", date(2020, 1, 1)), "once": uuid.uuid4(), **values,
    }  # fmt: skip


def test_list_names_agencies_and_counts_what_runs(desk, shelter, far_agency):
    ProgramFactory(agency=shelter.agency, ends_on=date(2020, 1, 1))

    page = desk.get(at("agencies"))

    rows = list(page.context["page"])
    assert [(row.name, row.running) for row in rows if row.pk == shelter.agency_id] == [("First Agency", 1)]
    assert "Far Agency" not in page.content.decode()


def test_agency_is_entered_once_and_changed(desk, ssf):
    form = {"name": "Third Agency", "hud_id": "o3", "phone": "916-555-0100", "diversion_intake": "community"}
    form["once"] = uuid.uuid4()
    for _click in range(2):
        assert desk.post(at("new_agency"), form).status_code == 302
    made = Agency.objects.get(name="Third Agency")
    assert (made.hud_id, made.phone, made.is_vsp, made.continuum_id) == ("o3", "9165550100", False, ssf.continuum_id)

    changed = {**form, "phone": "916-555-0111", "once": uuid.uuid4()}
    assert "9165550111" in desk.post(at("change_agency", made), changed).content.decode()
    made.refresh_from_db()
    assert made.phone == "9165550100"  # shown first, saved only when confirmed
    desk.post(at("change_agency", made), {**changed, "confirmed": "1"})
    made.refresh_from_db()
    assert made.phone == "9165550111"


def test_second_agency_of_the_same_name_is_refused(desk):
    answer = desk.post(
        at("new_agency"), {"name": "first agency", "diversion_intake": "community", "once": uuid.uuid4()}
    )
    assert answer.status_code == 422
    assert "has this name already" in answer.content.decode()


def test_program_is_entered_with_huds_descriptors(desk, agency, ssf):
    answer = desk.post(at("new", agency), filled(target_population=4, geocode="063456"))

    assert answer.status_code == 302
    with acting(ssf):
        made = Program.objects.get(name="Night Shelter")
        assert (made.project_type, made.housing_type, made.target_population) == (0, 1, 4)
        assert (made.coc_code, made.geocode, made.agency_id, made.is_cas) == ("CA-503", "063456", agency.pk, False)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"coc_code": "zz"}, "Enter a CoC code"),
        ({"geocode": "12"}, "six digits"),
        ({"project_type": 13, "housing_type": ""}, "required"),
        (day_of("ends_on", date(2019, 1, 1)), "lies before the first"),
    ],
)
def test_descriptors_that_do_not_fit_are_named(desk, agency, values, said):
    answer = desk.post(at("new", agency), filled(**values))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_change_is_shown_before_it_is_saved(desk, ssf, person, shelter):
    EnrollmentFactory(client=person, program=shelter, entry_date=date(2024, 1, 1))
    closing = filled(name="Day Shelter", **day_of("ends_on", date(2024, 6, 30)))

    preview = desk.post(at("change", shelter), closing)

    said = preview.content.decode()
    assert preview.status_code == 200
    assert "1 person is enrolled and will be exited on Jun 30, 2024" in said
    assert "Day Shelter" in said
    with acting(ssf):
        assert Program.objects.get(pk=shelter.pk).name == "Night Shelter"

    again = dict(preview.context["again"])
    assert desk.post(at("change", shelter), {**again, "confirmed": "1"}).status_code == 302
    with acting(ssf):
        shelter.refresh_from_db()
        assert (shelter.name, shelter.ends_on) == ("Day Shelter", date(2024, 6, 30))


def test_participation_is_a_row_from_a_day_and_rows_never_overlap(desk, ssf, shelter):
    first = {**day_of("starts_on", date(2024, 1, 1)), "access_point": "on", "services": ["crisis_assessment"]}
    second = {**day_of("starts_on", date(2025, 3, 1)), "receives_referrals": "on"}
    for form in (first, first, second):
        assert desk.post(at("participation", shelter), {**form, "once": uuid.uuid4()}).status_code == 302

    with acting(ssf):
        rows = CEParticipation.objects.filter(program=shelter).order_by("starts_on")
        assert [(row.access_point, row.crisis_assessment, row.receives_referrals, row.ends_on) for row in rows] == [
            (True, True, False, date(2025, 2, 28)),
            (False, False, True, None),
        ]
    late = desk.post(at("participation", shelter), {**first, "once": uuid.uuid4()})
    assert (late.status_code, "after the newest row" in late.content.decode()) == (422, True)


@pytest.mark.parametrize("form", [{"access_point": "on"}, {"services": ["direct_services"]}])
def test_access_point_and_its_services_go_together(desk, shelter, form):
    answer = desk.post(
        at("participation", shelter), {**day_of("starts_on", date(2024, 1, 1)), **form, "once": uuid.uuid4()}
    )
    assert answer.status_code == 422


def test_funder_is_added_and_ended(desk, ssf, shelter):
    form = {"funder": 2, "grant_id": "CA-1", **day_of("starts_on", date(2024, 7, 1))}
    for _click in range(2):
        assert desk.post(at("add_funder", shelter), {**form, "once": uuid.uuid4()}).status_code == 302
    with acting(ssf):
        row = Funder.objects.get(program=shelter)
    assert desk.post(at("end_funder", row), day_of("ends_on", date(2024, 1, 1))).status_code == 422
    assert desk.post(at("end_funder", row), day_of("ends_on", date(2025, 6, 30))).status_code == 302
    with acting(ssf):
        row.refresh_from_db()
        assert row.ends_on == date(2025, 6, 30)
    assert "CA-1" in desk.get(at("program", shelter)).content.decode()


def test_other_funder_must_be_named(desk, ssf, shelter):
    form = {"funder": 46, **day_of("starts_on", date(2024, 7, 1))}
    assert desk.post(at("add_funder", shelter), {**form, "once": uuid.uuid4()}).status_code == 422
    named = {**form, "other_funder": "County", "once": uuid.uuid4()}
    assert desk.post(at("add_funder", shelter), named).status_code == 302
    assert "County" in desk.get(at("program", shelter)).content.decode()


@pytest.mark.parametrize("name", ["new", "change_agency", "change", "participation", "add_funder"])
@pytest.mark.parametrize(("role", "status"), [(Role.ASSESSOR, 403), (Role.CALL_CENTER, 403), (Role.SYSADMIN, 200)])
def test_only_ssf_and_sysadmins_change(agency, shelter, name, role, status):
    other = signed_in(staff(role, agency))
    subject = agency if name in {"new", "change_agency"} else shelter
    assert other.get(at(name, subject)).status_code == status


@pytest.mark.parametrize("name", ["program", "change", "participation", "add_funder"])
def test_program_of_another_community_is_missing(far_agency, shelter, name):
    stranger = signed_in(staff(Role.SSF_ADMIN, far_agency))
    assert stranger.get(at(name, shelter)).status_code == 404
    assert stranger.get(at("agency", shelter.agency)).status_code == 404
