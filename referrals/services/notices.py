"""Who is told about a move (policy §9, N6-N13). No name, no score: what happened, and a link."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from referrals.guards import Step
from referrals.models import Opening, Referral
from referrals.moves import Verb
from referrals.states import Part

SSF, PROVIDER, HOUSING = Part.SSF, Part.PROVIDER, Part.HOUSING
MANAGER = "manager"
LONGEST_NAME = 100  # of the 200 characters of a notice
ANSWERING_ROLES = (Role.ASSESSOR, Role.AGENCY_MANAGER, Role.CALL_CENTER, Role.CAN_NAVIGATOR, Role.VSP_ASSESSOR)

# verb -> (kind of policy §9, text, who is told)
TOLD: dict[str, tuple[str, str | Promise, tuple[str, ...]]] = {
    Verb.NOTIFY: ("N7", _("A program has an opening for your client. Is the client interested?"), (PROVIDER,)),
    Verb.INTERESTED: ("N8", _("The client is interested in the opening."), (SSF,)),
    Verb.CANNOT_REACH: ("N8", _("The client could not be reached about the opening."), (SSF,)),
    Verb.CLIENT_DECLINES: ("N8", _("The client declined the opening."), (SSF, PROVIDER)),
    Verb.REFER: ("N9", _("A household was referred to the program."), (HOUSING, PROVIDER)),
    Verb.ACKNOWLEDGE: ("N10", _("The program acknowledged the referral."), (PROVIDER, SSF)),
    Verb.ACCEPT: ("N10", _("The program accepted the referral."), (PROVIDER, SSF)),
    Verb.DECLINE: ("N11", _("A program declined a referral. Confirm or overrule it."), (SSF,)),
    Verb.CONFIRM_DECLINE: ("N10", _("The program's decline was confirmed."), (PROVIDER, HOUSING)),
    Verb.OVERRIDE_DECLINE: ("N11", _("SSF asks the program to go on with a referral."), (HOUSING,)),
    Verb.NO_SHOW: ("N10", _("The program recorded a no-show."), (PROVIDER, SSF)),
    Verb.PARK: ("N10", _("The program parked a referral."), (PROVIDER, SSF)),
    Verb.NOT_ENGAGING: ("N9", _("The program says that the client does not take part now."), (SSF, PROVIDER)),
    Verb.ENROLL: ("N10", _("The program enrolled the household."), (PROVIDER, SSF)),
    Verb.MOVE_IN: ("N10", _("The household has moved in."), (PROVIDER, SSF)),
    Verb.RETURN: ("N10", _("The household left before moving in and is back on the list."), (PROVIDER, SSF)),
    Verb.DROP: ("N10", _("SSF cancelled a referral."), (PROVIDER,)),
    Verb.CANCEL_STALLED: ("N9", _("SSF cancelled a referral that was not answered."), (PROVIDER, HOUSING)),
    Verb.WITHDRAW: ("N6", _("An opening was withdrawn; its referral ended."), (PROVIDER, SSF)),
    Verb.GIVE_WAY: ("N10", _("The household was enrolled elsewhere; the referral ended."), (PROVIDER, SSF, HOUSING)),
    Verb.UNIT_TAKEN: ("N10", _("The unit was filled; the referral ended."), (PROVIDER, SSF)),
    Verb.DEATH: ("N10", _("A referral ended with the client's record."), (PROVIDER, SSF, HOUSING)),
    Verb.GO_LATE: ("N7", _("The answer about an opening is late."), (PROVIDER, MANAGER, SSF)),
    Verb.STALL: ("N9", _("A referral is stalled. Say whether the client takes part."), (HOUSING, SSF)),
    Verb.ESCALATE: ("N9", _("A stalled referral was not answered for seven more days."), (HOUSING, SSF)),
    Verb.END_PARK: ("N12", _("A park ends today; the household can be offered an opening again."), (SSF, PROVIDER)),
}


def tell(step: Step) -> None:
    """Write the notices a move causes; each moment of a referral once."""
    if step.move.verb not in TOLD:
        return
    kind, text, whom = TOLD[step.move.verb]
    before_sending = step.referral.sent_on is None
    told = tuple(part for part in whom if not (part == HOUSING and before_sending))
    send(step.referral, by=step.by, kind=kind, text=text, whom=told, moment=f"{step.move.verb}:{step.day}")


def send(referral: Referral, *, by: Actor, kind: str, text: str | Promise, whom: Iterable[str], moment: str) -> None:
    """Write one notice about a referral to everybody in these parts."""
    recipients = {user_id for part in whom for user_id in _people(referral, part)}
    notify(
        recipient_ids=recipients - {by.user_id},
        kind=kind,
        text=format_lazy("{program}: {text}", program=referral.opening.program.name[:LONGEST_NAME], text=text),
        url=reverse("referrals:referral", args=[referral.public_id]),
        dedupe_key=f"referral:{referral.pk}:{moment}",
        by=by,
    )


def tell_opening(opening: Opening, *, by: Actor, text: str | Promise, moment: str) -> None:
    """N6: SSF hears of openings reported, changed and withdrawn."""
    notify(
        recipient_ids=people_with(continuum_id=opening.continuum_id, roles=[Role.SSF_ADMIN]),
        kind="N6",
        text=text,
        url=reverse("referrals:opening", args=[opening.public_id]),
        dedupe_key=f"opening:{opening.pk}:{moment}",
        by=by,
    )


def _people(referral: Referral, part: str) -> list[int]:
    continuum_id, asked = referral.continuum_id, referral.provider_agency_id
    if part == SSF:
        return people_with(continuum_id=continuum_id, roles=[Role.SSF_ADMIN])
    if part == HOUSING:
        agency = referral.housing_agency_id
        return people_with(continuum_id=continuum_id, roles=[Role.HOUSING_PROVIDER], agency_id=agency)
    if asked is None:
        return []
    if part == MANAGER:
        return people_with(continuum_id=continuum_id, roles=[Role.AGENCY_MANAGER], agency_id=asked)
    if referral.provider_user_id:
        return [referral.provider_user_id]
    return people_with(continuum_id=continuum_id, roles=ANSWERING_ROLES, agency_id=asked)
