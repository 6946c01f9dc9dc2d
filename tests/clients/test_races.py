"""Many people at the same moment on one record: one outcome, and nothing is lost."""

import threading
import uuid
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connections, transaction
from django.test import Client as Browser
from django.urls import reverse

from cas_portal.access.binding import bind
from cas_portal.access.errors import DomainError
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership
from cas_portal.accounts.services import memberships
from cas_portal.time import clock
from clients.models import Client, ClientAccess, Contact, Enrollment, Household, HouseholdMember, Merge, Release
from clients.services import consent, merging
from clients.services.contact import log_contact
from clients.services.enrollment import Leaving
from clients.services.exits import exit_enrollment
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory, actor_for, staff
from tests.factories.clients import (
    ClientFactory,
    ContactFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    cas_program,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FEW = 4
MANY = 20
ROUNDS = [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.drill)]


def race(acts, *, bound: bool = True) -> list[str]:
    """Every (actor, act) starts at the same moment, bound to its actor unless it is a browser's; what came of each."""
    start, results = threading.Barrier(len(acts)), []

    def run(actor, act) -> None:
        start.wait()
        try:
            with transaction.atomic(), bind(actor) if bound else nullcontext():
                act(actor)
            results.append("done")
        except (DomainError, OperationalError) as error:
            results.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def town(transactional_db):
    """A record of each of two agencies for one person, and people of every role that takes part."""
    first, second = AgencyFactory(), None
    second = AgencyFactory(continuum=first.continuum)
    twins = [ClientFactory(agency=owner) for owner in (first, second)]
    for client in twins:
        IdentityFactory(client=client, first_name="Rosa", last_name="Example", birth_date=date(1985, 5, 5))
    return first, second, twins


def unity(sysadmin, twins) -> list[int]:
    """Check that one record is left, and that every contact hangs on it."""
    with acting(sysadmin):
        left = list(Client.objects.visible_to(sysadmin))
        assert len(left) == 1
        assert set(Contact.objects.values_list("client_id", flat=True)) <= {left[0].pk}
        assert Merge.objects.standing().count() == 1
        return [contact.pk for contact in Contact.objects.all()]


@pytest.mark.parametrize("racers", ROUNDS)
def test_merges_in_both_directions_make_one_record(town, racers):
    first, _second, twins = town
    before = {ContactFactory(client=client).pk for client in twins}
    actors = [staff(Role.SYSADMIN, first) for _ in range(racers)]

    def merge(number):
        kept, other = twins if number % 2 else twins[::-1]
        return lambda actor: merging.merge(by=actor, kept_id=kept.pk, other_id=other.pk)

    results = race([(actor, merge(number)) for number, actor in enumerate(actors)])
    assert results.count("done") == 1, results
    assert set(unity(actors[0], twins)) == before


@pytest.mark.parametrize("racers", ROUNDS)
def test_contacts_logged_while_records_are_merged_are_all_there(town, racers):
    first, second, twins = town
    sysadmin = staff(Role.SYSADMIN, first)
    acts = [(sysadmin, lambda actor: merging.merge(by=actor, kept_id=twins[0].pk, other_id=twins[1].pk))]
    workers = [staff(Role.ASSESSOR, second) for _ in range(racers - 1)]

    def log(actor) -> None:
        log_contact(by=actor, client_id=twins[1].pk, happened_on=clock.today(), kind=Contact.Kind.CHECK_IN)

    results = race([*acts, *[(worker, log) for worker in workers]])
    written = results.count("done") - 1
    assert set(results) <= {"done", "Missing", "OperationalError"}
    assert len(unity(sysadmin, twins)) == written


@pytest.mark.parametrize("racers", ROUNDS)
def test_undone_at_the_same_moment_is_undone_once(town, racers):
    first, _second, twins = town
    actors = [staff(Role.SYSADMIN, first) for _ in range(racers)]
    with acting(actors[0]):
        done = merging.merge(by=actors[0], kept_id=twins[0].pk, other_id=twins[1].pk)
    results = race([(actor, lambda by: merging.undo_merge(by=by, merge_id=done.pk)) for actor in actors])
    assert results.count("done") == 1, results
    with acting(actors[0]):
        assert Client.objects.visible_to(actors[0]).count() == 2


@pytest.mark.parametrize("racers", ROUNDS)
def test_signing_and_withdrawing_at_the_same_moment_leave_what_the_releases_say(town, racers):
    first, _second, twins = town
    actors = [staff(Role.ASSESSOR, first) for _ in range(racers)]

    def sign(actor) -> None:
        consent.record_release(by=actor, client_id=twins[0].pk, signature="Rosa Example", signed_on=clock.today())

    def withdraw(actor) -> None:
        consent.revoke_release(by=actor, client_id=twins[0].pk)

    results = race([(actor, withdraw if number % 3 == 0 else sign) for number, actor in enumerate(actors)])
    assert set(results) <= {"done", "Conflict", "OperationalError"}
    with acting(actors[0]):
        running = Release.objects.filter(client=twins[0], revoked_at=None, scope="continuum").exists()
        signed = Release.objects.filter(client=twins[0]).count()
        assert signed >= 1
        assert (Client.objects.get(pk=twins[0].pk).shared_until is not None) == running


