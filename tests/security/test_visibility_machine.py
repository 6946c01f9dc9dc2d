"""Random communities: after each step the database and the querysets show exactly whom an independent model shows."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cas_portal.access import grants
from cas_portal.access.roles import Role as RoleName
from cas_portal.accounts.backends import actor_by_id
from cas_portal.accounts.models import Agency, Membership, User
from clients.models import Client, ClientAccess, Release
from tests.clients.acting import acting
from tests.database import connected_as
from tests.factories.accounts import AgencyFactory, ContinuumFactory, UserFactory
from tests.security.visibility_model import Consent, Model, Opened, Person, Role

AGENCIES, USERS, CLIENTS = 4, 5, 4
agencies, users = st.integers(0, AGENCIES - 1), st.integers(0, USERS - 1)
pick = st.integers(0, 20)
days = st.integers(1, 4)
open_end = st.none() | days
CODES = itertools.count(1)


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


class Visibility(RuleBasedStateMachine):
    """Three agencies of one community and one of another; the owner's sign-in makes the changes, people look."""

    @initialize(
        first=st.lists(st.tuples(st.sampled_from(list(RoleName)), agencies), min_size=USERS, max_size=USERS),
        known=st.lists(st.tuples(agencies, st.booleans(), st.booleans()), min_size=2, max_size=CLIENTS),
    )
    def begin(self, first, known):
        self.block = transaction.atomic()
        self.block.__enter__()
        home, far = ContinuumFactory(code="XX-501"), ContinuumFactory(code="XX-502")
        self.agencies = [AgencyFactory(continuum=home) for _ in range(AGENCIES - 1)] + [AgencyFactory(continuum=far)]
        self.users = [UserFactory(email=f"machine{n}@example.org") for n in range(USERS)]
        self.model = Model(
            community_of={agency.pk: agency.continuum_id for agency in self.agencies},
            active={agency.pk: True for agency in self.agencies},
            roles={user.pk: [] for user in self.users},
        )
        for user, (role, agency) in zip(self.users, first, strict=True):
            self._role(user, self.agencies[agency], role, None, desk=False)
        for which, (agency, survivor, released) in enumerate(known):
            self._enter(self.agencies[agency], survivor=survivor)
            if released:
                self._release(self.model.people[which], 3)

    def _role(self, user, agency, role, last, *, desk):
        # A person belongs to one community at a time, and holds a role at an agency once.
        held = self.model.roles[user.pk]
        if any(self.model.community_of[one.agency] != agency.continuum_id for one in held):
            return
        if any((one.agency, one.name) == (agency.pk, role) for one in held):
            return
        # An auditor holds no other role.
        lasting = [one for one in held if one.ends is None or one.ends > now()]
        if any((one.name == RoleName.AUDITOR) != (role == RoleName.AUDITOR) for one in lasting):
            return
        starts = now() - timedelta(days=1)
        ends = None if last is None else now() + timedelta(days=last, hours=-1)
        Membership.objects.create(
            user=user, agency=agency, continuum_id=agency.continuum_id, role=role, starts_at=starts, ends_at=ends,
            scas_desk=desk,
        )  # fmt: skip
        held.append(Role(starts, ends, agency=agency.pk, name=str(role), desk=desk))

    @rule(user=users, agency=agencies, role=st.sampled_from(list(RoleName)), last=open_end, desk=st.booleans())
    def give_role(self, user, agency, role, last, desk):
        self._role(self.users[user], self.agencies[agency], role, last, desk=desk)

    @rule(user=users, which=pick)
    def end_role(self, user, which):
        held = self.model.roles[self.users[user].pk]
        running = [role for role in held if role.ends is None]
        if running:
            role = running[which % len(running)]
            role.ends = now()
            Membership.objects.filter(user=self.users[user], agency_id=role.agency, role=role.name).update(
                ends_at=role.ends
            )

    @rule(agency=agencies, active=st.booleans())
    def open_or_close_agency(self, agency, active):
        self.model.active[self.agencies[agency].pk] = active
        Agency.objects.filter(pk=self.agencies[agency].pk).update(active=active)

    @precondition(lambda self: hasattr(self, "model") and len(self.model.people) < CLIENTS)
    @rule(agency=agencies, survivor=st.booleans())
    def enter_client(self, agency, survivor):
        self._enter(self.agencies[agency], survivor=survivor)

    def _enter(self, owner, *, survivor):
        code = f"SV-2026-{next(CODES) % 1_000_000:06}" if survivor else None
        made = Client.objects.create(
            agency=owner, continuum_id=owner.continuum_id, survivor=survivor, survivor_code=code, birth_year=1990
        )
        self.model.people.append(Person(made.pk, owner.continuum_id, owner.pk, survivor))

    def _client(self, which) -> Person | None:
        people = self.model.people
        return people[which % len(people)] if people else None

    @rule(which=pick, last=st.integers(-1, 4))
    def release(self, which, last):
        person = self._client(which)
        if person is not None:
            self._release(person, last)

    def _release(self, person, last):
        if person.survivor:
            return
        through = now().astimezone(UTC).date() + timedelta(days=last)
        Release.objects.create(
            client_id=person.key, continuum_id=person.community, agency_id=person.agency, method="electronic",
            scope="continuum", signed_on=through - timedelta(days=30), valid_through=through,
        )  # fmt: skip
        person.releases.append(Consent(through))

    @rule(which=pick)
    def revoke(self, which):
        person = self._client(which)
        if person is not None:
            Release.objects.filter(client_id=person.key, revoked_at=None).update(revoked_at=now())
            for release in person.releases:
                release.revoked = True

    @rule(which=pick, to=agencies, user=users, by_name=st.booleans(), last=open_end)
    def open_record(self, which, to, user, by_name, last):
        person = self._client(which)
        if person is None or person.survivor:
            return
        starts, ends = now(), None if last is None else now() + timedelta(days=last, hours=-1)
        whom = {"user": self.users[user]} if by_name else {"agency": self.agencies[to]}
        row = ClientAccess(
            client_id=person.key, continuum_id=person.community, starts_at=starts, ends_at=ends,
            reason=f"machine {len(person.opened)}", granted_by_id=person.agency, **whom,
        )  # fmt: skip
        row.save(force_insert=True)
        if by_name:
            grants.give(self.users[user], "view_client", Client.objects.get(pk=person.key))
        person.opened.append(
            Opened(
                starts,
                ends,
                agency=None if by_name else self.agencies[to].pk,
                person=self.users[user].pk if by_name else None,
            )
        )

    @rule(which=pick)
    def shut_record(self, which):
        person = self._client(which)
        if person is not None:
            end = now()
            ClientAccess.objects.filter(client_id=person.key, ends_at=None).update(ends_at=end)
            for one in person.opened:
                one.ends = one.ends or end

    @rule(which=pick)
    def find_out_that_it_is_a_survivor(self, which):
        person = self._client(which)
        if person is not None and not person.survivor and not person.releases:
            person.survivor = True
            code = f"SV-2026-{next(CODES) % 1_000_000:06}"
            Client.objects.filter(pk=person.key).update(survivor=True, survivor_code=code)

    @rule(passed=days)
    def let_days_pass(self, passed):
        """Everything that lies in time moves back; walls look at the clock of the database, which nobody sets."""
        with connection.cursor() as cursor:
            for statement in SHIFTS:
                cursor.execute(statement, {"days": passed})
        spans = itertools.chain(*self.model.roles.values(), *(person.opened for person in self.model.people))
        for span in spans:
            span.shift(passed)
        for release in itertools.chain(*(person.releases for person in self.model.people)):
            release.through -= timedelta(days=passed)

    @invariant()
    def everybody_sees_whom_they_may(self):
        if not hasattr(self, "model") or not self.model.people:
            return
        keys = [person.key for person in self.model.people]
        for user in self.users:
            walls, code = self._shown(user, keys)
            moment = now()
            by_wall = {p.key for p in self.model.people if self.model.walls_show(user.pk, p, moment)}
            by_policy = {p.key for p in self.model.people if self.model.policy_shows(user.pk, p, moment)}
            assert walls == by_wall
            assert code == by_wall & by_policy

    def _shown(self, user: User, keys: list[int]) -> tuple[set[int], set[int]]:
        for community in {agency.continuum_id for agency in self.agencies}:
            actor = actor_by_id(user.pk, community)
            if actor is not None:
                with acting(actor):
                    rows = Client.objects.filter(pk__in=keys)
                    seen = Client.objects.visible_to(actor).filter(pk__in=keys)
                    return set(rows.values_list("pk", flat=True)), set(seen.values_list("pk", flat=True))
        return set(), set()

    def teardown(self):
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)


