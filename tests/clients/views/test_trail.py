"""Pages: who viewed a client, what was changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from assessments.services import follow_ups as services
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership, User
from cas_portal.audit import trail
from cas_portal.time import clock
from clients.models import Identity
from clients.presenters import client_code
from clients.services import duplicates
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, actor_for, staff
from tests.factories.assessments import AssessmentFactory, CEEventFactory
from tests.factories.clients import ClientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page_of(client, name="viewers") -> str:
    return reverse(f"clients:{name}", args=[client.public_id])


def shown(actor, client, name="viewers", **asked) -> str:
    answer = signed_in(actor).get(page_of(client, name), asked)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


@pytest.fixture
def manager(agency):
    return staff(Role.AGENCY_MANAGER, agency)


def test_manager_reads_who_viewed_when_and_from_where(manager, other_agency, shared_person):
    ssf = staff(Role.SSF_ADMIN, other_agency)
    signed_in(ssf).get(reverse("clients:client", args=[shared_person.public_id]))
    text = shown(manager, shared_person)
    assert "Viewed on the client page" in text
    assert f"{ssf.name}, {other_agency.name}" in text


@pytest.mark.parametrize(
    ("role", "viewers", "changes"),
    [
        (Role.ASSESSOR, "403", "403"),
        (Role.AGENCY_MANAGER, "page", "403"),
        (Role.SSF_ADMIN, "403", "403"),
        (Role.SYSADMIN, "page", "page"),
        (Role.AUDITOR, "page", "page"),
    ],
)
def test_pages_are_for_those_who_may_ask(role, viewers, changes, agency, shared_person):
    actor = staff(role, agency)
    found = [shown(actor, shared_person, name) for name in ("viewers", "changes")]
    assert [text if text.isdigit() else "page" for text in found] == [viewers, changes]


def test_manager_of_another_agency_may_not_ask(other_agency, shared_person):
    assert shown(staff(Role.AGENCY_MANAGER, other_agency), shared_person) == "403"


@pytest.mark.parametrize("name", ["viewers", "changes"])
def test_survivors_use_is_told_to_their_agency_alone(name, agency, other_agency):
    client = ClientFactory(agency=agency, anonymous=True)
    assert shown(staff(Role.AUDITOR, other_agency), client, name) == "404"
    assert shown(staff(Role.SYSADMIN, other_agency), client, name) == "404"
    with acting(staff(Role.SYSADMIN, agency)):
        assert trail.changes_of(client.pk, trail.Span()).rows == []


def test_sysadmin_reads_values_and_auditor_only_fields(agency, assessor, person):
    with acting(assessor):
        Identity.objects.filter(client=person).update(alias="Zebulon")
    assert "Zebulon" in shown(staff(Role.SYSADMIN, agency), person, "changes")
    masked = shown(staff(Role.AUDITOR, agency), person, "changes")
    assert "Alias" in masked
    assert "Zebulon" not in masked and "Rosa" not in masked


def test_the_result_of_a_register_check_is_masked_without_the_right_for_it(agency, other_agency, person):
    """The list of changes says that it was entered; only holders of the right would read what."""
    ssf = staff(Role.SSF_ADMIN, agency)
    with acting(ssf):
        services.record_register_check(by=ssf, client=person, result="registrant", checked_on=clock.today())
    AssessmentFactory(client=person, answers={"CR20": "registrant", "CR01": "Zebulon"})
    text = shown(staff(Role.SYSADMIN, other_agency), person, "changes")
    assert "Entered: PC 290 check" in text and "Result: •••" in text and "Answers: •••" in text
    assert "registrant" not in text and "on the register" not in text and "Zebulon" not in text
    both = MembershipFactory(user=User.objects.get(pk=ssf.user_id), agency=other_agency, role=Role.SYSADMIN)
    browser = signed_in(actor_for(both))
    assert "Somebody is on the register" in browser.get(page_of(person, "changes")).content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [("about", "Viewed in the profile"), ("location", "Viewed at the location"), ("history", "Viewed in the history")],
)
def test_places_read_as_people_say_them(name, words, manager, person):
    signed_in(manager).get(page_of(person, name))
    assert words in shown(manager, person)


def test_somebody_of_many_agencies_is_named_with_the_first_two(manager, agency, person):
    several = staff(Role.SYSADMIN, agency)
    for number in range(3):
        other = AgencyFactory(name=f"Agency {number}", continuum=agency.continuum)
        MembershipFactory(user_id=several.user_id, agency=other, role=Role.SYSADMIN)
    signed_in(several).get(reverse("clients:client", args=[person.public_id]))
    text = shown(manager, person)
    assert "2 more agencies" in text
    assert "Agency 2" not in text


def test_values_say_names_and_labels_never_numbers_of_rows(agency, assessor, person):
    other = ClientFactory(agency=agency)
    low, high = sorted((person, other), key=lambda one: one.pk)
    sysadmin = staff(Role.SYSADMIN, agency)
    with acting(sysadmin):
        duplicates.decide(by=sysadmin, client_id=low.pk, others=[high.pk], answer="different")
    text = shown(sysadmin, low, "changes")
    assert "Decision about a possible duplicate" in text
    assert f"Decided by: {sysadmin.name}" in text
    assert f"Other record: {client_code(high)}" in text
    assert f"Decided by: {sysadmin.user_id}" not in text


def test_kinds_of_rows_read_as_people_say_them(agency, person):
    CEEventFactory(client=person, agency=agency)
    text = shown(staff(Role.AUDITOR, agency), person, "changes")
    assert "Entered: CE event" in text
    assert "Ce event" not in text


def test_days_narrow_the_list(manager, person):
    shown(manager, person)
    today = datetime.now(UTC).date()
    assert "Viewed" in shown(manager, person, since=str(today - timedelta(days=1)))
    assert "Nothing in these days" in shown(manager, person, until=str(today - timedelta(days=3)))


def test_pages_by_key_show_each_view_once(manager, person, monkeypatch):
    monkeypatch.setattr(trail, "SIZE", 2)
    for _visit in range(5):
        shown(manager, person)
    with acting(manager):
        seen, cursor = [], ""
        while True:
            page = trail.views_of(person.pk, trail.Span(cursor=cursor))
            seen += [row.id for row in page.rows]
            if not (cursor := page.next):
                break
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5


@pytest.mark.parametrize("cursor", ["x", "\x00", "a:b", "1" * 400])
def test_damaged_cursor_gives_the_first_page(cursor, manager, person):
    assert "Viewed" in shown(manager, person, cursor=cursor)


def test_looking_at_the_log_is_logged(manager, person, audit_log):
    first, second = shown(manager, person), shown(manager, person)
    assert "list of who viewed the record" in first
    assert second.count("list of who viewed the record") == first.count("list of who viewed the record") + 1


@pytest.mark.parametrize("function", ["views_of", "changes_of"])
def test_database_answers_only_whom_policy_lets_ask(function, agency, other_agency, far_agency, assessor, person):
    def told(actor) -> int:
        with acting(actor):
            return len(getattr(trail, function)(person.pk, trail.Span()).rows)

    shown(staff(Role.SYSADMIN, agency), person, "changes")
    asked = [assessor, staff(Role.AGENCY_MANAGER, other_agency), staff(Role.SYSADMIN, far_agency)]
    assert [told(actor) for actor in asked] == [0, 0, 0]
    former = staff(Role.SYSADMIN, agency)
    assert told(former) > 0
    Membership.objects.filter(user_id=former.user_id).update(ends_at=datetime(2021, 1, 1, tzinfo=UTC))
    assert told(former) == 0
