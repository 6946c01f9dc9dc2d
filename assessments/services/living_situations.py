"""Recording where somebody stays (HUD 4.12)."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.engine.answers import AnswerProblem, normalize
from assessments.engine.completeness import Gap, gaps
from assessments.engine.definition import Definition
from assessments.engine.facts import Context
from assessments.engine.visibility import Reading
from assessments.models import Assessment, CurrentLivingSituation
from assessments.references import reporting_projects
from assessments.services.contacts import note_contact
from assessments.surroundings import (
    business_day,
    household_facts,
    release_is_active,
)
from assessments.versions import current_definition
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Forbidden, Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.accounts.settings import settings_on
from cas_portal.hud.groups import DATA_NOT_COLLECTED
from cas_portal.time import clock
from clients.models import Client, Contact, Enrollment, Program
from clients.services.enrollment import open_enrollment
from clients.services.records import author_agency, may_act

Kind = CurrentLivingSituation.ContactKind
CONTACT_BY_ASSESSMENT_TYPE = {1: Kind.PHONE, 2: Kind.VIRTUAL, 3: Kind.IN_PERSON}
COLUMNS = {
    "CLS03": "subsidy",
    "CLS05": "leave_within_14_days",
    "CLS06": "subsequent_residence",
    "CLS07": "resources_to_obtain",
    "CLS08": "lease_own_60_day",
    "CLS09": "moved_two_or_more",
    "CLS10R": "no_location_reason",
    "CLS11": "details",
}


@transaction.atomic
def record_living_situation(
    *,
    by: Actor,
    client: Client,
    answers: Mapping[str, object],
    agency_id: int | None = None,
    public_id: UUID | None = None,
) -> CurrentLivingSituation:
    """Write one Current Living Situation from the answers of the CLS instrument (policy §2, ux A7).

    `public_id` makes a repeat harmless: the same id returns the record already made. Raises Invalid with a message
    per question in `context["problems"]`, Conflict without an open enrollment, Forbidden without the right.
    """
    require(may_act(by, client, Permission.ADD_LIVING_SITUATION))
    agency = agency_id or author_agency(by, client, Permission.ADD_LIVING_SITUATION)
    require(agency in by.agencies_with(Permission.ADD_LIVING_SITUATION))
    if public_id and (made := CurrentLivingSituation.objects.visible_to(by).filter(public_id=public_id).first()):
        return made
    enrollment = _open_enrollment(client)
    reading = _read(client, enrollment, answers)
    project = _project(by, reading)
    return write_living_situation(
        by=by, agency_id=agency, enrollment=enrollment, reading=reading, project=project, public_id=public_id
    )


def write_living_situation(
    *,
    by: Actor,
    agency_id: int,
    enrollment: Enrollment,
    reading: Reading,
    project: Program | None,
    public_id: UUID | None = None,
) -> CurrentLivingSituation:
    """Insert the row for a checked CLS reading, and the contact it stands for."""
    kind = Kind(str(reading.value("CLS12")))
    row = CurrentLivingSituation(
        continuum_id=enrollment.continuum_id,
        agency_id=agency_id,
        client_id=enrollment.client_id,
        enrollment=enrollment,
        information_date=date.fromisoformat(str(reading.answers["CLS01"])),
        situation=int(str(reading.answers["CLS02"])),
        contact_kind=kind,
        verified_by=project,
        created_by_id=by.user_id,
        **columns_of(reading),
    )
    if public_id:
        row.public_id = public_id
    row.save(force_insert=True)
    if kind != Kind.OTHER_PROJECT:
        note_contact(by=by, enrollment=enrollment, agency_id=agency_id, on=row.information_date,
                     kind=Contact.Kind.LIVING_SITUATION)  # fmt: skip
    return row


def columns_of(reading: Reading) -> dict[str, object]:
    """Return the optional columns for the CLS answers of a reading, of the CLS itself or within an assessment."""
    kept = reading.kept_answers()
    columns: dict[str, object] = {column: kept[link_id] for link_id, column in COLUMNS.items() if link_id in kept}
    location = kept.get("CLS10")
    if isinstance(location, Mapping):
        columns["no_location_code"] = location["missing"]
    elif location:
        columns["location"] = location
    return columns


def situation_in(reading: Reading) -> int:
    """Return where somebody stays by the answers of an assessment: VB12, else the question of the CLS itself."""
    return int(str(reading.answers.get("VB12") or reading.answers.get("CLS02") or DATA_NOT_COLLECTED))


def write_from_assessment(*, by: Actor, assessment: Assessment, reading: Reading) -> CurrentLivingSituation:
    """Write the same-day living situation out of an assessment's answers: VB12 and the CLS questions (ux 1.4).

    CR05 of the Crisis Assessment asks the same as CLS05, so its answer serves both.
    """
    row = CurrentLivingSituation(
        continuum_id=assessment.continuum_id,
        agency_id=assessment.agency_id,
        client_id=assessment.client_id,
        enrollment_id=assessment.enrollment_id,
        information_date=assessment.assessed_on,
        situation=situation_in(reading),
        contact_kind=_contact_kind(assessment, reading),
        verified_by_id=assessment.location_program_id,
        assessment=assessment,
        created_by_id=by.user_id,
        **columns_of(reading),
    )
    if row.leave_within_14_days is None and reading.value("CR05") is not None:
        row.leave_within_14_days = int(str(reading.value("CR05")))
    row.save(force_insert=True)
    return row


def _contact_kind(assessment: Assessment, reading: Reading) -> Kind:
    """How the client was met: by the type of the assessment, else by the answer to the question itself."""
    told = reading.value("CLS12")
    return Kind(str(told)) if told else CONTACT_BY_ASSESSMENT_TYPE[assessment.contact_type or 3]


@transaction.atomic
def copy_living_situation(*, by: Actor, client: Client, on: date, agency_id: int) -> CurrentLivingSituation | None:
    """Repeat the last known situation under a new date, for an event made without meeting the client (policy §7.2).

    Returns the living situation of that day when there is one already, None when none was ever recorded. A copy is no
    contact with the person.
    """
    rows = CurrentLivingSituation.objects.filter(client=client, voided_at=None)
    last = rows.order_by("-information_date", "-created_at", "-pk").first()
    if last is None or last.information_date == on:
        return last
    copy = CurrentLivingSituation.objects.get(pk=last.pk)
    copy.pk, copy.id = None, None
    copy._state.adding = True
    copy.public_id = CurrentLivingSituation._meta.get_field("public_id").get_default()
    copy.information_date, copy.contact_kind = on, Kind.COPY
    copy.agency_id, copy.created_by_id, copy.created_at = agency_id, by.user_id, clock.now()
    copy.assessment, copy.hud_id, copy.imported = None, "", False
    copy.save(force_insert=True)
    return copy


@transaction.atomic
def void_living_situation(
    *, by: Actor, living_situation: CurrentLivingSituation, reason: str
) -> CurrentLivingSituation:
    """Void a wrong record with a reason: its author's agency or the administrator; a repeat does nothing."""
    row = CurrentLivingSituation.objects.select_for_update().get(pk=living_situation.pk)
    if row.agency_id not in by.agency_ids and not by.can(Permission.VOID_ASSESSMENT):
        raise Forbidden()
    if not reason.strip():
        raise Invalid(_("Say why it is void."))
    if row.voided_at is None:
        row.voided_at, row.voided_by_id, row.void_reason = clock.now(), by.user_id, reason.strip()[:200]
        row.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return row


