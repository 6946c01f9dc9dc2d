"""What the engine needs to know about a client on a day: household, enrollment, release, settings."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from assessments.engine.answers import unfinished_problem
from assessments.engine.carry_over import fits_still
from assessments.engine.definition import Definition
from assessments.engine.facts import Context
from assessments.engine.people import asks_per_member
from assessments.engine.person import Person
from assessments.engine.visibility import Reading
from assessments.lineage import corrected_by
from assessments.models import Assessment, CurrentLivingSituation, Draft
from assessments.policies import rights_to_answers
from assessments.validity import CRISIS, HCT
from assessments.versions import definition_of
from cas_portal.access.actor import Actor
from cas_portal.accounts.settings import settings_on
from cas_portal.time import clock
from cas_portal.time.dates import age_on
from clients.household import SELF, HouseholdFacts, HouseholdType, Member, classify
from clients.models import Client, Enrollment, HouseholdMember, Release
from clients.services.consent import running_releases
from clients.services.enrollment import open_enrollment
from clients.services.household import seen_household
from clients.services.living_together import belongings_of, key_of, people_with

TOGETHER_OR_NOT, SEPARATELY = "AH09", "separately"


def business_day(client: Client) -> date:
    """Return today's date in the continuum's time zone."""
    return clock.today(client.continuum.time_zone)


def members_on(enrollment: Enrollment, day: date) -> list[HouseholdMember]:
    """Return the members of the enrolled household on a day that the reader sees, head first.

    For pages that name people; what the household is, is asked of `household_facts`, which counts everybody.
    """
    if enrollment.household_id is None:
        return []
    return list(
        HouseholdMember.objects.filter(household=enrollment.household_id, joined_on__lte=day)
        .filter(Q(left_on=None) | Q(left_on__gt=day))
        .select_related("client__identity")
        .order_by("relationship", "pk")
    )


def household_facts(enrollment: Enrollment, day: date, *, separately: bool = False) -> HouseholdFacts:
    """Classify the enrolled household on a day; partners assessed separately count as a household of one.

    Members whose own record is closed to the reader count like everybody else.
    """
    others: list[Member] = []
    if enrollment.household_id is not None and not separately:
        others = people_with(household_id=enrollment.household_id, besides=enrollment.client_id, on=day)
    return classify([Member(SELF, birth_date_of(enrollment.client)), *others], day)


def people_on(enrollment: Enrollment, day: date, *, separately: bool = False) -> tuple[Person, ...]:
    """Return everybody who ever belonged to the enrolled household, with the adults of the day to be asked.

    First comes the client whom the assessment is about, whoever is head of the household now. They are always asked
    (HUD 4.02: head and adults), and alone where partners are assessed separately.
    """
    client, home = enrollment.client, enrollment.household_id
    rows = belongings_of(household_id=home, on=day) if home else []
    own = (key_of(household_id=home, client_id=client.pk) if home else None) or str(client.public_id)
    others = (_person(row.key, None if separately else row.member, day) for row in rows if row.key != own)
    return (Person(own, asked=True, age=age_of(client, day), own=True), *others)


def _person(key: str, member: Member | None, day: date) -> Person:
    asked = member is not None and not member.lives_elsewhere and not member.is_minor(day)
    return Person(key, asked=asked, age=member.age(day) if member else None)


def closed_members(enrollment: Enrollment, seen: Iterable[HouseholdMember], day: date) -> list[Member]:
    """Return the members besides those a page names: relationship and age of people whose record is closed to it."""
    if enrollment.household_id is None:
        return []
    everybody = Counter(people_with(household_id=enrollment.household_id, besides=None, on=day))
    everybody.subtract(
        Member(row.relationship, stated_age=age_of(row.client, day), lives_elsewhere=row.lives_elsewhere)
        for row in seen
    )
    return list(everybody.elements())


def birth_date_of(client: Client) -> date | None:
    """Return the birth date, or 1 January of the birth year where only that is kept (survivor records)."""
    identity = getattr(client, "identity", None)
    if identity and identity.birth_date:
        return identity.birth_date
    return date(client.birth_year, 1, 1) if client.birth_year else None


def age_of(client: Client, on: date) -> int | None:
    """Return whole years on a day; None where no birth date is known."""
    born = birth_date_of(client)
    return age_on(born, on) if born else None


def release_is_active(client: Client) -> bool:
    """Whether a release of information runs now, to everybody or to named agencies.

    Survivor records need none because they name nobody.
    """
    if client.survivor or (client.shared_until is not None and client.shared_until > clock.now()):
        return True
    return running_releases(client).exists()


def release_was_declined(client: Client) -> bool:
    """Whether the newest word of the client on a release is a recorded refusal."""
    newest = Release.objects.filter(client=client, revoked_at=None).order_by("-signed_on", "-pk").first()
    return newest is not None and newest.method == Release.Method.REFUSED


def living_situation_on(
    client: Client, day: date, besides: Collection[Assessment] = ()
) -> CurrentLivingSituation | None:
    """Return the newest living situation of the client with this information date that is not void.

    A correction looks for one `besides` those out of the records it corrects: these it replaces itself.
    """
    rows = CurrentLivingSituation.objects.filter(client=client, information_date=day, voided_at=None)
    if besides:
        rows = rows.exclude(assessment__in=list(besides))
    return rows.order_by("-created_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class DraftReading:
    """A draft read in its surroundings."""

    draft: Draft
    definition: Definition
    reading: Reading

    @property
    def context(self) -> Context:
        """The surroundings the answers are read in."""
        return self.reading.context

    @property
    def offers(self) -> dict[str, dict[str, Any]]:
        """The answers offered from before which fit the assessment date, by link id (policy §2, cascade)."""
        return {key: offer for key, offer in self.draft.suggestions.items() if fits_still(offer, self.context)}

    @property
    def unfinished(self) -> dict[str, str]:
        """What was typed and is no answer yet, of the questions asked now: why, by link id."""
        items, context = self.definition.items, self.reading.context
        typed = {key: raw for key, raw in self.draft.unfinished.items() if key in self.reading.visible}
        return {key: unfinished_problem(items[key], raw, context) for key, raw in typed.items()}


def read_draft(draft: Draft, by: Actor | None = None) -> DraftReading:
    """Read a draft as of its own assessment date, else today; `by` opens the questions kept for the reader's rights."""
    definition = definition_of(draft.continuum_id, draft.instrument, draft.version)
    reading = Reading(definition, draft.answers, draft_context(draft, definition, draft.answers, by))
    return DraftReading(draft, reading.definition, reading)


