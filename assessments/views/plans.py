"""The support plan of a household (A8): read, changed, compared, printed for the client."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import policies
from assessments.forms.plans import GoalForm, PlanForm, StepFormSet, SupporterFormSet, steps_of, team_of
from assessments.models import Plan
from assessments.plans import comparing, samples
from assessments.plans.content import Area, Content, Goal, content_of
from assessments.plans.sheet import step_words
from assessments.services import plans
from assessments.views.finding import find_client
from assessments.views.subject import subject
from cas_portal.access.errors import Invalid, Missing, StaleForm
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients.models import Client

MORE = "more"
LONGEST_NUMBER = 6


@needs(Permission.EDIT_ISP)
@require_safe
def plan(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Show the plan, or how to begin one."""
    client = _client(request, client_id)
    found = plans.plan_of(request.actor, client)
    content = content_of(found.content) if found else Content()
    context = {
        **subject(request, client, _("Support plan")),
        "plan": found,
        "facts": _facts(found) if found else [],
        "goals": [_shown(number, goal) for number, goal in enumerate(content.goals, start=1)],
        "team": [comparing.supporter_words(one) for one in content.team],
        "open_points": plans.open_points(request.actor, client, found) if found else [],
        "today": clock.today(client.continuum.time_zone),
        "suggested": _suggested(request, client),
        "samples": [one for one in samples.SAMPLES if content.has_housing_goal or one.area == Area.HOUSING],
    }
    return render(request, "assessments/plan.html", context)


