"""What must hold before a household is offered an opening, each with a name (policy §6.1, §6.2).

A gate is a condition on standing. All of them together are the WHERE of the candidates; one by one they say why a
household is not among them. Days are compared with `as_of`, so that a late sweep offers nobody wrongly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.time.dates import add_months
from clients.models import Client
from documents.kinds import Tier
from queues.schemes import TAY_HEADED
from referrals.models import Opening, Referral
from referrals.models.openings import HousingKind
from referrals.states import State

ANYWHERE = "any"
KINDS = [kind.value for kind in HousingKind]


@dataclass(frozen=True, slots=True)
class Gate:
    """A named condition; `label` says what is wrong when it fails."""

    name: str
    label: str | Promise
    holds: Q


def list_gates(as_of: date, inactive_days: int) -> Iterator[Gate]:
    """Give the conditions of the housing list on a day (policy §6.1). A VAWA transfer needs none of them (§6.4)."""
    seen_from = as_of - timedelta(days=inactive_days)
    conditions = (
        ("enrolled", _("Not enrolled in the CAS program"), Q(enrolled=True)),
        ("hct_made", _("No Housing Conversation Tool"), Q(hct_on__isnull=False)),
        ("hct_valid", _("Housing Conversation Tool expired"), Q(hct_on=None) | Q(hct_valid_through__gte=as_of)),
        ("placed", _("Not sent to the housing list"), Q(hct_on=None) | Q(placed=True)),
        ("active", _("Inactive: no contact for too long"), Q(last_contact_on__gte=seen_from)),
        ("not_housed", _("Enrolled in permanent housing"), Q(housed=False)),
    )
    for name, label, holds in conditions:
        yield Gate(name, label, holds | Q(transfer_since__isnull=False))


def offer_gates(as_of: date) -> Iterator[Gate]:
    """Give the conditions on the household's other offers (policy §6.2)."""
    yield Gate("not_parked", _("Parked"), Q(parked_until=None) | Q(parked_until__lte=as_of))
    yield Gate("no_live_referral", _("Has another live referral"), Q(live_referral=None))


def gates(opening: Opening, *, as_of: date, inactive_days: int, redecline_days: int, actor: Actor) -> list[Gate]:
    """Return every gate of an opening on a day (policy §6.2). What is not asked for is not a gate."""
    found = [*list_gates(as_of, inactive_days), *_papers(opening), *_fit(opening), *_hard_rules(opening, as_of, actor)]
    found += [*_wishes(opening), *offer_gates(as_of)]
    declined = Referral.objects.visible_to(actor).filter(
        opening__program=opening.program_id,
        state=State.DECLINED_CLIENT,
        closed_on__gte=as_of - timedelta(days=redecline_days),
        client_id=OuterRef("client_id"),
    )
    return [*found, Gate("not_declined", _("Declined this program a short while ago"), ~Q(Exists(declined)))]


def _papers(opening: Opening) -> Iterator[Gate]:
    enough = [tier.value for tier in Tier if opening.required_tier in tier.satisfies]
    if len(enough) < len(Tier):
        yield Gate("tier", _("Papers not ready for this opening"), Q(tier__in=enough) | Q(transfer_since__isnull=False))


def _fit(opening: Opening) -> Iterator[Gate]:
    if opening.household_types:
        yield Gate("household_type", _("Household type does not fit"), Q(household_type__in=opening.household_types))
    if opening.min_size:
        yield Gate("min_size", _("Household too small"), Q(household_size__gte=opening.min_size))
    if opening.max_size:
        yield Gate("max_size", _("Household too large"), Q(household_size__lte=opening.max_size))


def _hard_rules(opening: Opening, as_of: date, actor: Actor) -> Iterator[Gate]:
    person = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id"))
    if opening.chronic_only:
        yield Gate("chronic", _("Not known to be chronically homeless"), Q(chronic=True))
    if opening.veteran_only:
        yield Gate("veteran", _("Not a veteran"), Q(veteran=True))
    if opening.tay_only:
        yield Gate("tay", _("Not headed by transition-age youth"), TAY_HEADED)
    if opening.survivor_only:
        yield Gate("survivor", _("Not a survivor record"), Q(Exists(person.filter(survivor=True))))
    if opening.min_age:
        born_by = add_months(as_of, -12 * opening.min_age)
        known = Q(identity__birth_date__lte=born_by)
        stated = Q(identity__birth_date=None, birth_year__lt=born_by.year)
        yield Gate(
            "min_age", _("Head of household too young, or age not known"), Q(Exists(person.filter(known | stated)))
        )


def _wishes(opening: Opening) -> Iterator[Gate]:
    """A question the client did not answer excludes nothing; an area to avoid for safety always does."""
    kind = Q(wanted_kinds__contains=[opening.housing_kind]) | ~Q(wanted_kinds__overlap=KINDS)
    yield Gate("wants_kind", _("Does not want this kind of housing"), kind)
    if opening.zones and ANYWHERE not in opening.zones:
        area = Q(wanted_zones=[]) | Q(wanted_zones__overlap=[ANYWHERE, *opening.zones])
        yield Gate("wants_area", _("Does not want this area"), area)
        yield Gate("safe_area", _("Must stay away from this area"), ~Q(avoided_zones__overlap=opening.zones))
