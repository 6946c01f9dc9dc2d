"""The receipt of a submitted assessment: what was made, what follows, what to do now, what to tell the client."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from assessments import policies, psap
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, FollowUp
from assessments.presenters import event_words
from assessments.safety import asks_for_provider
from assessments.surroundings import SEPARATELY, TOGETHER_OR_NOT, business_day, read_by_rules_of_its_day
from assessments.validity import ANNUAL, CRISIS, DIVERSION, HCT, STATUS, bed_is_held_until
from assessments.wording import why_no_event
from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.accounts.settings import settings_on
from cas_portal.hud import groups
from cas_portal.ui.templatetags.ui import day as short_day
from clients.policies import can_act_on_client, is_shared
from clients.services.consent import running_releases

State = FollowUp.State
NOT_PLACED = Assessment.Prioritization.NOT_PLACED


def receipt(
    assessment: Assessment,
    stay: CurrentLivingSituation | None,
    event: CEEvent | None,
    follow_ups: Sequence[FollowUp] = (),
    *,
    by: Actor,
    shows_score: bool,
) -> dict[str, Any]:
    """Return the lines of the receipt: what was made, what happens next, what to tell the client - never a score.

    `calls`: whoever works at 2-1-1 does not call it.
    """
    return {
        "created": [*_created(assessment, stay, event), *_done(assessment, follow_ups)],
        "failed": [
            {"kind": row.kind, "words": _words(assessment, row), "problem": row.problem}
            for row in follow_ups
            if row.state == State.FAILED
        ],
        "next": _next_steps(assessment, follow_ups, by),
        "say": [*_say(assessment), *_bed(assessment)],
        "urgent": urgent_steps(assessment, by) if shows_score and assessment.evh and not assessment.is_void else [],
        "ways_on": ways_on(assessment, by),
        "without_paper": without_paper(assessment, by),
        "calls": not by.can(Permission.REFER_TO_SHELTER),
    }


def comes_with(instrument: str, *, waits: bool = False, leaves: bool = False) -> str:
    """Return what sending the instrument does beside the record, for the page that asks to send it.

    It `waits` when the household asks for a confidential provider and has not said that it wants to stand on a list;
    it `leaves` when a diversion found a place for it.
    """
    if leaves:
        return _(
            "Sending also records today’s living situation and the diversion as a CE event. The whole household leaves "
            "coordinated entry and every list on the day of the talk."
        )
    if waits and instrument != DIVERSION:
        return _("Sending also records today’s living situation. The household stands on a list only if it says so.")
    return {
        HCT: _("Sending also records today’s living situation and puts the household on the housing list."),
        CRISIS: _("Sending also records today’s living situation. It counts for the shelter list for 90 days."),
        DIVERSION: _("Sending also records today’s living situation and the diversion as a CE event."),
    }.get(instrument, _("Sending also records today’s living situation. No list and no date changes."))


def problem_solving(assessment: Assessment, by: Actor) -> psap.Outcome | None:
    """Return whether the household may have problem solving; only of a Crisis Assessment with its answers."""
    if assessment.kind != CRISIS or not assessment.instrument_version:
        return None
    return psap.outcome(read_by_rules_of_its_day(assessment, by))


def ways_on(assessment: Assessment, by: Actor) -> list[dict[str, str]]:
    """Return the ways on from the receipt, of those the person may take (ux A5): the plan first, after an HCT."""
    client = assessment.client
    whose = [client.public_id]
    plan = assessment.kind == HCT and policies.can_edit_plan(by, client)
    sheet = by.can(Permission.VIEW_RELEASED_CLIENT) or by.can(Permission.EDIT_CLIENT)
    # Whoever asked for a confidential provider carries no paper away unless they ask for it (policy §11).
    quiet = without_paper(assessment, by)
    copied = bool(assessment.instrument_version) and policies.can_view_answers(by, assessment) and not quiet
    papers = (Permission.UPLOAD_DOCUMENT, Permission.ATTEST_DOCUMENT)
    files = any(can_act_on_client(by, right, client) for right in papers)
    ways = (
        (plan, _("Open the support plan (ISP)"), reverse("assessments:plan", args=whose)),
        (sheet and not quiet, _("Print the next steps"), reverse("clients:summary", args=whose) + "?for=client"),
        (copied, _("Copy of the answers"), reverse("assessments:copy", args=[assessment.public_id])),
        (files, _("Add papers"), reverse("clients:files", args=whose)),
    )
    return [{"label": label, "url": url} for may, label, url in ways if may]


def without_paper(assessment: Assessment, by: Actor) -> bool:
    """Whether no copy is offered: the household asked for a confidential provider, as the reader may know."""
    return asks_for_provider(assessment.answers.get) and policies.can_view_answers(by, assessment)


def urgent_steps(assessment: Assessment, by: Actor) -> list[str]:
    """What an extremely vulnerable household needs today (policy §3): the call, a shelter try, the start on papers.

    Whoever works at 2-1-1 is on the phone with the household and looks for the place themselves.
    """
    wants = _wants_shelter(assessment)
    steps = _at_desk(wants=wants) if by.can(Permission.REFER_TO_SHELTER) else _in_the_field(wants=wants)
    return steps[:-1] if assessment.wall_survivor else steps


def _at_desk(*, wants: bool) -> list[str]:
    look = _("Look for a place now, before the call ends.")
    return [
        look if wants else _("Before the call ends, ask whether they want a place for today after all."),
        _("If there is no place, agree on the day you try again, and on how to reach the household."),
        _("Say which papers they need first: photo ID and Social Security card."),
    ]


def _in_the_field(*, wants: bool) -> list[str]:
    ask = _("Ask for a shelter place for today, and do not part before somebody has tried.")
    return [
        _("Call 2-1-1 now and press 8. Say that the household is extremely vulnerable."),
        *([ask] if wants else []),
        _("If there is no place, agree with 2-1-1 on the next day they try, and how to reach the household."),
        _("Start on the papers with them now: photo ID and Social Security card first."),
    ]


def _wants_shelter(assessment: Assessment) -> bool:
    """A Crisis Assessment asks (CR01); the HCT does not, so after one it is offered."""
    wanted = assessment.answers.get("CR01")
    return assessment.kind != CRISIS or not isinstance(wanted, list) or "shelter" in wanted


def _words(assessment: Assessment, row: FollowUp) -> str:
    """Return what follows, in words; of an urgent household only those are told who exist and may see the record."""
    if row.kind != FollowUp.Kind.EVH_NOTICE:
        return row.get_kind_display()
    if is_shared(assessment.client):
        return _("2-1-1, the managers and the case manager, where there is one, are told of an urgent household")
    return _(
        "The managers and the case manager, where there is one, are told of an urgent household. "
        "2-1-1 is told of shared records only."
    )


def _done(assessment: Assessment, follow_ups: Sequence[FollowUp]) -> list[dict[str, str]]:
    done = [row for row in follow_ups if row.state == State.DONE and row.kind != FollowUp.Kind.SURVIVOR_CALL]
    return [{"text": _words(assessment, row)} for row in done]


def _created(
    assessment: Assessment, stay: CurrentLivingSituation | None, event: CEEvent | None
) -> list[dict[str, str]]:
    words = _("%(kind)s of %(day)s")
    told = {"kind": assessment.get_kind_display(), "day": short_day(assessment.assessed_on)}
    if assessment.valid_through:
        words, told["last"] = _("%(kind)s of %(day)s, valid through %(last)s"), short_day(assessment.valid_through)
    created = [{"text": words % told, "url": reverse("assessments:show", args=[assessment.public_id])}]
    if stay:
        created.append({"text": _("Living situation of %(day)s") % {"day": short_day(stay.information_date)}})
    if event:
        created.append({"text": event_words(event)})
    elif reason := why_no_event(assessment):
        created.append({"text": _("No CE event: %(reason)s") % {"reason": reason}})
    return [*created, *_placed(assessment)]


def _placed(assessment: Assessment) -> list[dict[str, str]]:
    """Say what is certain: it is sent. The place on the list follows from the sweep, also when that is late."""
    if assessment.prioritization_status != Assessment.Prioritization.PLACED:
        return []
    sent = _("Sent to the shelter list") if assessment.kind == CRISIS else _("Sent to the housing list")
    return [{"text": _("%(sent)s. The place on it follows by itself, also when the lists are late.") % {"sent": sent}}]


def _next_steps(assessment: Assessment, follow_ups: Sequence[FollowUp], by: Actor) -> list[str]:
    if assessment.kind == DIVERSION:
        return _after_diversion(assessment)
    steps = []
    if assessment.prioritization_status == NOT_PLACED and asks_for_provider(assessment.answers.get):
        steps.append(
            _("The household stands on no list under its name. When it decides otherwise, correct this assessment.")
        )
    plan = next((row for row in follow_ups if row.kind == FollowUp.Kind.PLAN), None)
    goes_on = by.can(Permission.EDIT_ISP)
    if plan and plan.due_on and plan.state == State.DUE and goes_on:
        words = _("Make or update the Individualized Support Plan (ISP) with the household by %(day)s.")
        steps.append(words % {"day": short_day(plan.due_on)})
    if assessment.answers.get(TOGETHER_OR_NOT) == SEPARATELY:
        steps.append(_("Separate the household and assess the partner on their own: they chose to be assessed apart."))
    if assessment.kind == HCT and not (goes_on or assessment.wall_survivor):
        steps.append(_("The case manager makes the support plan with the household, and collects the papers."))
    elif assessment.kind == HCT:
        steps.append(_("Collect and upload the papers that are missing. Housing is offered only when they are ready."))
    steps.append(
        _("Record where the household stays at least every 30 days, so that they can be found when a home opens.")
    )
    if assessment.valid_through:
        words = _("Reassess before %(day)s, or sooner after an important change.")
        steps.append(words % {"day": short_day(assessment.valid_through)})
    if assessment.kind in (STATUS, ANNUAL):
        steps.append(_("HCT and Crisis Assessment keep their dates. Do them again if much has changed."))
    return steps


def _after_diversion(assessment: Assessment) -> list[str]:
    if assessment.answers.get("DV06") != "yes":
        return [_("The talk is pending. Add the result to its CE event when there is one.")]
    if _died(assessment):
        return [_("Nothing more is due: the client left coordinated entry, and nobody is called about them again.")]
    if assessment.answers.get("DV07") == 1:
        return [_("Nothing more is due: the household has a place and leaves coordinated entry.")]
    return [_("Go on with a Crisis Assessment, so that a shelter can be looked for.")]


def _bed(assessment: Assessment) -> list[str]:
    """Until when a bed is kept that is found today, for who asked for shelter (policy §7.4); nothing on a later day."""
    client, today = assessment.client, business_day(assessment.client)
    if assessment.kind != CRISIS or assessment.is_void or assessment.assessed_on != today:
        return []
    if not _wants_shelter(assessment):
        return []
    held = bed_is_held_until(today, settings_on(client.continuum_id, today))
    told = {"hour": time_format(held.time(), "TIME_FORMAT"), "day": short_day(held.date())}
    return [_("If a shelter bed is found for you today, it is kept for you until %(hour)s on %(day)s.") % told]


def _died(assessment: Assessment) -> bool:
    return assessment.kind == DIVERSION and assessment.answers.get("DV08") == groups.DECEASED


def _say(assessment: Assessment) -> list[str]:
    if _died(assessment):
        return []
    if assessment.kind == DIVERSION:
        return [_("You can come back at any time if the place does not work out.")]
    return [
        _who_reads(assessment),
        *_on_no_list(assessment),
        _("We cannot promise a place or a date. Having your papers ready helps most: start with a photo ID."),
        _("Tell us when you move, when your phone changes, or when something important happens."),
    ]


def _who_reads(assessment: Assessment) -> str:
    """Who can read the answers from now on, and so whether another agency asks them again."""
    client = assessment.client
    if client.survivor:
        return _("Your answers are kept without your name. Other agencies cannot see them and may ask you again.")
    if is_shared(client):
        if assessment.prioritization_status == NOT_PLACED:
            return _("Your answers are written down. You need not do this again when you meet another agency.")
        return _("Your answers are with the housing team now. You need not do this again when you meet another agency.")
    if running_releases(client).exists():
        return _("The agencies you chose can see your answers. Any other agency may ask you again.")
    words = _("Only %(agency)s sees your answers, because they are not shared. Others may ask you again.")
    return words % {"agency": client.agency.name}


def _on_no_list(assessment: Assessment) -> list[str]:
    if assessment.prioritization_status != NOT_PLACED:
        return []
    if assessment.client.survivor:
        return [_("You are on no list. You can ask to be put on one at any time.")]
    return [_("You are on no list under your name. You can ask to be put on one at any time.")]
