"""Clients of one case manager go over to another: the plan, the change, the pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden, Invalid
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership, User
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.models import CaseManager
from clients.services import reassigning
from clients.services.case_managers import assign_case_manager
from clients.services.reassigning import Handover
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, staff
from tests.factories.base import seeding
from tests.factories.clients import CaseManagerFactory, ClientFactory, IdentityFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DAY = date(2025, 9, 1)
A_NOTICE = 4  # statements, with its savepoint


@pytest.fixture
def leaving(agency):
    """A case manager with three clients, one of whom began only later."""
    user = MembershipFactory(agency=agency).user
    for start in (date(2024, 1, 1), date(2024, 2, 1), date(2025, 12, 1)):
        client = ClientFactory(agency=agency)
        IdentityFactory(client=client)
        CaseManagerFactory(client=client, user=user, starts_on=start)
    return user


@pytest.fixture
def boss(agency):
    return staff(Role.AGENCY_MANAGER, agency)


@pytest.fixture
def heir(agency):
    return MembershipFactory(agency=agency).user


def rows(actor, user, **kwargs):
    with acting(actor):
        return list(CaseManager.objects.filter(user=user, **kwargs).select_related("client").order_by("client_id"))


def test_the_plan_names_who_changes_and_who_cannot(agency, boss, leaving, heir):
    ids = [row.client.public_id for row in rows(boss, leaving)]
    with acting(boss):
        found = reassigning.plan(boss, ids, Handover(leaving.pk, heir.pk, agency.pk, DAY))
        assert (len(found.changes), len(found.refused)) == (2, 1)
        for to, where in ((leaving.pk, agency.pk), (boss.user_id, agency.pk + 10_000)):
            with pytest.raises(Invalid):
                reassigning.plan(boss, ids, Handover(leaving.pk, to, where, DAY))


def test_many_go_over_in_few_statements_and_once(agency, boss, leaving, heir, django_assert_max_num_queries):
    ids = [row.client.public_id for row in rows(boss, leaving)]
    handover = Handover(leaving.pk, heir.pk, agency.pk, DAY)
    CaseManagerFactory(client=rows(boss, leaving)[0].client, user=heir, lead=False)
    with acting(boss):
        with django_assert_max_num_queries(8 + 2 * A_NOTICE):
            assert reassigning.reassign(by=boss, client_ids=ids, handover=handover) == 2
        assert reassigning.reassign(by=boss, client_ids=ids, handover=handover) == 0
    for user, words in (
        (heir, "2 clients were given to you."),
        (leaving, "2 of your clients were given to somebody else."),
    ):
        with acting(Actor(user_id=user.pk, continuum_id=agency.continuum_id, memberships=())):
            assert [notice.text for notice in Notification.objects.all()] == [words]
    assert [row.lead for row in rows(boss, heir, ends_on=None)] == [True, True]
    assert {row.ends_on for row in rows(boss, leaving)} == {DAY, None}


def test_a_colleague_or_another_agency_moves_nobody(agency, leaving, heir, partner):
    ids = [row.client.public_id for row in rows(staff(Role.AGENCY_MANAGER, agency), leaving)]
    colleague = staff(Role.ASSESSOR, agency)
    for actor in (colleague, partner):
        with acting(actor):
            found = reassigning.plan(actor, ids, Handover(leaving.pk, heir.pk, agency.pk, DAY))
            assert found.changes == []
            assert (
                reassigning.reassign(by=actor, client_ids=ids, handover=Handover(leaving.pk, heir.pk, agency.pk, DAY))
                == 0
            )


def test_nobody_is_handed_over_in_the_future(agency, boss, leaving, heir):
    """Not in the plan, not when it is carried out, not in the form: a change holds from the moment it is made."""
    first, *_others = rows(boss, leaving)
    ids, tomorrow = [row.client.public_id for row in rows(boss, leaving)], clock.today() + timedelta(days=1)
    handover = Handover(leaving.pk, heir.pk, agency.pk, tomorrow)
    with acting(boss):
        for act in (
            lambda: reassigning.plan(boss, ids, handover),
            lambda: reassigning.reassign(by=boss, client_ids=ids, handover=handover),
            lambda: assign_case_manager(
                by=boss, client_id=first.client_id, user_id=heir.pk, agency_id=agency.pk, starts_on=tomorrow
            ),
        ):
            with pytest.raises(Invalid, match="in the future"):
                act()
    typed = {"clients": [str(key) for key in ids], "manager": f"{heir.pk}@{agency.pk}", "confirmed": "1"}
    address = f"{reverse('clients:reassign')}?person={leaving.public_id}"
    page = signed_in(boss).post(address, typed | {"starts_on": tomorrow.isoformat()})
    assert page.status_code == 422 and "or earlier" in page.content.decode()
    assert rows(boss, heir) == [] and len(rows(boss, leaving, ends_on=None)) == 3


@pytest.fixture
def theirs(agency, other_agency):
    """A released client of the other agency, looked after by somebody there."""
    client = ClientFactory(agency=other_agency, released=True)
    IdentityFactory(client=client, first_name="Theirs")
    return CaseManagerFactory(client=client, user=MembershipFactory(agency=other_agency).user)


def test_a_manager_takes_over_nobody_of_another_agency(agency, boss, heir, theirs):
    """Neither the client nor who looks after them is of the manager's agency: the release shows the client, no more."""
    other = User.objects.get(pk=theirs.user_id)
    handover = Handover(theirs.user_id, heir.pk, agency.pk, DAY)
    with acting(boss):
        (client,) = [row.client for row in CaseManager.objects.visible_to(boss).select_related("client")]
        assert reassigning.people_with_clients(boss) == []
        assert reassigning.looked_after_by(boss, theirs.user_id) == []
        found = reassigning.plan(boss, [client.public_id], handover)
        assert (found.changes, found.refused) == ([], [])
        assert reassigning.reassign(by=boss, client_ids=[client.public_id], handover=handover) == 0
        with pytest.raises(Forbidden):
            assign_case_manager(by=boss, client_id=theirs.client_id, user_id=heir.pk, agency_id=agency.pk)
    address = f"{reverse('clients:reassign')}?person={other.public_id}"
    page = signed_in(boss).get(address).content.decode()
    assert other.name not in page and "Theirs" not in page