SHIFTS = [
    "UPDATE accounts_membership SET starts_at = starts_at - make_interval(days => %(days)s),"
    " ends_at = ends_at - make_interval(days => %(days)s) WHERE continuum_id IN"
    " (SELECT id FROM accounts_continuum WHERE code LIKE 'XX-50%%')",
    "UPDATE clients_clientaccess SET starts_at = starts_at - make_interval(days => %(days)s),"
    " ends_at = ends_at - make_interval(days => %(days)s)",
    "UPDATE clients_release SET valid_through = valid_through - %(days)s",
]


def run(examples: int, steps: int, *, same: bool) -> None:
    """Run the machine under the owner's sign-in, who alone can let time pass; each example is rolled back.

    The suite walks the `same` communities each time, so that a red run can be repeated; the drill tries new ones.
    """
    with connected_as("owner"):
        run_state_machine_as_test(
            Visibility,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                derandomize=same,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_access_to_somebody_found_to_be_a_survivor_can_be_shut_and_not_given_again():
    community = Visibility()
    begin, opened = Visibility.begin.__wrapped__, Visibility.open_record.__wrapped__
    found_out, shut = Visibility.find_out_that_it_is_a_survivor.__wrapped__, Visibility.shut_record.__wrapped__
    with connected_as("owner"):
        begin(community, first=[(RoleName.ASSESSOR, 0)] * USERS, known=[(0, False, False)])
        try:
            opened(community, which=0, to=1, user=0, by_name=False, last=None)
            found_out(community, which=0)
            shut(community, which=0)
            given = ClientAccess.objects.get()
            assert given.ends_at is not None
            community.everybody_sees_whom_they_may()
            given.pk = None
            with pytest.raises(IntegrityError, match="cannot be shared"), transaction.atomic():
                given.save(force_insert=True)
        finally:
            community.teardown()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_some_communities():
    run(examples=8, steps=12, same=True)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_five_hundred_communities():
    run(examples=500, steps=20, same=False)