@pytest.mark.parametrize("racers", ROUNDS)
def test_chains_merged_at_the_same_moment_end_in_one_place(town, racers):
    """Four records in a ring of merges: no record leads to itself, every row hangs on a record that leads nowhere."""
    first, second, twins = town
    ring = [*twins, *(ClientFactory(agency=owner) for owner in (first, second))]
    for client in ring[2:]:
        IdentityFactory(client=client)
    for client in ring:
        HouseholdMemberFactory(client=client, household=HouseholdFactory(client=client))
    written = {ContactFactory(client=client).pk for client in ring}
    actors = [staff(Role.SYSADMIN, first) for _ in range(racers)]

    def merge(number):
        kept, other = ring[number % 4], ring[(number + 1) % 4]
        return lambda actor: merging.merge(by=actor, kept_id=kept.pk, other_id=other.pk)

    results = race([(actor, merge(number)) for number, actor in enumerate(actors)])
    assert set(results) <= {"done", "Missing", "Moved", "Conflict", "OperationalError"}, results
    with acting(actors[0]):
        ends = list(Client.objects.visible_to(actors[0]))
        assert len(ends) == 4 - results.count("done") >= 1
        assert {row.client_id for row in Contact.objects.filter(pk__in=written)} <= {one.pk for one in ends}
        assert Contact.objects.filter(pk__in=written).count() == 4
        for client in ring:
            assert client in ends or Client.objects.get(pk=client.pk).merged_into_id != client.pk
        for end in ends:
            assert HouseholdMember.objects.filter(client=end, left_on=None, relationship=1).count() == 1


@pytest.mark.parametrize("racers", ROUNDS)
def test_release_to_an_agency_signed_and_withdrawn_at_once_leaves_no_access_over(town, racers):
    """Named releases open a grant for each agency; whatever wins, grants and the wall say what the releases say."""
    first, second, twins = town
    client, yesterday = twins[0], clock.today() - timedelta(days=1)
    actors = [staff(Role.ASSESSOR, first) for _ in range(racers)]

    def sign(actor) -> None:
        named = consent.Signing(signed_on=clock.today(), name="Rosa Example", agencies=(second.pk,))
        consent.sign_release(by=actor, client_id=client.pk, signing=named)

    def withdraw(actor) -> None:
        consent.revoke_release(by=actor, client_id=client.pk)

    def read(actor) -> None:
        list(Client.objects.visible_to(actor))

    acts = [sign, withdraw, read]
    results = race([(actor, acts[number % 3]) for number, actor in enumerate(actors)])
    assert set(results) <= {"done", "Conflict", "StaleForm", "OperationalError"}, results
    with acting(actors[0]):
        running = Release.objects.filter(client=client, revoked_at=None, valid_through__gt=yesterday)
        open_ones = ClientAccess.objects.running().filter(client=client, agency=second, reason="release")
        assert open_ones.exists() == running.exclude(scope=Release.Scope.NONE).exists()
        assert Client.objects.get(pk=client.pk).shared_until is None


@pytest.mark.parametrize("racers", ROUNDS)
def test_wide_and_narrow_signatures_at_the_same_moment_leave_one_latest_word(town, racers):
    """One release runs, the one recorded last; who is not named in it sees nothing, whoever was faster."""
    first, second, twins = town
    client, third = twins[0], AgencyFactory(continuum=first.continuum)
    actors = [staff(Role.ASSESSOR, first) for _ in range(racers)]

    def sign(number):
        named = [(), (second.pk,), (third.pk,), (second.pk, third.pk)][number % 4]
        signing = consent.Signing(signed_on=clock.today(), name="Rosa Example", agencies=named)
        return lambda actor: consent.sign_release(by=actor, client_id=client.pk, signing=signing)

    results = race([(actor, sign(number)) for number, actor in enumerate(actors)])
    assert set(results) <= {"done", "OperationalError"} and "done" in results, results
    with acting(actors[0]):
        (running,) = Release.objects.filter(client=client, revoked_at=None)
        assert running.pk == Release.objects.filter(client=client).latest("pk").pk
        granted = ClientAccess.objects.running().filter(client=client, reason="release")
        assert sorted(granted.values_list("agency_id", flat=True)) == running.agencies
        wide = Client.objects.get(pk=client.pk).shared_until is not None
        assert wide == (running.scope == Release.Scope.CONTINUUM)
    for agency in (second, third):
        reader = staff(Role.ASSESSOR, agency)
        with acting(reader):
            seen = Client.objects.visible_to(reader).filter(pk=client.pk).exists()
        assert seen == (wide or agency.pk in running.agencies)