@pytest.mark.parametrize("worked", ["now", "before"])
def test_a_manager_reassigns_clients_of_others_whom_the_own_people_look_after(agency, boss, heir, theirs, worked):
    """Also those of somebody who has left; not of somebody who works elsewhere by now."""
    member = MembershipFactory(agency=agency)
    if worked == "before":
        Membership.objects.filter(pk=member.pk).update(ends_at=clock.now())
    with seeding(agency.continuum):
        CaseManager.objects.filter(pk=theirs.pk).update(user_id=member.user_id)
    handover = Handover(member.user_id, heir.pk, agency.pk, DAY)
    with acting(boss):
        (row,) = reassigning.looked_after_by(boss, member.user_id)
        assert [key for key, _name in reassigning.people_with_clients(boss)] == [str(member.user.public_id)]
    if worked == "before":
        MembershipFactory(agency=theirs.agency, user=member.user)
        with acting(boss):
            assert reassigning.looked_after_by(boss, member.user_id) == []
        return
    with acting(boss):
        assert reassigning.reassign(by=boss, client_ids=[row.client.public_id], handover=handover) == 1


def test_own_clients_come_back_from_another_agency_and_ssf_moves_anybody(agency, other_agency, boss, heir, theirs):
    mine = ClientFactory(agency=agency, released=True)
    CaseManagerFactory(client=mine, user=User.objects.get(pk=theirs.user_id))
    handover = Handover(theirs.user_id, heir.pk, agency.pk, DAY)
    with acting(boss):
        rows = reassigning.looked_after_by(boss, theirs.user_id)
        assert [row.client_id for row in rows] == [mine.pk]
        assert reassigning.reassign(by=boss, client_ids=[rows[0].client.public_id], handover=handover) == 1
    ssf = staff(Role.SSF_ADMIN, AgencyFactory(continuum=agency.continuum))
    with acting(ssf):
        ids = [row.client.public_id for row in reassigning.looked_after_by(ssf, theirs.user_id)]
        assert reassigning.reassign(by=ssf, client_ids=ids, handover=handover) == 1


def test_choose_look_and_carry_out(agency, boss, leaving, heir):
    browser = signed_in(boss)
    address = f"{reverse('clients:reassign')}?person={leaving.public_id}"
    assert browser.get(reverse("clients:reassign")).status_code == 200
    assert browser.get(address).content.decode().count('type="checkbox"') == 3
    ids = [str(row.client.public_id) for row in rows(boss, leaving)]
    typed = {"clients": ids, "manager": f"{heir.pk}@{agency.pk}", "starts_on": DAY.isoformat()}
    assert browser.post(address, typed | {"clients": []}).status_code == 422
    seen = browser.post(address, typed)
    assert "2 clients change" in seen.content.decode() and "1 client stays" in seen.content.decode()
    assert rows(boss, heir) == []
    for _click in range(2):
        assert browser.post(address, typed | {"confirmed": "1"}).status_code in {302, 422}
    assert len(rows(boss, heir)) == 2


def test_roles_without_the_right_are_refused(agency):
    for role in (Role.HOUSING_PROVIDER, Role.AUDITOR):
        browser = signed_in(staff(role, agency))
        assert browser.get(reverse("clients:reassign")).status_code == 403
    assert User.objects.exists()
