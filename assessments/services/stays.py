"""Dated stays of a client: adding, correcting, taking out, and taking over what the record already holds (HC60)."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import policies
from assessments.models import Assessment, DatedStay
from assessments.recorded_stays import NO_PLACE, recorded
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing, StaleForm
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.hud import groups
from cas_portal.time import clock
from clients.models import Client, Identity
from clients.services.records import author_agency, locked_client

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StayFacts:
    """What a stay says; `ended_on` None while it goes on."""

    started_on: date
    ended_on: date | None
    situation: int
    proof: str
    place: str = ""

    def check(self, today: date) -> None:
        """Raise Invalid for days to come, an end before the beginning, and what is no place or no proof."""
        if self.started_on > today or (self.ended_on or today) > today:
            raise Invalid(_("A stay cannot begin or end in the future. Leave the end empty while it goes on."))
        if self.ended_on and self.ended_on < self.started_on:
            raise Invalid(_("The stay ends before it begins."))
        if self.situation not in situations() or self.proof not in DatedStay.Proof.values:
            raise Invalid(_("Choose the kind of place and the proof from the lists."))


def situations() -> dict[int, str]:
    """Return the living situations a stay may have, in HUD's order, with HUD's words."""
    offered = groups.situation_choices(groups.SituationUse.CURRENT)
    return {int(code): words for code, words in offered if int(code) not in NO_PLACE}


def stays_of(client: Client) -> list[DatedStay]:
    """Return the client's stays that count, newest first."""
    rows = DatedStay.objects.filter(client=client, removed_at=None).select_related("agency", "created_by", "changed_by")
    return list(rows.order_by("-started_on", "-pk"))


def facts_of(stay: DatedStay) -> StayFacts:
    """Return what a stored stay says."""
    return StayFacts(**{name: getattr(stay, name) for name in StayFacts.__dataclass_fields__})


@transaction.atomic
def add_stay(*, by: Actor, client_id: int, facts: StayFacts, source: str = DatedStay.Source.TYPED) -> DatedStay:
    """Write down a stay. Raises Invalid for impossible days and for a stay that is there, Missing or Forbidden for a
    client out of reach.
    """
    client = _client(by, client_id)
    facts.check(clock.today(client.continuum.time_zone))
    _check_born(client, facts)
    if DatedStay.objects.filter(client=client, removed_at=None, **_when_and_where(facts)).exists():
        raise Invalid(_("This stay is on the history already."), _("Change the one that is there."))
    if DatedStay.objects.filter(client=client, removed_at=None).count() >= MOST:
        raise Invalid(_("There are too many stays. Join those that follow each other in the same kind of place."))
    return _write(by, client, facts, source)


@transaction.atomic
def change_stay(*, by: Actor, stay_id: UUID, facts: StayFacts, version: int) -> DatedStay:
    """Correct or end a stay. Raises StaleForm with the stored one when somebody saved since `version` was read."""
    stay = _stay(by, stay_id)
    facts.check(clock.today(stay.client.continuum.time_zone))
    _check_born(stay.client, facts)
    if stay.version != version:
        if facts_of(stay) == facts:
            return stay
        raise StaleForm(_("Somebody changed this stay after you opened it."), theirs=stay)
    for name, value in asdict(facts).items():
        setattr(stay, name, value)
    stay.version, stay.changed_at, stay.changed_by_id = version + 1, clock.now(), by.user_id
    stay.save(update_fields=[*asdict(facts), "version", "changed_at", "changed_by"])
    return stay


@transaction.atomic
def remove_stay(*, by: Actor, stay_id: UUID, reason: str) -> DatedStay:
    """Take a stay out with a reason; it stays in the audit log. Twice is once. Raises Invalid without a reason."""
    stay = _stay(by, stay_id, removed=True)
    if not reason.strip():
        raise Invalid(_("Say what is wrong with it."))
    if stay.removed_at is None:
        stay.removed_at, stay.removed_by_id = clock.now(), by.user_id
        stay.remove_reason = reason.strip()[:200]
        stay.save(update_fields=["removed_at", "removed_by", "remove_reason"])
    return stay


@transaction.atomic
def take_over(*, by: Actor, client_id: int, keys: frozenset[str]) -> int:
    """Make stays of what the record holds, for the suggestions named; returns how many. What is there is left alone."""
    client = _client(by, client_id)
    today = clock.today(client.continuum.time_zone)
    chosen = [one for one in recorded(by, client, today) if one.key in keys]
    for one in chosen:
        facts = StayFacts(
            started_on=one.started_on, ended_on=one.ended_on, situation=one.situation, proof=one.proof, place=one.place
        )
        facts.check(today)
        _write(by, client, facts, one.source)
    return len(chosen)


def take_over_from_hct(*, by: Actor, assessment: Assessment) -> int:
    """Make stays of the dated history in an HCT that was just submitted; survivors have none (instruments §10)."""
    client = assessment.client
    if client.survivor or not assessment.answers.get("HC60"):
        return 0
    today = clock.today(client.continuum.time_zone)
    made = [
        one for one in recorded(by, client, today, hct=assessment) if one.source == DatedStay.Source.HCT and one.row
    ]
    for one in made:
        row = {name: getattr(one, name) for name in StayFacts.__dataclass_fields__}
        _write(by, client, StayFacts(**row), one.source, agency_id=assessment.agency_id)
    return len(made)


def _check_born(client: Client, facts: StayFacts) -> None:
    born = Identity.objects.filter(client=client).values_list("birth_date", flat=True).first()
    if born and facts.started_on < born:
        raise Invalid(_("The stay begins before the person was born."), _("Correct the day, or the birth date."))


def _when_and_where(facts: StayFacts) -> dict[str, object]:
    return {name: value for name, value in asdict(facts).items() if name != "proof"}


def _client(by: Actor, client_id: int) -> Client:
    client = locked_client(by, client_id, Permission.ADD_LIVING_SITUATION)
    require(policies.has_dated_stays(client))
    return client


def _stay(by: Actor, stay_id: UUID, *, removed: bool = False) -> DatedStay:
    """Return a stay, locked with its client, so that two forms cannot both be the newest."""
    rows = DatedStay.objects.visible_to(by).select_related("client__continuum")
    found = rows.filter(public_id=stay_id).first()
    if found is None or (found.removed_at and not removed):
        raise Missing
    _client(by, found.client_id)
    return rows.get(pk=found.pk)


def _write(by: Actor, client: Client, facts: StayFacts, source: str, agency_id: int | None = None) -> DatedStay:
    return DatedStay.objects.create(
        continuum_id=client.continuum_id,
        agency_id=agency_id or author_agency(by, client, Permission.ADD_LIVING_SITUATION),
        client=client,
        created_by_id=by.user_id,
        source=source,
        **asdict(facts),
    )