@needs(Permission.EDIT_ISP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Change what stands around the goals; when somebody saved first, both versions are shown."""
    client = _client(request, client_id)
    found = plans.plan_of(request.actor, client)
    form = PlanForm(request.POST or None, initial=_plan_initial(request, client, found))
    team = content_of(found.content).team if found else ()
    rows = SupporterFormSet(_with_more(request, "team"), prefix="team", initial=[_fields(one) for one in team])
    page = {"form": form, "rows": rows, "rows_title": _("Who helps"), "title": _("Plan and agreement")}
    if not _sent(request, form, rows):
        return _form_page(request, client, page)
    try:
        facts = form.facts(team_of(rows))
        saved = plans.save_plan(
            by=request.actor, client_id=client.pk, facts=facts, version=form.cleaned_data["version"]
        )
    except StaleForm as stale:
        return _stale(request, client, page, stale)
    except Invalid as refused:
        form.add_error(None, refused.message)
        return _form_page(request, client, page)
    _say_saved(request, form, saved, _("The plan was saved as a new version."))
    return redirect("assessments:plan", client.public_id)


@needs(Permission.EDIT_ISP)
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: PortalRequest, client_id: UUID, number: int | None = None) -> HttpResponse:
    """Add a goal, perhaps from a sample, or change one; when somebody saved first, both versions are shown."""
    client = _client(request, client_id)
    found = plans.plan_of(request.actor, client)
    stored = _goal(found, number) if number is not None else None
    initial, steps = _goal_initial(request, found, stored, clock.today(client.continuum.time_zone))
    form = GoalForm(request.POST or None, initial=initial)
    rows = StepFormSet(_with_more(request, "steps"), prefix="steps", initial=steps)
    page = {
        "form": form,
        "rows": rows,
        "rows_title": _("Steps"),
        "title": _("Change the goal") if stored else _("New goal"),
    }
    if not _sent(request, form, rows):
        return _form_page(request, client, page)
    try:
        made = form.goal(stored.key if stored else "", steps_of(rows))
        saved = plans.save_goal(by=request.actor, client_id=client.pk, goal=made, version=form.cleaned_data["version"])
    except StaleForm as stale:
        return _stale(request, client, page, stale)
    except Invalid as refused:
        form.add_error(None, refused.message)
        return _form_page(request, client, page)
    _say_saved(request, form, saved, _("The goal was saved as part of a new version."))
    return redirect("assessments:plan", client.public_id)


@needs(Permission.EDIT_ISP)
@require_safe
def versions(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """List every version, and show how two of them differ: ?from=1&to=2, else the last two."""
    client = _client(request, client_id)
    found = plans.plan_of(request.actor, client)
    if found is None:
        raise Missing
    rows = plans.versions_of(request.actor, found)
    newer = _chosen(request, "to", found.version)
    older = _chosen(request, "from", max(newer - 1, 1))
    before, after = (plans.version_of(request.actor, found, number) for number in (older, newer))
    context = {
        **subject(request, client, _("Versions of the plan")),
        "rows": rows,
        "older": older,
        "newer": newer,
        "differences": comparing.differences(before.snapshot, after.snapshot) if older != newer else [],
        "lines": list(comparing.lines_of(after.snapshot).values()),
    }
    return render(request, "assessments/plan_versions.html", context)


def _client(request: PortalRequest, client_id: UUID) -> Client:
    client = find_client(request, client_id)
    record.log_read([client.pk], purpose="support_plan")
    require(policies.can_edit_plan(request.actor, client))
    return client


def _goal(found: Plan | None, number: int) -> Goal:
    """Return a goal by its place; goals never leave the plan, so a place stays the same goal."""
    goals = content_of(found.content).goals if found else ()
    if not 1 <= number <= len(goals):
        raise Missing
    return goals[number - 1]


def _facts(found: Plan) -> list[tuple[str, str]]:
    lines = comparing.lines_of({**plans.snapshot_of(found), "content": {}})
    return list(lines.values())


def _shown(number: int, one: Goal) -> dict[str, Any]:
    about = [(label, words) for label, words in comparing.parts_of(one).values() if words]
    return {"number": number, "goal": one, "facts": about, "steps": [(step, step_words(step)) for step in one.steps]}


def _suggested(request: PortalRequest, client: Client) -> str:
    """What the newest HCT says the household would accept (IS02); never a score."""
    hct = plans.newest_hct(request.actor, client)
    accepted = hct.answers.get("HC02") if hct else None
    words = plans.preferred_choices()
    return ", ".join(words[str(code)] for code in accepted if str(code) in words) if isinstance(accepted, list) else ""


def _plan_initial(request: PortalRequest, client: Client, found: Plan | None) -> dict[str, Any]:
    if found is not None:
        names = ("version", "made_on", "preferred", "agreement", "agreed_on", "no_agreement_reason", "review_on")
        return {name: getattr(found, name) for name in names}
    today = clock.today(client.continuum.time_zone)
    review = plans.first_review(client.continuum_id, today)
    return {"version": 0, "made_on": today, "review_on": review, "agreement": Plan.Agreement.NOT_YET}


def _goal_initial(
    request: PortalRequest, found: Plan | None, stored: Goal | None, today: date
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    version = {"version": found.version if found else 0}
    if stored is not None:
        return {**_fields(stored), **version}, [_fields(step) for step in stored.steps]
    sample = samples.BY_KEY.get(request.GET.get("sample", ""))
    if sample is None:
        housing = {} if found and content_of(found.content).has_housing_goal else {"area": Area.HOUSING}
        return {**housing, **version}, []
    return {**sample.initial(), **version}, sample.initial_steps(today)


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _with_more(request: PortalRequest, prefix: str) -> Any:
    """Return what was sent, with one more empty row when that was asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    name = f"{prefix}-TOTAL_FORMS"
    total = str(data.get(name, ""))
    if MORE in data and total.isdecimal() and len(total) < LONGEST_NUMBER:
        data[name] = str(int(total) + 1)
    return data


def _sent(request: PortalRequest, form: Any, rows: Any) -> bool:
    if request.method != "POST" or MORE in request.POST:
        return False
    return bool(form.is_valid() & rows.is_valid())


def _say_saved(request: PortalRequest, form: Any, saved: Plan, words: str) -> None:
    same = saved.version == form.cleaned_data["version"]
    messages.success(request, _("Nothing was changed: there is no new version.") if same else words)


def _chosen(request: PortalRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else default


def _form_page(request: PortalRequest, client: Client, page: dict[str, Any], status: int = 0) -> HttpResponse:
    way_back = reverse("assessments:plan", args=[client.public_id])
    wrong = request.method == "POST" and MORE not in request.POST
    context = {**subject(request, client, page["title"]), **page, "way_back": way_back}
    return render(request, "assessments/plan_form.html", context, status=status or (422 if wrong else 200))


def _stale(request: PortalRequest, client: Client, page: dict[str, Any], stale: StaleForm) -> HttpResponse:
    """Show what is stored now beside what was typed; the form goes on from the newer version."""
    theirs = stale.context["theirs"]
    typed = request.POST.copy()
    typed["version"] = str(theirs.version) if isinstance(theirs, Plan) else "0"
    shown = plans.snapshot_of(theirs) if isinstance(theirs, Plan) else {}
    form = type(page["form"])(typed)
    lines = [words for words in comparing.lines_of(shown).values() if words[1]]
    return _form_page(request, client, {**page, "form": form, "stale": True, "stored": lines}, status=409)
