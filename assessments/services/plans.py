"""The support plan of a household: one that lives, each change a version (instruments §7; X14)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import policies
from assessments.models import Assessment, Plan, PlanVersion
from assessments.plans.content import MOST_SUPPORTERS, Content, Goal, Help, Supporter, content_of
from assessments.services.contacts import note_contact
from assessments.services.follow_ups import settle_plan
from assessments.validity import HCT
from assessments.versions import current_definition
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing, StaleForm
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.accounts.settings import setting
from cas_portal.time import clock
from clients.models import Client, Contact
from clients.services.enrollment import open_enrollment
from clients.services.records import author_agency, locked_client

Agreement = Plan.Agreement
# Answers after which the client was met; they count as a contact (policy §13, "ISP meeting").
MET = frozenset({Agreement.AGREES, Agreement.DISAGREES})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What stands around the goals (IS01, IS02, IS10-IS12)."""

    made_on: date
    review_on: date
    preferred: str
    agreement: str
    agreed_on: date | None = None
    no_agreement_reason: str = ""
    team: tuple[Supporter, ...] = ()

    def check(self, today: date) -> None:
        """Raise Invalid for days that cannot be, an agreement without its day, a disagreement without its reason."""
        if self.made_on > today or (self.agreed_on or today) > today:
            raise Invalid(_("The plan and the agreement cannot be dated in the future."))
        if self.review_on < self.made_on:
            raise Invalid(_("The review comes after the day of the plan."))
        if self.agreement not in Agreement.values:
            raise Invalid(_("Say whether the client agrees."))
        if (self.agreement == Agreement.AGREES) != (self.agreed_on is not None):
            raise Invalid(_("Say on which day the client agreed."))
        if self.agreement not in {Agreement.AGREES, Agreement.NOT_YET} and not self.no_agreement_reason.strip():
            raise Invalid(_("Say why the client did not agree."))
        if len(self.team) > MOST_SUPPORTERS or any(one.help not in Help.values for one in self.team):
            raise Invalid(_("Choose how each helper helps from the list."))


def plan_of(by: Actor, client: Client) -> Plan | None:
    """Return the plan that goes on, if the actor sees it."""
    rows = Plan.objects.visible_to(by).filter(client=client, ended_at=None)
    return rows.select_related("worker", "changed_by", "agency", "hct").first()


def newest_hct(by: Actor, client: Client) -> Assessment | None:
    """Return the HCT that counts: a plan follows each."""
    return Assessment.objects.visible_to(by).filter(client=client, kind=HCT).counting().newest_first().first()


def plan_is_due(by: Actor, client: Client, plan: Plan | None) -> bool:
    """Whether a plan is due: after every HCT, and until it is whole (instruments §7)."""
    return plan is None or bool(open_points(by, client, plan))


def open_points(by: Actor, client: Client, plan: Plan) -> list[str]:
    """Return what keeps the plan from being done, as things to do, under the HCT that counts."""
    hct = newest_hct(by, client)
    newer = hct is not None and (plan.hct is None or plan.hct.assessed_on < hct.assessed_on)
    looked_at = [_("There is a newer HCT. Look at the plan with the client and save it.")] if newer else []
    return [*looked_at, *_missing(plan)]


def _missing(plan: Plan) -> list[str]:
    """What is required of every plan (IS02, IS03, IS11); until it is there, the plan due after an HCT stays due."""
    points = (
        (content_of(plan.content).has_housing_goal, _("Add a housing goal.")),
        (plan.preferred, _("Write down which housing the client prefers.")),
        (
            plan.agreement != Agreement.NOT_YET,
            _("Talk the plan over: write down whether the client agrees, or why not."),
        ),
    )
    return [words for there, words in points if not there]


def first_review(continuum_id: int, made_on: date) -> date:
    """Return the day of review that is offered: 30 days on, a setting (IS12)."""
    days = int(str(setting(continuum_id, "plan_review_days", on=made_on)))
    return made_on + timedelta(days=days)


@transaction.atomic
def save_plan(*, by: Actor, client_id: int, facts: PlanFacts, version: int) -> Plan:
    """Begin a plan (`version` 0) or change what stands around its goals; without a change there is no new version.

    Raises StaleForm with the stored plan when somebody saved since `version` was read; Invalid for what cannot be.
    """
    client = _client(by, client_id)
    today = clock.today(client.continuum.time_zone)
    facts.check(today)
    plan = _current(client, version) or _new(by, client, facts)
    before = snapshot_of(plan)
    met = facts.agreement in MET and (plan.agreement, plan.agreed_on) != (facts.agreement, facts.agreed_on)
    for name in ("made_on", "review_on", "preferred", "agreement", "agreed_on"):
        setattr(plan, name, getattr(facts, name))
    plan.no_agreement_reason = facts.no_agreement_reason.strip()[:200]
    plan.content = replace(content_of(plan.content), team=facts.team).as_json()
    if not _differs(by, client, plan, before):
        return plan
    _store(by, client, plan, _("Plan, helpers and agreement"))
    enrollment = open_enrollment(client) if met else None
    if enrollment is not None:
        on = facts.agreed_on or today
        note_contact(by=by, enrollment=enrollment, agency_id=plan.agency_id, on=on, kind=Contact.Kind.ISP_MEETING)
    return plan


