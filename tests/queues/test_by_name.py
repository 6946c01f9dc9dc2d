"""The by-name list: each change of status is logged on its day, and the months balance."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.errors import Forbidden
from cas_portal.access.roles import Role
from clients.models import Client, Enrollment
from clients.services import merging
from queues import by_name
from queues.models import ByNameEntry
from queues.models.by_name import Flow, Population
from queues.services import by_name as log
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.clients import (
    ClientFactory,
    ContactFactory,
    EnrollmentFactory,
    IdentityFactory,
    ProgramFactory,
)
from tests.factories.queues import listed

pytestmark = pytest.mark.slow
DAY = date(2025, 9, 1)


def flows(client: Client, population: str = "all") -> list[tuple[str, str, date]]:
    """The log of one client in one population, oldest first."""
    with seeding(client.continuum):
        rows = ByNameEntry.objects.filter(client=client, population=population).order_by("id")
        return [(row.status, row.flow, row.day) for row in rows]


def leave(client: Client, destination: int, on: date) -> None:
    with seeding(client.continuum):
        Enrollment.objects.filter(client=client, program__is_cas=True).update(exit_date=on, destination=destination)


def test_who_is_met_and_enrolled_is_newly_identified_once(agency, settle):
    client = listed(agency=agency)
    for _time in range(2):
        settle(DAY)
    assert flows(client) == [("ACTIVE", "new", DAY)]
    assert flows(client, "veteran") == []


@pytest.mark.case("D18")
@pytest.mark.case("X17")
def test_ninety_first_day_makes_inactive_and_a_contact_brings_back_the_same_day(agency, settle):
    client = listed(agency=agency, seen_on=date(2025, 7, 1))
    settle(date(2025, 9, 29))
    assert flows(client) == [("ACTIVE", "new", date(2025, 9, 29))]
    settle(date(2025, 9, 30))
    ContactFactory(client=client, kind="document", happened_on=date(2025, 10, 3))
    settle(date(2025, 10, 3))
    assert flows(client)[1:] == [
        ("INACTIVE", "inactive", date(2025, 9, 30)),
        ("ACTIVE", "from_inactive", date(2025, 10, 3)),
    ]
    assert Flow("from_inactive").label == "Returned from inactive"


def test_housing_takes_off_and_a_new_stay_brings_back(agency, settle):
    client = listed(agency=agency)
    settle(DAY)
    leave(client, 410, date(2025, 9, 5))
    settle(date(2025, 9, 5))
    with seeding(agency.continuum):
        program = Enrollment.objects.get(client=client).program
    EnrollmentFactory(client=client, program=program, entry_date=date(2025, 10, 1))
    settle(date(2025, 10, 1))
    assert [flow for _status, flow, _day in flows(client)] == ["new", "housed", "from_housing"]


@pytest.mark.parametrize("change", ["left", "died", "moved in"])
def test_leaving_otherwise_death_and_a_move_in(agency, settle, change):
    client = listed(agency=agency)
    settle(DAY)
    if change == "left":
        leave(client, 99, date(2025, 9, 5))
    elif change == "died":
        with seeding(agency.continuum):
            Client.objects.filter(pk=client.pk).update(deceased_on=date(2025, 9, 5))
    else:
        program = ProgramFactory(agency=agency, project_type=13)
        EnrollmentFactory(client=client, program=program, entry_date=date(2025, 9, 2), move_in_date=date(2025, 9, 5))
    settle(date(2025, 9, 5))
    assert flows(client)[-1] == (
        ("HOUSED", "housed", date(2025, 9, 5)) if change == "moved in" else ("EXITED", "other", date(2025, 9, 5))
    )


def test_population_is_entered_and_left_without_leaving_the_list(agency, settle):
    client = listed(agency=agency)
    with seeding(agency.continuum):
        Client.objects.filter(pk=client.pk).update(veteran_status=1)
    settle(DAY)
    with seeding(agency.continuum):
        Client.objects.filter(pk=client.pk).update(veteran_status=0)
    settle(date(2025, 9, 2))
    assert flows(client, "veteran") == [("ACTIVE", "new", DAY), ("NOT_MET", "other", date(2025, 9, 2))]
    assert len(flows(client)) == 1


def test_months_balance_with_what_the_log_says_at_their_end(agency, settle, full):
    people = [listed(agency=agency, seen_on=date(2025, 8, day)) for day in (1, 10, 20)]
    settle(date(2025, 9, 1))
    leave(people[2], 410, date(2025, 10, 2))
    for day in (date(2025, 10, 2), date(2025, 10, 31), date(2025, 11, 9)):
        settle(day)
    full(date(2025, 11, 10))
    ssf = staff(Role.SSF_ADMIN, agency)

    with acting(ssf):
        months = {month: by_name.balances(ssf, date(2025, month, 1))[0] for month in (8, 9, 10, 11)}

    assert [months[month].population for month in months] == [Population.ALL] * 4
    assert [(months[month].start, months[month].end) for month in months] == [(0, 0), (0, 3), (3, 1), (1, 0)]
    assert months[10].flows[Flow.HOUSED] == months[10].flows[Flow.INACTIVE] == 1


def test_only_jobs_write_and_nobody_changes_the_log(agency, settle):
    listed(agency=agency)
    settle(DAY)
    ssf = staff(Role.SSF_ADMIN, agency)
    with acting(ssf), pytest.raises(Forbidden):
        log.note(by=ssf, as_of=DAY)


def test_page_shows_the_month_to_ssf_alone(agency, settle):
    listed(agency=agency)
    settle(DAY)
    desk = signed_in(staff(Role.SSF_ADMIN, agency))

    said = desk.get(reverse("queues:by_name"), {"month": "2025-09"}).content.decode()

    assert "By-name list, September 2025" in said
    assert "Newly identified" in said
    assert "Sep 1, 2025" in said
    assert desk.get(reverse("queues:by_name"), {"month": "2025-08"}).context["lines"] == []
    assert desk.get(reverse("queues:by_name"), {"month": "soon"}).status_code == 404
    assert signed_in(staff(Role.ASSESSOR, agency)).get(reverse("queues:by_name")).status_code == 403


def test_page_names_nobody_the_reader_may_not_see(agency, settle):
    listed(agency=agency)
    settle(DAY)
    other = signed_in(staff(Role.AUDITOR, agency))
    page = other.get(reverse("queues:by_name"), {"month": "2025-09"})
    assert [line["person"].masked for line in page.context["lines"]] == [True]


def merge(kept: Client, other: Client):
    sysadmin = staff(Role.SYSADMIN, kept.agency)
    with acting(sysadmin):
        return sysadmin, merging.merge(by=sysadmin, kept_id=kept.pk, other_id=other.pk)


def test_log_goes_over_to_a_record_without_one_and_comes_back(agency, settle):
    """Nobody is newly identified because two records became one."""
    other = listed(agency=agency)
    settle(DAY)
    kept = ClientFactory(agency=agency)
    IdentityFactory(client=kept)
    sysadmin, done = merge(kept, other)
    settle(DAY)
    assert (flows(kept), flows(other)) == ([("ACTIVE", "new", DAY)], [])
    with acting(sysadmin):
        merging.undo_merge(by=sysadmin, merge_id=done.pk)
    settle(DAY)
    assert (flows(kept), flows(other)) == ([], [("ACTIVE", "new", DAY)])


def test_of_two_on_the_list_one_leaves_and_returns_when_the_merge_is_undone(agency, settle):
    kept, other = (listed(agency=agency) for _time in range(2))
    settle(DAY)
    sysadmin, done = merge(kept, other)
    settle(date(2025, 9, 2))
    assert [flow for _status, flow, _day in flows(other)] == ["new", "other"]
    assert active(agency) == 1
    with acting(sysadmin):
        merging.undo_merge(by=sysadmin, merge_id=done.pk)
    settle(date(2025, 9, 3))
    assert [flow for _status, flow, _day in flows(other)] == ["new", "other", "from_inactive"]
    assert (flows(kept), active(agency)) == ([("ACTIVE", "new", DAY)], 2)


def test_what_was_logged_since_the_merge_stays_and_the_months_balance(agency, settle):
    other = listed(agency=agency, seen_on=date(2025, 8, 30))
    settle(DAY)
    kept = ClientFactory(agency=agency)
    IdentityFactory(client=kept)
    sysadmin, done = merge(kept, other)
    settle(date(2025, 12, 1))
    assert [flow for _status, flow, _day in flows(kept)] == ["new", "inactive"]
    with acting(sysadmin):
        merging.undo_merge(by=sysadmin, merge_id=done.pk)
    settle(date(2025, 12, 2))
    assert active(agency, date(2025, 12, 1)) == 0


def active(agency, month: date = DAY) -> int:
    with seeding(agency.continuum) as actor:
        return next(one.end for one in by_name.balances(actor, month) if one.population is Population.ALL)


@pytest.mark.case("X12")
@pytest.mark.parametrize(("count", "said"), [(10, "Fewer than 11"), (11, "11 of those active")])
def test_survivors_are_counted_for_their_desk_from_eleven_on(agency, settle, count, said):
    for _number in range(count):
        listed(agency=agency, survivor=True, score=6)
    listed(agency=agency)
    settle(DAY)
    page = reverse("queues:by_name")

    text = signed_in(staff(Role.SSF_ADMIN, agency, scas_desk=True)).get(page, {"month": "2025-09"}).content.decode()

    assert said in text and text.count("anonymous profiles of survivors") == 1
    for elsewhere in (staff(Role.SSF_ADMIN, agency), staff(Role.AUDITOR, agency)):
        assert "survivors" not in signed_in(elsewhere).get(page, {"month": "2025-09"}).content.decode()
