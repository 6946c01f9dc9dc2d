"""May this client be assessed now, by this actor? The same answer for the start page, the start and the submit."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import policies
from assessments.models import Draft
from assessments.surroundings import (
    assessed_separately,
    business_day,
    household_facts,
    release_is_active,
    release_was_declined,
)
from assessments.validity import DIVERSION, HCT, draft_is_closed
from assessments.versions import current_definition
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, DomainError, Forbidden
from cas_portal.access.policy import require
from cas_portal.access.roles import CERTIFIED_ROLES
from cas_portal.accounts.models import Agency
from cas_portal.accounts.settings import setting, settings_on
from clients.models import Client, Enrollment
from clients.services.enrollment import open_enrollment
from clients.services.household import seen_household
from clients.services.records import may_act

CERTIFICATE = "certificate"
RIGHT = "right"
ENROLLMENT = "enrollment"
HEAD = "head"
MINOR = "minor"
RELEASE = "release"
OFFER = "offer"
# Instruments that are on or off: by a setting of the community, or as an agency chose for itself.
SWITCHES = {DIVERSION: "diversion_intake"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an assessment cannot be done now, what to do about it, and the page where the reader may do that."""

    kind: str
    message: str
    what_to_do: str
    page: str = ""
    page_label: str = ""


def obstacle_to_assessing(
    actor: Actor, client: Client, instrument: str = HCT, *, on: date | None = None
) -> Obstacle | None:
    """Return the first thing in the way of an assessment (instruments §0.1, §10, §11; policy §10), or None."""
    if not is_offered(actor, instrument, client):
        words = _("This assessment is not offered for this household.")
        if instrument in SWITCHES:
            words = _("This assessment is not offered at your agency.")
        return Obstacle(OFFER, words, _("Use one that the client’s page offers."))
    if not policies.can_assess(actor, client, instrument):
        return _no_right(actor)
    enrollment = open_enrollment(client)
    if enrollment is None:
        return Obstacle(
            ENROLLMENT,
            _("This person is not enrolled in the coordinated entry program."),
            _("Enroll the household first, then start the assessment."),
        )
    enrollment.client = client
    day = on or business_day(client)
    return _wrong_person(actor, enrollment) or _not_served(enrollment, day) or _no_release(actor, client)


def is_offered(actor: Actor, instrument: str, client: Client) -> bool:
    """Whether the instrument is used for such a client: no Crisis Assessment for survivors (X09).

    One that is on or off is offered where an agency the actor could do it for has it on (instruments §7); what is
    begun can be finished.
    """
    if client.survivor and current_definition(instrument, client.continuum_id).not_for_survivors:
        return False
    if instrument not in SWITCHES:
        return True
    return bool(agencies_offering(actor, instrument, client)) or begun_draft(actor, instrument, client) is not None


def agencies_offering(actor: Actor, instrument: str, client: Client) -> tuple[int, ...]:
    """Return the agencies of the actor that have the instrument on: those they could assess this client for.

    Without any of these all of theirs are asked, so that a missing right is what they are told.
    """
    asked = policies.agencies_to_assess(actor, client, instrument) or actor.agency_ids
    community = bool(setting(client.continuum_id, SWITCHES[instrument], on=business_day(client)))
    rows = Agency.objects.visible_to(actor).filter(pk__in=asked).order_by("pk")
    return tuple(row.pk for row in rows if row.offers_diversion(community=community))


def begun_draft(actor: Actor, instrument: str, client: Client) -> Draft | None:
    """Return the open draft an agency of the actor can still go on with."""
    drafts = Draft.objects.visible_to(actor).open().filter(client=client, instrument=instrument)
    today = business_day(client)
    settings = settings_on(client.continuum_id, today)
    open_ones = (
        one for one in drafts.order_by("-saved_at", "pk") if not draft_is_closed(one.started_on, today, settings)
    )
    return next(open_ones, None)


