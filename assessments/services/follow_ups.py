"""What a submitted assessment sets going, each on its own: one that fails neither undoes the record nor the others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from assessments import policies
from assessments.about_adults import facts_in
from assessments.models import Assessment, FollowUp, Plan, RegisterCheck
from assessments.safety import asks_for_provider
from assessments.services.evh import tell_of_evh
from assessments.services.profile_facts import keep_on_profiles
from assessments.validity import CRISIS, DIVERSION, HCT
from cas_portal.access.actor import Actor
from cas_portal.access.errors import DomainError, Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.accounts.settings import setting
from cas_portal.hud import groups
from cas_portal.time import clock
from clients.models import Client, ContactMethod, Enrollment
from clients.services.contact_methods import Method, add_contact_method
from clients.services.enrollment import Leaving
from clients.services.exits import exit_enrollment
from clients.services.records import author_agency

Kind, State = FollowUp.Kind, FollowUp.State
YES = 1


def start_follow_ups(*, by: Actor, assessment: Assessment, corrected: Sequence[Assessment] = ()) -> list[FollowUp]:
    """Do what follows from a record, inside the submit's transaction, and note what became of each (ux A5).

    What was due after a `corrected` record, and is done or dated already, is not due a second time.
    """
    made = [_tried(by, _new(by, assessment, kind)) for kind in _kinds(assessment)]
    if assessment.wall_survivor or assessment.client.survivor:
        return made
    if assessment.kind == HCT:
        made.append(_due_plan(by, assessment, corrected))
    if asks_for_provider(assessment.answers.get):
        made.append(_due(by, assessment, Kind.SURVIVOR_CALL, assessment.assessed_on, corrected))
    return made


@transaction.atomic
def retry_follow_up(*, by: Actor, assessment: Assessment, kind: str) -> FollowUp:
    """Try again what failed; what is done stays done. Raises Invalid for what was never due (ux A5)."""
    row = FollowUp.objects.select_for_update().filter(assessment=assessment, kind=kind).first()
    if row is None or kind not in ACTS:
        raise Invalid(_("There is nothing to try again."))
    require(policies.can_assess(by, assessment.client, assessment.kind))
    return row if row.state == State.DONE else _tried(by, row)


@transaction.atomic
def settle_plan(*, by: Actor, client: Client) -> int:
    """Mark the plans due after the client's HCTs as done, once a plan is whole. Returns how many were due."""
    rows = FollowUp.objects.visible_to(by).filter(client=client, kind=Kind.PLAN).exclude(state=State.DONE)
    return rows.update(state=State.DONE, done_at=clock.now(), done_by_id=by.user_id)


@transaction.atomic
def settle_survivor_call(*, by: Actor, assessment: Assessment) -> FollowUp:
    """Say that the call was made; to whom, and what came of it, is written nowhere. A second time changes nothing.

    Raises Forbidden without the right to assess, Invalid where no such call was due.
    """
    require(policies.can_assess(by, assessment.client, assessment.kind))
    row = FollowUp.objects.select_for_update().filter(assessment=assessment, kind=Kind.SURVIVOR_CALL).first()
    if row is None:
        raise Invalid(_("There is no call to make."))
    if row.state != State.DONE:
        row.state, row.done_at, row.done_by_id = State.DONE, clock.now(), by.user_id
        row.save(update_fields=["state", "done_at", "done_by"])
    return row


@transaction.atomic
def record_register_check(
    *, by: Actor, client: Client, result: str, checked_on: date, assessment: Assessment | None = None
) -> RegisterCheck:
    """Write the result of a PC 290 check of every adult: 2-1-1 and SSF alone (policy §10; instruments §4, CR20)."""
    require(by.can(Permission.HANDLE_290))
    if result not in RegisterCheck.Result.values:
        raise Invalid(_("Choose one of the results listed."))
    if checked_on > clock.today():
        raise Invalid(_("The check cannot be in the future."))
    return RegisterCheck.objects.create(
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client, Permission.HANDLE_290),
        client=client,
        checked_on=checked_on,
        result=result,
        assessment=assessment,
        created_by_id=by.user_id,
    )


def _kinds(assessment: Assessment) -> list[FollowUp.Kind]:
    answers, kind = assessment.answers, assessment.kind
    due = {
        Kind.EVH_NOTICE: assessment.evh,
        Kind.CONTACT_WAYS: kind == CRISIS and isinstance(answers.get("CR30"), list),
        Kind.REGISTER_CHECK: kind == CRISIS and answers.get("CR20") in RegisterCheck.Result.values,
        Kind.PROFILE: any(not fact.stays for fact in facts_in(assessment)),
        Kind.EXIT: somebody_leaves(kind, answers.get),
    }
    return [kind for kind, holds in due.items() if holds]


def somebody_leaves(kind: str, value: Callable[[str], object]) -> bool:
    """Whether a diversion talk ends with an exit: it was found that the household needs no shelter (DV07)."""
    return kind == DIVERSION and value("DV07") == YES


def household_leaves(kind: str, value: Callable[[str], object]) -> bool:
    """Whether that exit is everybody's: a death is that of the head alone."""
    return somebody_leaves(kind, value) and value("DV08") != groups.DECEASED


def _new(by: Actor, assessment: Assessment, kind: FollowUp.Kind) -> FollowUp:
    return FollowUp(
        continuum_id=assessment.continuum_id,
        agency_id=assessment.agency_id,
        client_id=assessment.client_id,
        assessment=assessment,
        kind=kind,
        created_by_id=by.user_id,
    )


