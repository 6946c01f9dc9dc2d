"""Who sees whom, written down a second time, in plain Python and without a look at the code or the database."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
# Policy §10, rows "view with ROI", "view without ROI" and "edit": who sees released clients, clients of their own
# agency, survivors of their own agency, everybody's, and clients opened to their agency by name.
RELEASED = {
    "assessor",
    "agency_manager",
    "call_center",
    "can_navigator",
    "ssf_admin",
    "sysadmin",
    "auditor",
}
OWN = {"assessor", "agency_manager", "call_center", "can_navigator", "vsp_assessor", "sysadmin", "auditor"}
OWN_SURVIVORS = {"assessor", "agency_manager", "call_center", "can_navigator", "vsp_assessor"}
EVERYBODY = {"sysadmin", "auditor"}
OPENED = {*RELEASED, "housing_provider"}


@dataclass
class Span:
    """From a moment until a moment, or without an end."""

    starts: datetime
    ends: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.starts <= now and (self.ends is None or self.ends > now)

    def shift(self, days: int) -> None:
        """Let days pass: what was to end in three days ends sooner."""
        self.starts -= timedelta(days=days)
        self.ends = self.ends and self.ends - timedelta(days=days)


@dataclass
class Role(Span):
    """One role of a person at an agency."""

    agency: int = 0
    name: str = ""
    desk: bool = False


@dataclass
class Opened(Span):
    """A client opened to an agency, or to one person by name."""

    agency: int | None = None
    person: int | None = None


@dataclass
class Consent:
    """A release to the community through a day."""

    through: date
    revoked: bool = False

    def holds(self, now: datetime) -> bool:
        end = datetime.combine(self.through + timedelta(days=1), time(), ZONE).astimezone(UTC)
        return not self.revoked and end > now


@dataclass
class Person:
    """A client."""

    key: int
    community: int
    agency: int
    survivor: bool
    releases: list[Consent] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)


@dataclass
class Model:
    """Everything that decides."""

    community_of: dict[int, int]
    active: dict[int, bool]
    roles: dict[int, list[Role]]
    people: list[Person] = field(default_factory=list)

    def held(self, user: int, now: datetime) -> list[Role]:
        return [role for role in self.roles[user] if role.holds(now) and self.active[role.agency]]

    def walls_show(self, user: int, person: Person, now: datetime) -> bool:
        """What the database shows, whatever the code asks for."""
        held = [role for role in self.held(user, now) if self.community_of[role.agency] == person.community]
        if not held:
            return False
        if any(role.agency == person.agency for role in held):
            return True
        if person.survivor:
            return any(role.desk and role.name == "ssf_admin" for role in held)
        return (
            any(release.holds(now) for release in person.releases)
            or any(role.name in EVERYBODY for role in held)
            or any(self._is_for(one, user, held) for one in person.opened if one.holds(now))
        )

    def policy_shows(self, user: int, person: Person, now: datetime) -> bool:
        """What the table of rights shows."""
        held = [role for role in self.held(user, now) if self.community_of[role.agency] == person.community]
        if person.survivor:
            return any(
                (role.agency == person.agency and role.name in OWN_SURVIVORS)
                or (role.desk and role.name == "ssf_admin")
                for role in held
            )
        released = any(release.holds(now) for release in person.releases)
        running = [one for one in person.opened if one.holds(now)]
        return any(
            (role.agency == person.agency and role.name in OWN)
            or role.name in EVERYBODY
            or (released and role.name in RELEASED)
            or (role.name in OPENED and any(one.agency == role.agency for one in running))
            or any(one.person == user for one in running)
            for role in held
        )

    def _is_for(self, one: Opened, user: int, held: list[Role]) -> bool:
        return one.person == user or any(role.agency == one.agency for role in held)
