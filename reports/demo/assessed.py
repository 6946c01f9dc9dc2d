"""Writes the Housing Conversations and papers of the demo as rows; scores are worked out by the instrument's engine."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from assessments import validity
from assessments.engine import scoring
from assessments.engine.facts import Context
from assessments.engine.visibility import Reading
from assessments.models import Assessment, CEEvent, CurrentLivingSituation
from assessments.surroundings import facts_as_stored
from assessments.versions import current_definition
from cas_portal.accounts.settings import settings_on
from clients.household import HouseholdFacts, Member, classify
from clients.models import Client, Contact
from documents.kinds import Basis, Kind, State
from documents.models import DocumentItem
from reports.demo.answers import filled
from reports.demo.people import CORNERS, WITH_PAPERS, DemoHousehold, DemoMember, Stage
from reports.demo.rows import Writer, Written, birth_date

NAVIGATION = 7
CHILD = 2
PAPERS_BEFORE_DAYS = 20
CERTIFICATE_DAYS, HISTORY_DAYS = 90, 60
HEAD_PAPERS = {
    Kind.PHOTO_ID: Basis.ORIGINAL,
    Kind.SSN_CARD: Basis.ORIGINAL,
    Kind.HOMELESS_CERT: Basis.HOMELESS,
    Kind.HOMELESS_HISTORY: Basis.ORIGINAL,
    Kind.DISABILITY: Basis.AWARD,
}
ADULT_PAPERS = {Kind.PHOTO_ID: Basis.ORIGINAL, Kind.SSN_CARD: Basis.ORIGINAL}
CHILD_PAPERS = {Kind.BIRTH_CERT: Basis.ORIGINAL, Kind.SSN_CARD: Basis.ORIGINAL}
PSH_ONLY = frozenset({Kind.HOMELESS_HISTORY, Kind.DISABILITY})


def write_assessments(writer: Writer, households: list[Written]) -> None:
    """Write an HCT with its living situation, event and contact for each household that was assessed."""
    found = [(one, _assessment(writer, one)) for one in households if one.demo.assessed_days_ago is not None]
    Assessment.objects.bulk_create(assessment for _one, assessment in found)
    CurrentLivingSituation.objects.bulk_create(_living_situation(writer, one, made) for one, made in found)
    CEEvent.objects.bulk_create(_event(writer, one, made) for one, made in found)
    Contact.objects.bulk_create(_contact(writer, one, made) for one, made in found)


def _assessment(writer: Writer, one: Written) -> Assessment:
    day = writer.day(one.demo.assessed_days_ago or 0)
    facts = _household(one.demo, day, writer.today)
    context = Context(
        household=facts,
        assessed_on=day,
        today=day,
        enrolled_on=one.entered_on,
        survivor=one.demo.is_survivor,
        release_active=True,
        settings=settings_on(one.head.continuum_id, day),
    )
    definition = current_definition(validity.HCT)
    program = _access_point(writer, one)
    place = CORNERS[one.demo.number % len(CORNERS)]
    answers = filled(
        Reading(definition, {}, context), one.demo.answers, access_point=str(program.public_id), location=place
    )
    reading = Reading(definition, answers, context)
    score, kept = scoring.score(reading), reading.kept_answers()
    return Assessment(
        **writer.base(one, one.head, day),
        enrollment=one.enrollment,
        kind=validity.HCT,
        instrument_version=definition.version,
        assessed_on=day,
        submitted_at=writer.moment(day),
        location_program=program,
        contact_type=int(str(kept["AH03"])),
        prioritization_status=Assessment.Prioritization.PLACED,
        answers=kept,
        household_type=facts.type,
        household_size=facts.size,
        tay_headed=facts.tay_headed,
        household_facts={**facts_as_stored(facts), "computed": dict(reading.computed)},
        score=score.total,
        threshold=score.threshold,
        evh=score.evh,
        score_lines=[{"link_id": line.link_id, "points": line.points} for line in score.lines],
        valid_through=validity.valid_through(validity.HCT, day, context.settings),
        homeless_since=cast(date | None, reading.value("VB14")),
    )


def _household(demo: DemoHousehold, day: date, today: date) -> HouseholdFacts:
    people = [Member(member.relationship, birth_date(member.age, demo.number, today)) for member in demo.members]
    return classify(people, day)


def _access_point(writer: Writer, one: Written):
    points = (program for key, program in writer.community.programs.items() if key.startswith("at_"))
    return next(program for program in points if program.agency_id == one.head.agency_id)


def _living_situation(writer: Writer, one: Written, assessment: Assessment) -> CurrentLivingSituation:
    place = {} if one.demo.is_survivor else {"location": CORNERS[one.demo.number % len(CORNERS)]}
    return CurrentLivingSituation(
        **writer.base(one, one.head, assessment.assessed_on),
        enrollment=one.enrollment,
        information_date=assessment.assessed_on,
        situation=assessment.answers["VB12"],
        contact_kind=CurrentLivingSituation.ContactKind.IN_PERSON,
        verified_by=assessment.location_program,
        assessment=assessment,
        **place,
    )


def _event(writer: Writer, one: Written, assessment: Assessment) -> CEEvent:
    return CEEvent(
        **writer.base(one, one.head, assessment.assessed_on),
        enrollment=one.enrollment,
        event_date=assessment.assessed_on,
        event=NAVIGATION,
        assessment=assessment,
    )


def _contact(writer: Writer, one: Written, assessment: Assessment) -> Contact:
    return Contact(
        **writer.base(one, one.head, assessment.assessed_on),
        happened_on=assessment.assessed_on,
        kind=Contact.Kind.ASSESSMENT,
        qualifying=True,
    )


def write_papers(writer: Writer, households: list[Written]) -> None:
    """Write papers: whole sets for those who are ready, some that wait for review for the others."""
    DocumentItem.objects.bulk_create(row for one in households for row in _papers(writer, one))


def _papers(writer: Writer, one: Written) -> Iterator[DocumentItem]:
    if one.demo.is_survivor or one.demo.stage in {Stage.UNRELEASED, Stage.ENROLLED}:
        return
    whole = one.demo.stage in WITH_PAPERS or (one.demo.stage is Stage.EVH and one.demo.number % 2 == 0)
    for member, person in zip(one.demo.members, one.people, strict=True):
        if whole:
            yield from _whole_set(writer, one, member, person)
        elif member is one.demo.head and one.demo.number % 3 == 0:
            yield _paper(writer, one, person, Kind.PHOTO_ID, Basis.ORIGINAL, accepted=one.demo.number % 2 == 0)


def _whole_set(writer: Writer, one: Written, member: DemoMember, person: Client) -> Iterator[DocumentItem]:
    kinds = HEAD_PAPERS if member is one.demo.head else CHILD_PAPERS if member.relationship == CHILD else ADULT_PAPERS
    for kind, basis in kinds.items():
        if one.demo.stage is not Stage.PH_READY or kind not in PSH_ONLY:
            yield _paper(writer, one, person, kind, basis, accepted=True)


def _paper(writer: Writer, one: Written, person: Client, kind: Kind, basis: Basis, *, accepted: bool) -> DocumentItem:
    day = writer.day(min(PAPERS_BEFORE_DAYS, one.demo.contact_days_ago))
    lasting = {
        Kind.PHOTO_ID: day + timedelta(days=900),
        Kind.HOMELESS_CERT: day + timedelta(days=CERTIFICATE_DAYS),
        Kind.DISABILITY: day + timedelta(days=HISTORY_DAYS),
    }
    review = {"accepted_at": writer.moment(day), "accepted_by_id": writer.community.actor("ssf").user_id}
    return DocumentItem(
        **writer.base(one, person, day),
        kind=kind,
        basis=basis,
        state=State.ACCEPTED if accepted else State.UPLOADED,
        issued_on=day,
        valid_through=lasting.get(kind),
        uploaded_at=writer.moment(day),
        uploaded_by_id=one.worker.user_id,
        **(review if accepted else {}),
    )
