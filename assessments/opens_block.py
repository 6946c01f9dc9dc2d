"""The block "What this opens" on the receipt and the page of an HCT: for staff, with ways on for who may go there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import opens, policies
from assessments.chronic.finding import Finding
from assessments.models import Assessment
from assessments.opens import Place
from assessments.services.chronic import finding_of, rules_on
from assessments.surroundings import business_day, read_by_rules_of_its_day
from assessments.validity import HCT
from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from clients.models import Client
from clients.policies import can_act_on_client
from clients.services.records import may_act


def opens_of(by: Actor, assessment: Assessment, *, on_record: bool = False) -> list[dict[str, Any]]:
    """Return what an HCT that counts opens, for those who may read its answers; nothing for everybody else.

    The chronic finding stands there for those who may read the dated history. `on_record` leaves out the way to the
    page of the record, where the block then stands.
    """
    counts = assessment.kind == HCT and not assessment.is_void and assessment.superseded_by_id is None
    if not counts or not assessment.instrument_version or not policies.can_view_answers(by, assessment):
        return []
    client, reading = assessment.client, read_by_rules_of_its_day(assessment, by)
    rules = rules_on(client.continuum_id, business_day(client))
    words, addresses = opens.tags(), _addresses(by, assessment, on_record)
    return [
        {"way": way, "tag": words[way.state], "link": addresses.get(way.place)}
        for way in opens.ways(reading, _finding(by, client), rules)
    ]


def _finding(by: Actor, client: Client) -> Finding | None:
    if not policies.has_dated_stays(client) or not may_act(by, client, Permission.ADD_LIVING_SITUATION):
        return None
    return finding_of(client, business_day(client))[0]


def _addresses(by: Actor, assessment: Assessment, on_record: bool) -> dict[Place, dict[str, str]]:
    """Return where each next step is done, of those the person may take."""
    client, whose = assessment.client, [assessment.client.public_id]
    stays = policies.has_dated_stays(client) and may_act(by, client, Permission.ADD_LIVING_SITUATION)
    papers = can_act_on_client(by, Permission.UPLOAD_DOCUMENT, client)
    papers = papers or can_act_on_client(by, Permission.ATTEST_DOCUMENT, client)
    ways = (
        (Place.STAYS, stays, "assessments:stays", _("Open the dated history")),
        (Place.PAPERS, papers, "clients:files", _("Open the papers")),
        (Place.EVENT, policies.can_log_event(by, client), "assessments:event", _("Log a CE event")),
        (Place.PLAN, policies.can_edit_plan(by, client), "assessments:plan", _("Open the plan")),
        (Place.RECORD, not on_record, "assessments:show", _("Open the assessment")),
    )
    whom = {Place.RECORD: [assessment.public_id]}
    return {
        place: {"url": reverse(name, args=whom.get(place, whose)), "label": label}
        for place, may, name, label in ways
        if may
    }