def agency_for(actor: Actor, instrument: str, client: Client, wanted: int | None = None) -> int:
    """Return the agency a draft is written for: the client's own where the actor may, else the first of theirs.

    One that is on or off is written for an agency that has it on; where it went off, for the one that goes on with it.
    Raises Forbidden for a `wanted` agency that is none of these.
    """
    held = actor.agencies_with(policies.SUBMITS[instrument])
    if instrument in SWITCHES:
        begun = begun_draft(actor, instrument, client)
        held = agencies_offering(actor, instrument, client) or ((begun.agency_id,) if begun else ())
    require(bool(held) if wanted is None else wanted in held)
    return wanted or (client.agency_id if client.agency_id in held else held[0])


def require_ready(actor: Actor, client: Client, instrument: str = HCT, *, on: date | None = None) -> Enrollment:
    """Return the open enrollment to assess under; raises Forbidden or Conflict with the first obstacle."""
    obstacle = obstacle_to_assessing(actor, client, instrument, on=on)
    if obstacle:
        error: type[DomainError] = Forbidden if obstacle.kind in (CERTIFICATE, RIGHT, OFFER) else Conflict
        raise error(obstacle.message, obstacle.what_to_do)
    enrollment = open_enrollment(client)
    if enrollment is None:
        raise Conflict(_("The enrollment was closed just now."))
    return enrollment


def _no_right(actor: Actor) -> Obstacle:
    today = max((m.certified_through for m in actor.memberships if m.certified_through), default=None)
    if actor.roles & CERTIFIED_ROLES:
        message = _("Your assessor certificate is not current, so you cannot start or submit assessments.")
        if today:
            message = _("Your assessor certificate ended on %(day)s, so you cannot start or submit assessments.") % {
                "day": today.isoformat()
            }
        return Obstacle(CERTIFICATE, message, _("Renew it with SSF. You can still read, and your drafts are kept."))
    return Obstacle(RIGHT, _("Your role does not do assessments."), _("Ask an assessor of your agency."))


def _wrong_person(actor: Actor, enrollment: Enrollment) -> Obstacle | None:
    household = seen_household(enrollment)
    if enrollment.household_id is None or (household and household.client_id == enrollment.client_id):
        return None
    if household and assessed_separately(household.client_id):
        return Obstacle(
            HEAD,
            _("This couple chose to be assessed separately."),
            _("Separate the household first. Each of the two is then assessed, and looked for, on their own."),
            page=reverse("clients:part_household", args=[enrollment.client.public_id]),
            page_label=_("Separate the household"),
        )
    return Obstacle(
        HEAD,
        _("The assessment is done with the head of the household."),
        _("Open the head of the household and start it there."),
        page=page_of_head(actor, household.client if household else None),
        page_label=_("Open the head of the household"),
    )


def page_of_head(actor: Actor, head: Client | None) -> str:
    """Return the address of a head of household's page; nothing where the record is closed to the reader."""
    if head is None or not Client.objects.visible_to(actor).filter(pk=head.pk).exists():
        return ""
    return reverse("clients:client", args=[head.public_id])


def _not_served(enrollment: Enrollment, day: date) -> Obstacle | None:
    if household_facts(enrollment, day).served:
        return None
    return Obstacle(
        MINOR,
        _("Nobody in this household is 18 or older, so it is not served by coordinated access."),
        _("Call the youth crisis line now: 2-1-1, or the National Runaway Safeline at 1-800-786-2929, day and night."),
    )


def _no_release(actor: Actor, client: Client) -> Obstacle | None:
    if release_is_active(client):
        return None
    if release_was_declined(client) and client.agency_id in actor.agency_ids:
        return None
    may = may_act(actor, client)
    return Obstacle(
        RELEASE,
        _("There is no active release of information for this person."),
        _("Record a release, or that the person declined, then start the assessment."),
        page=reverse("clients:release", args=[client.public_id]) if may else "",
        page_label=_("Record a release"),
    )
