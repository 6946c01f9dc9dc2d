"""Writes the households of the demo as rows, table by table, as the services would have left them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from cas_portal.access.actor import Actor
from cas_portal.time import dates
from clients.models import (
    RACES,
    CaseManager,
    Client,
    Contact,
    Enrollment,
    Household,
    HouseholdMember,
    Identity,
    Release,
)
from reports.demo.institutions import Institutions
from reports.demo.people import DemoHousehold, DemoMember, Stage

FULL_NAME, FULL_DATE, NO_SSN = 1, 1, 9
VETERAN, NOT_A_VETERAN = 1, 0
RELEASE_MONTHS = 36
CODES_FROM = 77


@dataclass(slots=True)
class Written:
    """One household with its rows; `people` in the order of its members, the head first."""

    demo: DemoHousehold
    worker: Actor
    entered_on: date
    people: list[Client] = field(default_factory=list)
    household: Household | None = None
    enrollment: Enrollment | None = None

    @property
    def head(self) -> Client:
        """The client the household's lists, assessments and referrals are about."""
        return self.people[0]


class Writer:
    """Writes rows for the people who did the work; `now` is the moment of loading, all days are counted back from."""

    def __init__(self, community: Institutions, now: datetime, today: date) -> None:
        self.community = community
        self.now = now
        self.today = today
        self.codes = Random(CODES_FROM)  # noqa: S311 - the same codes every time

    def write(self, demos: list[DemoHousehold]) -> list[Written]:
        """Write everybody: people, releases, households, enrollments, case managers, contacts."""
        found = [Written(demo, self.community.actor(demo.worker), self.day(demo.enrolled_days_ago)) for demo in demos]
        for one in found:
            one.people = [self._client(one, member) for member in one.demo.members]
        Client.objects.bulk_create(person for one in found for person in one.people)
        named = [one for one in found if not one.demo.is_survivor]
        Identity.objects.bulk_create(row for one in named for row in self._identities(one))
        Release.objects.bulk_create(self._release(one, person) for one in named for person in one.people)
        self._households(found)
        CaseManager.objects.bulk_create(self._manager(one) for one in found)
        Contact.objects.bulk_create(row for one in found for row in self._contacts(one))
        return found

    def day(self, days_ago: int) -> date:
        """Return the business day some days ago."""
        return self.today - timedelta(days=days_ago)

    def moment(self, day: date) -> datetime:
        """Return the moment of the day at which things were done."""
        return self.now - timedelta(days=(self.today - day).days)

    def base(self, one: Written, person: Client, day: date) -> dict[str, object]:
        """Return the columns every row about a client carries."""
        return {
            "continuum_id": person.continuum_id,
            "agency_id": person.agency_id,
            "client": person,
            "created_at": self.moment(day),
            "created_by_id": one.worker.user_id,
        }

    def _client(self, one: Written, member: DemoMember) -> Client:
        demo = one.demo
        born = birth_date(member.age, demo.number, self.today)
        named = {race: int(race in demo.races) for race in RACES}
        code = f"SV-{one.entered_on.year}-{self.codes.randrange(10**6):06}"
        return Client(
            continuum=self.community.continuum,
            agency_id=one.worker.agency_ids[0],
            survivor=demo.is_survivor,
            survivor_code=code if demo.is_survivor else None,
            birth_year=born.year,
            sex=member.sex,
            veteran_status=VETERAN if demo.veteran and member is demo.head else NOT_A_VETERAN,
            created_at=self.moment(one.entered_on),
            created_by_id=one.worker.user_id,
            **({} if demo.is_survivor else named),
        )

    def _identities(self, one: Written) -> Iterator[Identity]:
        for member, person in zip(one.demo.members, one.people, strict=True):
            yield Identity(
                **self.base(one, person, one.entered_on),
                first_name=member.first_name,
                last_name=one.demo.last_name,
                name_quality=FULL_NAME,
                birth_date=birth_date(member.age, one.demo.number, self.today),
                dob_quality=FULL_DATE,
                ssn_quality=NO_SSN,
                phone=f"916555{one.demo.number:04}" if member is one.demo.head else "",
            )

    def _release(self, one: Written, person: Client) -> Release:
        base = {**self.base(one, person, one.entered_on), "signed_on": one.entered_on}
        if one.demo.stage is Stage.UNRELEASED:
            return Release(**base, method=Release.Method.REFUSED, scope=Release.Scope.NONE)
        return Release(
            **base,
            method=Release.Method.ELECTRONIC,
            scope=Release.Scope.CONTINUUM,
            valid_through=dates.add_months(one.entered_on, RELEASE_MONTHS),
            signature=one.demo.last_name,
        )

    def _households(self, found: list[Written]) -> None:
        households = [Household(**self.base(one, one.head, one.entered_on)) for one in found]
        for one, household in zip(found, households, strict=True):
            one.household = household
        Household.objects.bulk_create(households)
        members, stays = [], []
        for one in found:
            for member, person in zip(one.demo.members, one.people, strict=True):
                base = {**self.base(one, person, one.entered_on), "household": one.household}
                base["relationship"] = member.relationship
                members.append(HouseholdMember(**base, joined_on=one.entered_on))
                stays.append(self._stay(one, member, base))
            one.enrollment = stays[-len(one.people)]
        HouseholdMember.objects.bulk_create(members)
        Enrollment.objects.bulk_create(stays)

    def _stay(self, one: Written, member: DemoMember, base: dict[str, object]) -> Enrollment:
        is_head = member is one.demo.head
        return Enrollment(
            **base,
            program=self.community.program("cas"),
            entry_date=one.entered_on,
            coc_code=self.community.continuum.code if is_head else "",
        )

    def _manager(self, one: Written) -> CaseManager:
        return CaseManager(
            **self.base(one, one.head, one.entered_on), user_id=one.worker.person_id, starts_on=one.entered_on
        )

    def _contacts(self, one: Written) -> Iterator[Contact]:
        """The day they came, and the last time somebody spoke with them."""
        days = {one.entered_on}
        if one.demo.stage is not Stage.INACTIVE:
            days.add(self.day(one.demo.contact_days_ago))
        for day in sorted(days):
            yield Contact(
                **self.base(one, one.head, day), happened_on=day, kind=Contact.Kind.CONFIRMED, qualifying=True
            )


def birth_date(age: int, number: int, today: date) -> date:
    """Return a birthday at which the age holds today and for some months to come."""
    return dates.add_months(today, -12 * age) - timedelta(days=20 + number)