@pytest.mark.parametrize("racers", ROUNDS)
def test_adults_who_leave_at_the_same_moment_do_not_leave_a_minor_alone(town, racers):
    """Each could go while the other stays; only one goes, and whoever stays heads the household."""
    first, program = town[0], cas_program(town[0])
    couple = [ClientFactory(agency=first) for _ in range(2)]
    child = ClientFactory(agency=first, birth_year=clock.today().year - 5)
    home, stays = HouseholdFactory(client=couple[0]), {}
    for client, relationship in ((couple[0], 1), (couple[1], 3), (child, 2)):
        HouseholdMemberFactory(client=client, household=home, relationship=relationship)
        stay = EnrollmentFactory(client=client, household=home, program=program, relationship=relationship)
        stays[client.pk] = stay.pk
    actors = [staff(Role.ASSESSOR, first) for _ in range(racers)]
    leaving = Leaving(exit_date=clock.today(), destination=116, reason="no_longer_wants")

    def exit_alone(number):
        goes, stays_on = (client.pk for client in (couple if number % 2 else couple[::-1]))
        named = {stays_on: 1, child.pk: 2}
        return lambda actor: exit_enrollment(by=actor, enrollment_id=stays[goes], leaving=leaving, staying=named)

    results = race([(actor, exit_alone(number)) for number, actor in enumerate(actors)])
    assert results.count("done") == 1, results
    assert set(results) <= {"done", "Conflict", "Invalid", "OperationalError"}
    with acting(actors[0]):
        left = dict(Enrollment.objects.filter(exit_date=None).values_list("client_id", "relationship"))
        assert len(left) == 2 and sorted(left.values()) == [1, 2]
        head = next(key for key, relationship in left.items() if relationship == 1)
        assert head != child.pk and Household.objects.get(pk=home.pk).client_id == head


@pytest.mark.parametrize("racers", ROUNDS)
def test_role_that_ends_while_its_holder_reads_and_writes_leaves_nothing_after(town, racers):
    """Forms on their way are finished or refused; after the end not one request passes, and each write is whole."""
    first, _second, twins = town
    held = MembershipFactory(agency=first, role=Role.ASSESSOR, user=UserFactory())
    browser, admin = signed_in(actor_for(held)), staff(Role.SYSADMIN, first)
    page = reverse("clients:log_contact", args=[twins[0].public_id])
    sent = {"kind": Contact.Kind.CHECK_IN.value, "happened_on": clock.today().isoformat()}
    cookies, told = browser.cookies, []

    def work(_actor) -> None:
        own = Browser()
        own.cookies = cookies
        told.append(own.post(page, {**sent, "once": str(uuid.uuid4())}).status_code)

    def end(actor) -> None:
        memberships.end_role(by=actor, membership_id=held.public_id)

    results = race([(admin, end), *[(admin, work) for _ in range(racers - 1)]], bound=False)
    assert results.count("done") == racers, results
    assert set(told) <= {302, 401, 403, 404, 409}
    with acting(admin):
        assert Contact.objects.filter(created_by_id=held.user_id).count() <= told.count(302)
        assert Membership.objects.get(pk=held.pk).ends_at is not None
    after = browser.get(reverse("clients:client", args=[twins[0].public_id]))
    assert after.status_code in {302, 403} and "Rosa" not in after.content.decode()


@pytest.mark.parametrize("racers", ROUNDS)
def test_release_that_runs_out_while_many_read_and_write_ends_for_all_at_its_moment(town, racers):
    """Each statement sees the record exactly until the end, by the clock of the database; then nobody writes either."""
    first, second, _twins = town
    readers = [staff(Role.ASSESSOR, first) for _ in range(racers)]
    ends = clock.now() + timedelta(seconds=1.5)
    client = ClientFactory(agency=second, shared_until=ends)
    seen, wrote_late = [], []

    def work(actor) -> None:
        while clock.now() < ends + timedelta(seconds=1):
            with transaction.atomic(), bind(actor), connections["default"].cursor() as cursor:
                cursor.execute(
                    "SELECT statement_timestamp() < %s, (SELECT count(*) FROM clients_client WHERE id = %s)",
                    [ends, client.pk],
                )
                before, rows = cursor.fetchone()
            seen.append((before, rows))
            late = clock.now() >= ends
            try:
                with transaction.atomic(), bind(actor):
                    log_contact(by=actor, client_id=client.pk, kind=Contact.Kind.CHECK_IN, happened_on=clock.today())
            except DomainError:
                continue
            wrote_late.append(late)

    assert race([(reader, work) for reader in readers], bound=False) == ["done"] * racers
    assert set(seen) == {(True, 1), (False, 0)}
    assert set(wrote_late) == {False}
    with acting(staff(Role.ASSESSOR, second)) as owner:
        assert Contact.objects.visible_to(owner).filter(client=client).count() == len(wrote_late)