def draft_context(draft: Draft, definition: Definition, answers: dict, by: Actor | None = None) -> Context:
    """Build the surroundings of a draft, made with this version, with these answers."""
    client, today = draft.client, business_day(draft.client)
    given = answers.get(definition.date_question)
    assessed_on = date.fromisoformat(given) if given else today
    together = household_facts(draft.enrollment, assessed_on)
    couple = together.type == HouseholdType.COUPLE
    separately = couple and answers.get(TOGETHER_OR_NOT) == SEPARATELY
    return Context(
        household=household_facts(draft.enrollment, assessed_on, separately=True) if separately else together,
        lives_as_couple=couple,
        assessed_on=assessed_on,
        today=today,
        enrolled_on=draft.enrollment.entry_date,
        survivor=client.survivor,
        release_active=release_is_active(client),
        living_situation_recorded=living_situation_on(client, assessed_on, corrected_by(draft)) is not None,
        people=people_on(draft.enrollment, assessed_on, separately=separately) if asks_per_member(definition) else (),
        settings=settings_on(draft.continuum_id, assessed_on),
        rights=rights_to_answers(by) if by else frozenset(),
    )


def assessed_separately(head_id: int) -> bool:
    """Whether a head of household chose to be assessed apart: in the open draft, else in the newest record."""
    drafts = Draft.objects.open().filter(client_id=head_id, answers__has_key=TOGETHER_OR_NOT)
    draft = drafts.order_by("-saved_at").first()
    if draft is not None:
        return bool(draft.answers[TOGETHER_OR_NOT] == SEPARATELY)
    asked = Assessment.objects.filter(client_id=head_id, kind__in=(HCT, CRISIS)).counting()
    newest = asked.newest_first().first()
    return newest is not None and newest.answers.get(TOGETHER_OR_NOT) == SEPARATELY


@dataclass(frozen=True, slots=True)
class Led:
    """That somebody is assessed and looked for with the head of their household; None: that record is closed."""

    head: Client | None


def led_by(client: Client) -> Led | None:
    """Return with whom somebody is assessed and looked for; None for a head and for whoever is on their own."""
    enrollment = open_enrollment(client)
    if enrollment is None or enrollment.household_id is None:
        return None
    household = seen_household(enrollment)
    if household is None:
        return Led(None)
    if household.client_id == client.pk or assessed_separately(household.client_id):
        return None
    return Led(household.client)


def facts_as_stored(facts: HouseholdFacts) -> dict[str, object]:
    """Return the household facts as the record keeps them."""
    return {**asdict(facts), "type": str(facts.type)}


def people_as_stored(context: Context) -> dict[str, object]:
    """Return who was asked one by one as the record keeps them; nothing where the household was asked as one."""
    asked = [{"key": one.key, "age": one.age} for one in context.people if one.asked]
    return {"people": asked} if asked else {}


def read_record(assessment: Assessment, by: Actor | None = None) -> Reading:
    """Read a submitted record with the version and in the surroundings it was made with."""
    definition = definition_of(assessment.continuum_id, assessment.kind, assessment.instrument_version)
    return Reading(definition, assessment.answers, record_context(assessment, by))


def read_by_rules_of_its_day(assessment: Assessment, by: Actor | None = None) -> Reading:
    """Read a submitted record with the community's numbers of the day it is of, for what follows from its answers."""
    reading = read_record(assessment, by)
    settings = settings_on(assessment.continuum_id, assessment.assessed_on)
    return replace(reading, context=reading.context.with_settings(settings))


def record_context(assessment: Assessment, by: Actor | None = None) -> Context:
    """Build the surroundings a submitted record was made in, from what it kept; `by` opens what the reader may see."""
    beside = ("computed", "people")
    kept = {key: value for key, value in assessment.household_facts.items() if key not in beside}
    facts = HouseholdFacts(**{**kept, "type": HouseholdType(kept["type"])})
    return Context(
        household=facts,
        assessed_on=assessment.assessed_on,
        today=assessment.assessed_on,
        survivor=assessment.wall_survivor,
        lives_as_couple=TOGETHER_OR_NOT in assessment.answers,
        living_situation_recorded=not any(key.startswith("CLS") for key in assessment.answers),
        people=tuple(
            Person(**one, asked=True, own=not number)
            for number, one in enumerate(assessment.household_facts.get("people", ()))
        ),
        rights=rights_to_answers(by) if by else frozenset(),
    )
