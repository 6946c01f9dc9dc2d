"""What the page about a household shows: who lived together on a day, what that made them, and what changed when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.audit import record
from cas_portal.hud import lists
from clients import policies, presenters
from clients.household import SELF, HouseholdFacts, HouseholdType, classify
from clients.models import Client, Household, HouseholdMember
from clients.services.living_together import people_with

TYPE_WORDS = {
    HouseholdType.FAMILY: gettext_lazy("Family with children"),
    HouseholdType.UNACCOMPANIED_MINOR: gettext_lazy("Unaccompanied minor"),
    HouseholdType.TAY: gettext_lazy("Young adult, 18 to 24"),
    HouseholdType.SINGLE_ADULT: gettext_lazy("Single adult"),
    HouseholdType.COUPLE: gettext_lazy("Couple"),
    HouseholdType.ADULT_GROUP: gettext_lazy("Adults together"),
}


@dataclass(frozen=True, slots=True)
class OnDay:
    """A household on one day: those the reader sees by name, how many more there are, and what they make together."""

    on: date
    household: Household | None
    members: list[dict[str, Any]]
    closed: int
    facts: HouseholdFacts | None

    @property
    def words(self) -> str:
        """The household type in words."""
        return str(TYPE_WORDS[self.facts.type]) if self.facts else ""


def household_on(actor: Actor, client: Client, on: date) -> OnDay:
    """Return the household a client lived in on a day (instruments §0.1); nobody when none is recorded for it."""
    mine = _on(HouseholdMember.objects.visible_to(actor).filter(client=client), on)
    own = mine.select_related("household").order_by("-pk").first()
    if own is None:
        return OnDay(on, None, [], 0, None)
    home, reach = own.household, policies.client_reach(actor)
    rows = _on(HouseholdMember.objects.visible_to(actor).filter(household=home), on)
    seen = list(rows.select_related("client__identity").order_by("relationship", "pk"))
    record.log_read(sorted({one.client_id for one in seen}), purpose="household")
    everybody = people_with(household_id=home.pk, besides=None, on=on)
    together = [one for one in everybody if not one.lives_elsewhere]
    return OnDay(
        on=on,
        household=home,
        members=[_row(one, reach) for one in seen],
        closed=max(len(everybody) - len(seen), 0),
        facts=classify(together, on) if together else None,
    )


def history(actor: Actor, client: Client) -> list[dict[str, Any]]:
    """Return who joined and left the households of a client, the newest first, as far as the actor sees them."""
    homes = HouseholdMember.objects.visible_to(actor).filter(client=client).values("household_id")
    rows = HouseholdMember.objects.visible_to(actor).filter(household_id__in=homes)
    reach = policies.client_reach(actor)
    found = rows.select_related("client__identity", "household", "created_by").order_by("-joined_on", "-pk")
    return [_row(one, reach) for one in found[:100]]


def _on(rows: Any, on: date) -> Any:
    return rows.filter(joined_on__lte=on).filter(Q(left_on=None) | Q(left_on__gt=on))


def _row(one: HouseholdMember, reach: policies.ClientReach) -> dict[str, Any]:
    return {
        "member": one,
        "name": presenters.client_name(one.client, reach),
        "born": presenters.birth_words(one.client, reach),
        "relationship": lists.label("3.15.1", one.relationship) or _("Not recorded"),
        "is_head": one.relationship == SELF,
    }