def _open_enrollment(client: Client) -> Enrollment:
    enrollment = open_enrollment(client)
    if enrollment is None:
        raise Conflict(
            _("This person is not enrolled in the coordinated entry program."),
            _("Enroll them first, then record where they stay."),
        )
    return enrollment


def situation_context(client: Client, enrollment: Enrollment) -> Context:
    """Build the surroundings of a CLS made today."""
    today = business_day(client)
    return Context(
        household=household_facts(enrollment, today),
        assessed_on=today,
        today=today,
        enrolled_on=enrollment.entry_date,
        survivor=client.survivor,
        release_active=release_is_active(client),
        settings=settings_on(client.continuum_id, today),
    )


def _unanswered(gap: Gap) -> str:
    return _("Answer “%(question)s”") % {"question": gap.item.text}


def _read(client: Client, enrollment: Enrollment, answers: Mapping[str, object]) -> Reading:
    definition = current_definition("CLS", client.continuum_id)
    context = situation_context(client, enrollment)
    values, problems = _normalized(definition, answers, context)
    reading = Reading(definition, values, context)
    for gap in gaps(reading):
        problems.setdefault(gap.item.link_id, str(gap.message or _unanswered(gap)))
    problems = {link_id: text for link_id, text in problems.items() if link_id in reading.visible}
    if problems:
        raise Invalid(
            _("Some answers are missing or not accepted."), _("Look at each question named."), problems=problems
        )
    return reading


def _normalized(
    definition: Definition, answers: Mapping[str, object], context: Context
) -> tuple[dict[str, object], dict[str, str]]:
    values: dict[str, object] = {}
    problems: dict[str, str] = {}
    for link_id, item in definition.items.items():
        try:
            value = normalize(item, answers.get(link_id), context)
        except AnswerProblem as problem:
            problems[link_id] = str(problem)
            continue
        if value is not None:
            values[link_id] = value
    return values, problems


def _project(by: Actor, reading: Reading) -> Program:
    chosen = str(reading.answers["CLS04"])
    for program in reporting_projects(by, reading.context.today):
        if str(program.public_id) == chosen:
            return program
    raise Invalid(_("Choose a project from the list."), problems={"CLS04": _("Choose one from the list.")})