@transaction.atomic
def save_goal(*, by: Actor, client_id: int, goal: Goal, version: int) -> Plan:
    """Add a goal to the plan, or change it; the first one begins the plan, and without a change there is no version.

    Raises Invalid for a goal that misses something, past six goals in work, or without a housing goal; StaleForm with
    the stored plan when somebody saved since `version` was read.
    """
    client = _client(by, client_id)
    goal.check()
    plan = _current(client, version) or _new(by, client, None)
    before, content = snapshot_of(plan), content_of(plan.content)
    what = _("Goal changed: %(goal)s") if content.goal(goal.key) else _("Goal added: %(goal)s")
    plan.content = content.with_goal(goal).as_json()
    if not _differs(by, client, plan, before):
        return plan
    _store(by, client, plan, what % {"goal": goal.text})
    return plan


def versions_of(by: Actor, plan: Plan) -> list[PlanVersion]:
    """Return every version, newest first."""
    rows = PlanVersion.objects.visible_to(by).filter(plan=plan).select_related("created_by", "agency")
    return list(rows.order_by("-number"))


def version_of(by: Actor, plan: Plan, number: int) -> PlanVersion:
    """Return one version; raises Missing."""
    found = PlanVersion.objects.visible_to(by).filter(plan=plan, number=number).first()
    if found is None:
        raise Missing
    return found


def preferred_choices() -> dict[str, str]:
    """Return the kinds of housing a client may prefer: those the HCT asks about (HC02)."""
    item = current_definition("HCT").items["HC02"]
    return {str(option.code): str(option.text) for option in item.options if not option.is_missing}


def snapshot_of(plan: Plan) -> dict[str, Any]:
    """Return a plan as its versions keep it, readable without any other row."""
    return {
        "made_on": plan.made_on.isoformat(),
        "review_on": plan.review_on.isoformat(),
        "worker": plan.worker.name if plan.worker else "",
        "preferred": plan.preferred,
        "preferred_words": preferred_choices().get(plan.preferred, ""),
        "agreement": plan.agreement,
        "agreed_on": plan.agreed_on.isoformat() if plan.agreed_on else None,
        "no_agreement_reason": plan.no_agreement_reason,
        "content": plan.content,
    }


def _client(by: Actor, client_id: int) -> Client:
    client = locked_client(by, client_id, None)
    require(policies.can_edit_plan(by, client))
    return client


def _current(client: Client, version: int) -> Plan | None:
    """Return the plan in the version the form was opened with; None when there is none and none was."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("worker").filter(client=client, ended_at=None)
    found = plan.first()
    if (found.version if found else 0) != version:
        raise StaleForm(_("Somebody saved this plan after you opened it."), theirs=found)
    return found


def _new(by: Actor, client: Client, facts: PlanFacts | None) -> Plan:
    today = clock.today(client.continuum.time_zone)
    made_on = facts.made_on if facts else today
    return Plan(
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client, Permission.EDIT_ISP),
        client=client,
        created_by_id=by.user_id,
        made_on=made_on,
        review_on=facts.review_on if facts else first_review(client.continuum_id, made_on),
        content=Content().as_json(),
        version=0,
    )


def _differs(by: Actor, client: Client, plan: Plan, before: Mapping[str, Any]) -> bool:
    """Whether there is something to store: a first version, another word, or a newer HCT that the plan now follows."""
    hct = newest_hct(by, client)
    if plan.version == 0 or plan.hct_id != (hct.pk if hct else None):
        return True
    after = snapshot_of(plan)
    said = content_of(after.pop("content")), content_of(before["content"])
    return said[0] != said[1] or after != {name: words for name, words in before.items() if name != "content"}


def _store(by: Actor, client: Client, plan: Plan, what: str) -> None:
    """Save the plan as its next version, under the newest HCT, and keep the version whole."""
    plan.version += 1
    plan.changed_at, plan.changed_by_id, plan.worker_id = clock.now(), by.user_id, by.user_id
    plan.hct = newest_hct(by, client)
    plan.save()
    plan.refresh_from_db()
    PlanVersion.objects.create(
        continuum_id=plan.continuum_id,
        agency_id=plan.agency_id,
        client=client,
        created_by_id=by.user_id,
        plan=plan,
        number=plan.version,
        saved_at=plan.changed_at,
        what=what[:200],
        snapshot=snapshot_of(plan),
    )
    if not _missing(plan):
        settle_plan(by=by, client=client)