def _due_plan(by: Actor, assessment: Assessment, corrected: Sequence[Assessment]) -> FollowUp:
    """A plan that followed what is corrected follows the correction."""
    Plan.objects.filter(client=assessment.client, hct__in=list(corrected), ended_at=None).update(hct=assessment)
    days = int(str(setting(assessment.continuum_id, "plan_due_days", on=assessment.assessed_on)))
    return _due(by, assessment, Kind.PLAN, assessment.assessed_on + timedelta(days=days), corrected)


def _due(by: Actor, assessment: Assessment, kind: FollowUp.Kind, on: date, corrected: Sequence[Assessment]) -> FollowUp:
    row = _new(by, assessment, kind)
    row.state, row.due_on = State.DUE, on
    before = FollowUp.objects.filter(assessment__in=list(corrected), kind=kind).order_by("-pk").first()
    if before is not None:
        row.state, row.due_on = before.state, before.due_on
        row.done_at, row.done_by_id = before.done_at, before.done_by_id
    row.save(force_insert=True)
    return row


def _tried(by: Actor, row: FollowUp) -> FollowUp:
    """Do it inside a savepoint, and write down whether it worked and, in words, why not."""
    row.tries += 1
    try:
        with transaction.atomic():
            ACTS[row.kind](by, row.assessment)
    except DomainError as refused:
        row.state, row.problem = State.FAILED, str(refused.message)[:200]
    except DatabaseError:
        row.state, row.problem = State.FAILED, _("The portal could not save it. Try again in a minute.")
    else:
        row.state, row.problem, row.done_at, row.done_by_id = State.DONE, "", clock.now(), by.user_id
    row.save(update_fields=None if row.pk is None else ["state", "problem", "tries", "done_at", "done_by"])
    return row


def _tell(by: Actor, assessment: Assessment) -> None:
    tell_of_evh(by=by, assessment=assessment)


def _keep_contact_ways(by: Actor, assessment: Assessment) -> None:
    """Write the ways to reach the client on their page; the first one is preferred. A place is no such way.

    A row taken over from an earlier record was not said anew: it makes nothing less safe than it is known to be.
    """
    rows = [row for row in assessment.answers["CR30"] if row.get("CR30.kind") in ContactMethod.Kind.values]
    before, told = _carried_over(assessment), set()
    for number, row in enumerate(rows):
        method = _method(row, preferred=number == 0)
        said_now = row not in before and method.key not in told
        add_contact_method(by=by, client_id=assessment.client_id, method=method, said_now=said_now)
        told.add(method.key)


def _carried_over(assessment: Assessment) -> list[object]:
    """Return the rows of the record from which the answer was offered or copied, if it was."""
    source = assessment.provenance.get("CR30", {}).get("source")
    record = Assessment.objects.filter(public_id=source).first() if source else None
    return list(record.answers.get("CR30", [])) if record else []


def _method(row: Mapping[str, object], *, preferred: bool) -> Method:
    kind, value, whose = str(row["CR30.kind"]), str(row["CR30.value"]), str(row.get("CR30.whose", ""))
    through = kind == ContactMethod.Kind.PERSON
    safe = row.get("CR30.message") == YES
    return Method(
        kind=kind,
        value="" if through else value,
        person_name=value[:100] if through else "",
        message=ContactMethod.Message.ANY if safe else ContactMethod.Message.NONE,
        texts=row.get("CR30.text") == YES,
        best_time=whose[:60],
        preferred=preferred,
    )


def _keep_on_profiles(by: Actor, assessment: Assessment) -> None:
    keep_on_profiles(by=by, assessment=assessment)


def _keep_register_check(by: Actor, assessment: Assessment) -> None:
    """Write the result of the check; a correction that repeats it is no second check."""
    result, checked_on = str(assessment.answers["CR20"]), date.fromisoformat(str(assessment.answers["CR20D"]))
    newest = RegisterCheck.objects.filter(client=assessment.client_id).order_by("-checked_on", "-pk").first()
    if newest is None or (newest.result, newest.checked_on) != (result, checked_on):
        record_register_check(
            by=by, client=assessment.client, result=result, checked_on=checked_on, assessment=assessment
        )


def _leave(by: Actor, assessment: Assessment) -> None:
    """End the stay in coordinated entry of everybody of the household: they were diverted (instruments §7, DV08).

    A death is that of the head alone, and with others left behind it is recorded on the client's page.
    """
    answers = assessment.answers
    died = int(answers["DV08"]) == groups.DECEASED
    subsidy = answers.get("DV08S")
    leaving = Leaving(
        exit_date=assessment.assessed_on,
        destination=int(answers["DV08"]),
        reason="deceased" if died else "diverted",
        subsidy=int(subsidy) if subsidy else None,
    )
    stays = Enrollment.objects.visible_to(by).filter(program__is_cas=True, exit_date=None)
    household = assessment.enrollment.household_id
    stays = stays.filter(household=household) if household else stays.filter(pk=assessment.enrollment_id)
    if (stay := stays.order_by("relationship", "pk").first()) is not None:
        exit_enrollment(by=by, enrollment_id=stay.pk, leaving=leaving, everybody=not died)


ACTS: Mapping[str, Callable[[Actor, Assessment], None]] = {
    Kind.EVH_NOTICE: _tell,
    Kind.CONTACT_WAYS: _keep_contact_ways,
    Kind.REGISTER_CHECK: _keep_register_check,
    Kind.EXIT: _leave,
    Kind.PROFILE: _keep_on_profiles,
}
