"""Enter a client, and keep the profile right."""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, StaleForm
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency, require
from cas_portal.outbox.editing import hold, last_saved
from cas_portal.time import clock
from clients import policies
from clients.models import RACES, Client, Identity, PairDecision
from clients.sealing import seal, ssn_index, unseal
from clients.services import duplicates
from clients.services.records import locked_client
from clients.services.search import Found, possible_duplicates

NO_ANSWER = frozenset({8, 9, 99})
_IDENTITY = [
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "alias",
    "name_quality",
    "birth_date",
    "dob_quality",
    "ssn_quality",
    "phone",
    "email",
    "pronouns",
]
_CLIENT = ["veteran_status", "sex", "race_none", "preferred_language", "interpreter_needed"]


@dataclass(frozen=True, slots=True)
class PossibleDuplicates:
    """Nobody was entered: `found` may be the same person and were not shown yet.

    A value, not an error, so that nothing is undone: the search stays counted and written down.
    """

    found: list[Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything a person tells about who they are. `ssn`: nine digits, unknown ones as x; None leaves it as it is."""

    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    suffix: str = ""
    alias: str = ""
    name_quality: int = 99
    birth_date: date | None = None
    dob_quality: int = 99
    ssn: str | None = None
    ssn_quality: int = 99
    phone: str = ""
    email: str = ""
    pronouns: str = ""
    veteran_status: int = 99
    sex: int = 99
    races: frozenset[str] = frozenset()
    race_none: int | None = None
    preferred_language: int | None = None
    interpreter_needed: bool = False

    def check(self) -> None:
        """Raise Invalid when two answers contradict each other (HUD 3.01-3.04)."""
        if self.birth_date and self.birth_date > clock.today():
            raise Invalid(_("A birth date cannot be in the future."))
        if self.birth_date and self.dob_quality in NO_ANSWER:
            raise Invalid(_("Leave the birth date empty when it was not given, or say how sure it is."))
        if not self.birth_date and self.dob_quality not in NO_ANSWER:
            raise Invalid(_("Enter the birth date, or say why it is missing."))
        if self.races and self.race_none is not None:
            raise Invalid(_("Choose races and ethnicities, or a reason why there are none, not both."))
        if not set(self.races) <= set(RACES):
            raise Invalid(_("This race or ethnicity is not on the list."))


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivorProfile:
    """What an anonymous record may hold (policy §11): a birth year, never a date; nothing that names anybody."""

    birth_year: int | None = None
    stated_age: int | None = None
    veteran_status: int = 99
    sex: int = 99

    def check(self, today: date) -> None:
        """Raise Invalid when the age told and the birth year cannot both be right."""
        if self.stated_age is None or self.birth_year is None:
            return
        if today.year - self.birth_year - self.stated_age not in {0, 1}:
            raise Invalid(_("Age and birth year do not fit together."), _("Leave one of them empty."))


@transaction.atomic
def create_client(
    *, by: Actor, profile: Profile, shown: Collection[int] = (), agency_id: int | None = None
) -> Client | PossibleDuplicates:
    """Enter a new client for the actor's agency; the record is closed to other agencies until a release is signed.

    Searches first: returns PossibleDuplicates with clients that may be the same person unless they are among `shown`,
    the ones the actor has looked at. Once shown, nothing stops the record: better a duplicate than no record. That
    they are different people is remembered, so that nobody is asked about these pairs again.
    """
    require(policies.can_create_client(by))
    profile.check()
    agency = acting_agency(by, Permission.EDIT_CLIENT, agency_id)
    found = duplicates_of(by=by, profile=profile)
    if any(one.client.pk not in shown for one in found):
        return PossibleDuplicates(found)
    client = Client(continuum_id=by.continuum_id, agency_id=agency, created_by_id=by.user_id)
    _fill_client(client, profile)
    client.save()
    identity = Identity(
        client=client, agency_id=client.agency_id, continuum_id=client.continuum_id, created_by_id=by.user_id
    )
    _fill_identity(identity, profile, client)
    identity.save()
    duplicates.tell(client.pk, [one.client.pk for one in found], PairDecision.Answer.DIFFERENT)
    return client


def duplicates_of(*, by: Actor, profile: Profile) -> list[Found]:
    """Return clients the actor may see that may be this person."""
    return possible_duplicates(
        by=by,
        name=f"{profile.first_name} {profile.last_name}".strip(),
        birth_date=profile.birth_date,
        phone=profile.phone,
        ssn=profile.ssn or "",
    )


@transaction.atomic
def create_survivor(*, by: Actor, profile: SurvivorProfile, agency_id: int | None = None) -> Client:
    """Enter an anonymous record under a new code (policy §11). No duplicate search, no identity.

    The code's number is drawn, not counted: it tells nobody how many survivors came, or when.
    """
    require(policies.can_create_survivor(by))
    today = clock.today()
    profile.check(today)
    values: dict[str, object] = asdict(profile)
    if profile.stated_age is not None:
        # The age told is what counts (instruments §10): kept as a year whose 1 January makes it exact today.
        values |= {"birth_year": today.year - profile.stated_age, "stated_on": today}
    code = f"SV-{today.year}-{secrets.randbelow(10**6):06}"
    return Client.objects.create(
        continuum_id=by.continuum_id,
        agency_id=acting_agency(by, Permission.EDIT_CLIENT, agency_id),
        survivor=True,
        survivor_code=code,
        created_by_id=by.user_id,
        **values,
    )


def survivor_profile_of(client: Client) -> SurvivorProfile:
    """Return what an anonymous record says; a birth year that follows from the age told is not one that was told."""
    told = client.stated_age is not None
    return SurvivorProfile(
        birth_year=None if told else client.birth_year,
        stated_age=client.stated_age,
        veteran_status=client.veteran_status,
        sex=client.sex,
    )


@transaction.atomic
def edit_survivor(*, by: Actor, client_id: int, profile: SurvivorProfile, opened: str | None) -> Client:
    """Correct an anonymous record (policy §10 "a(anon)"). An age that was changed is the age of today.

    Raises Invalid for a record with a name, Forbidden for another agency's, StaleForm when somebody saved since.
    """
    client = locked_client(by, client_id)
    if not client.survivor:
        raise Invalid(_("This record is not anonymous."))
    today = clock.today()
    before = survivor_profile_of(client)
    hold(stored=asdict(before), wanted=asdict(profile), opened=opened, row=client)
    values = asdict(profile)
    if profile.stated_age is None:
        values["stated_on"] = None
    elif profile.stated_age != before.stated_age:
        values["stated_on"] = today
    told_on = values.get("stated_on", client.stated_on) or today
    profile.check(told_on)
    if profile.stated_age is not None:
        values["birth_year"] = told_on.year - profile.stated_age
    for name, value in values.items():
        setattr(client, name, value)
    client.save(update_fields=[*values])
    client.refresh_from_db()
    return client


@transaction.atomic
def edit_profile(*, by: Actor, client_id: int, profile: Profile, version: int) -> Client:
    """Change the profile. Raises StaleForm with both versions when somebody saved since `version` was read."""
    client = locked_client(by, client_id)
    if client.survivor:
        raise Invalid(_("An anonymous record holds no name, number or address."))
    profile.check()
    identity = Identity.objects.select_for_update(of=("self",)).get(client=client)
    if profile_version(client, identity) != version:
        who, at = max((last_saved(row) for row in (client, identity)), key=lambda one: str(one[1] or ""))
        theirs = profile_of(client, identity)
        raise StaleForm(_("Somebody saved this profile after you opened it."), theirs=theirs, who=who, at=at)
    _fill_client(client, profile)
    client.save(update_fields=["birth_year", *_CLIENT, *RACES])
    _fill_identity(identity, profile, client)
    identity.save(update_fields=[*_IDENTITY, "ssn_sealed", "ssn_index"])
    client.refresh_from_db()
    return client


def profile_version(client: Client, identity: Identity) -> int:
    """Return a number that rises with every change of the profile: the two versions the database counts, added."""
    return client.version + identity.version


def profile_of(client: Client, identity: Identity) -> Profile:
    """Return the stored profile. The SSN stays sealed: `ssn` is None."""
    known = {field.name for field in fields(Profile)} - {"ssn", "races"}
    values = {name: getattr(identity if name in _IDENTITY else client, name) for name in known}
    return Profile(**values, races=frozenset(race for race in RACES if getattr(client, race)))


def ssn_last_four(client: Client, identity: Identity) -> str:
    """Return the last four characters of the number, "" when there is none; callers ask `can_see_ssn` first."""
    if identity.ssn_sealed is None:
        return ""
    return unseal(bytes(identity.ssn_sealed), column="ssn", client_id=client.pk, agency_id=client.agency_id)[-4:]


def _fill_client(client: Client, profile: Profile) -> None:
    for name in _CLIENT:
        setattr(client, name, getattr(profile, name))
    for race in RACES:
        setattr(client, race, int(race in profile.races))
    client.birth_year = profile.birth_date.year if profile.birth_date else None


def _fill_identity(identity: Identity, profile: Profile, client: Client) -> None:
    for name in _IDENTITY:
        setattr(identity, name, getattr(profile, name))
    if profile.ssn is None:
        return
    identity.ssn_sealed = identity.ssn_index = None
    if profile.ssn:
        identity.ssn_sealed = seal(profile.ssn, column="ssn", client_id=client.pk, agency_id=client.agency_id)
        identity.ssn_index = ssn_index(profile.ssn) if profile.ssn.isdigit() else None
