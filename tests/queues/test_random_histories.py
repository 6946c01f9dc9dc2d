"""What the sweeps make of any history, day by day, is what the one statement makes of everybody at its end."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cas_portal.access.binding import bind
from cas_portal.time.dates import add_months
from queues import standing_sql
from queues.models import Standing
from queues.rules import rules_on
from queues.services import sweeps
from referrals.states import State
from tests.database import as_worker, connected_as
from tests.factories.assessments import ready_household
from tests.factories.base import seeding
from tests.factories.queues import job
from tests.factories.referrals import OpeningFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
START = date(2025, 3, 1)
PEOPLE = 4

who = st.integers(0, PEOPLE - 1)
step = st.one_of(
    st.tuples(st.just("hct"), who, st.integers(0, 9)),
    st.tuples(st.just("crisis"), who, st.integers(0, 9)),
    st.tuples(st.just("void"), who, st.just(0)),
    st.tuples(st.just("contact"), who, st.integers(0, 40)),
    st.tuples(st.just("paper"), who, st.integers(0, 200)),
    st.tuples(st.just("exit"), who, st.integers(0, 30)),
    st.tuples(st.just("house"), who, st.integers(0, 1)),
    st.tuples(st.just("park"), who, st.integers(1, 60)),
    st.tuples(st.just("hand"), who, st.integers(0, 90)),
    st.tuples(st.just("wait"), who, st.integers(1, 40)),
    st.tuples(st.just("wait"), who, st.integers(41, 400)),
    st.tuples(st.just("sweep"), who, st.just(0)),
)


class World:
    """A few households, changed by hand past every service, on a day that moves on."""

    def __init__(self) -> None:
        self.homes = [ready_household(released=True, entry_date=date(2025, 1, 1)) for _ in range(PEOPLE)]
        self.continuum = self.homes[0].agency.continuum
        self.opening = OpeningFactory(program__agency=self.homes[0].agency)
        self.day = START
        self.job = job(self.continuum.pk)
        for who in range(PEOPLE - 1):
            self.do("hct", who, 5)
            self.do("contact", who, 0)

    def do(self, verb: str, who: int, number: int) -> None:
        home = self.homes[who]
        base = {"client": home.client, "continuum": self.continuum, "agency": home.agency}
        with connected_as("owner"):
            getattr(self, verb)(home, base, number)

    def hct(self, home, base, score, kind="HCT", through=None) -> None:
        Assessment = home.client.assessment_set.model  # noqa: N806
        Assessment.objects.create(
            **base, enrollment=home.enrollment, kind=kind, assessed_on=self.day, submitted_at=f"{self.day}T18:00Z",
            score=score, threshold=6, evh=score >= 6, valid_through=through or add_months(self.day, 15),
            household_type="SINGLE_ADULT", household_size=1, prioritization_status=1, homeless_since=self.day,
            answers={"HC02": ["psh"], "HC03": ["any"]},
        )  # fmt: skip

    def crisis(self, home, base, score) -> None:
        self.hct(home, base, score, kind="CRISIS", through=self.day + timedelta(days=90))

    def void(self, home, base, _number) -> None:
        newest = home.client.assessment_set.order_by("-pk").first()
        if newest is not None and newest.voided_at is None:
            newest.voided_at, newest.void_reason = f"{self.day}T19:00Z", "test"
            newest.save(update_fields=["voided_at", "void_reason"])

    def contact(self, home, base, ago) -> None:
        happened_on = self.day - timedelta(days=ago)
        home.client.contact_set.create(
            **without_client(base), happened_on=happened_on, kind="check_in", qualifying=True
        )

    def paper(self, home, base, days) -> None:
        for kind in ("PHOTO_ID", "SSN_CARD", "HOMELESS_CERT"):
            home.client.documentitem_set.filter(kind=kind).update(current=False)
            home.client.documentitem_set.create(
                **without_client(base), kind=kind, state="ACCEPTED", basis="original", uploaded_at=f"{self.day}T18:00Z",
                uploaded_by_id=home.assessor.user_id, accepted_at=f"{self.day}T18:00Z", accepted_by_id=None,
                valid_through=self.day + timedelta(days=days),
            )  # fmt: skip

    def exit(self, home, base, ahead) -> None:
        home.client.enrollment_set.filter(program__is_cas=True).update(
            exit_date=self.day + timedelta(days=ahead), destination=99
        )

    def house(self, home, base, housed) -> None:
        stays = home.client.enrollment_set.filter(program=self.opening.program)
        if housed and not stays.filter(exit_date=None).exists():
            stays.create(**without_client(base), client=home.client, program=self.opening.program, entry_date=self.day)
        elif not housed:
            stays.update(exit_date=self.day, destination=99)

    def park(self, home, base, days) -> None:
        home.client.referral_set.create(
            **without_client(base), opening=self.opening, housing_agency=self.opening.agency, state=State.PARKED,
            selected_on=self.day, park_until=self.day + timedelta(days=days),
        )  # fmt: skip

    def hand(self, home, base, days) -> None:
        home.client.manualevh_set.filter(ended_at=None).update(
            ended_at=f"{self.day}T18:00Z", ended_by_id=home.assessor.user_id
        )
        home.client.manualevh_set.create(
            **without_client(base), evh=bool(days % 2), reason="test", starts_on=self.day,
            ends_on=self.day + timedelta(days=days),
        )  # fmt: skip

    def wait(self, home, base, days) -> None:
        self.day += timedelta(days=days)

    def sweep(self, *_given) -> None:
        """Worked off outside of the owner's connection, by the next settle."""

    def settle(self) -> None:
        with as_worker():
            while sweeps.sweep_dirty(by=self.job, as_of=self.day, limit=5):
                pass
            sweeps.sweep_deadlines_of_day(by=self.job, as_of=self.day, limit=2)

    def stored(self) -> dict[int, tuple]:
        with seeding(self.continuum):
            rows = Standing.objects.filter(continuum=self.continuum).values_list("client_id", *standing_sql.COLUMNS)
            return self._ours(rows)

    def fresh(self) -> dict[int, tuple]:
        with as_worker(), transaction.atomic(), bind(self.job), connection.cursor() as cursor:
            rules = rules_on(self.continuum.pk, self.day)
            cursor.execute(standing_sql.FRESH, standing_sql.parameters(self.continuum.pk, self.day, rules))
            return self._ours(cursor.fetchall())

    def _ours(self, rows) -> dict[int, tuple]:
        """Other examples made clients too, and left them on other days."""
        ids = {home.client.pk for home in self.homes}
        return {row[0]: row[1:] for row in rows if row[0] in ids}


def without_client(base: dict) -> dict:
    return {name: value for name, value in base.items() if name != "client"}


@settings(
    max_examples=30, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(steps=st.lists(step, min_size=6, max_size=14))
def test_incremental_is_full(steps):
    world = World()
    for verb, who, number in steps:
        world.do(verb, who, number)
        if verb in {"sweep", "wait"}:
            world.settle()
    world.settle()
    assert world.stored() == world.fresh()
