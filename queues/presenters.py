"""The words of the lists. No queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cas_portal.ui.templatetags.ui import day as day_words
from clients.household import HouseholdType
from documents.kinds import Tier
from queues.candidates import Candidate
from queues.gates import Gate
from queues.models import Standing
from queues.people import person_on
from queues.schemes import Key
from queues.why import Step

HOUSEHOLD_TYPES: dict[str, Promise] = {
    HouseholdType.FAMILY: gettext_lazy("Family"),
    HouseholdType.SINGLE_ADULT: gettext_lazy("Single adult"),
    HouseholdType.TAY: gettext_lazy("Transition-age youth"),
    HouseholdType.COUPLE: gettext_lazy("Couple"),
    HouseholdType.ADULT_GROUP: gettext_lazy("Adult group"),
    HouseholdType.UNACCOMPANIED_MINOR: gettext_lazy("Unaccompanied minor"),
}
TIER_TAGS = {
    Tier.PSH_READY: (gettext_lazy("PSH ready"), "good"),
    Tier.PH_READY: (gettext_lazy("PH ready"), "info"),
    Tier.NOT_READY: (gettext_lazy("Papers missing"), "neutral"),
}
# Score bands by margin: at or over the threshold is EVH; a local default.
BANDS = (
    (0, gettext_lazy("At or over the threshold")),
    (-2, gettext_lazy("High")),
    (-4, gettext_lazy("Medium")),
    (-200, gettext_lazy("Low")),
)


def band(margin: int | None) -> str:
    """Return the band of a score over its threshold; empty without a score."""
    if margin is None:
        return ""
    return str(next(label for least, label in BANDS if margin >= least))


def household(row: Standing) -> str:
    """Return type and size in words."""
    kind = str(HOUSEHOLD_TYPES.get(row.household_type, _("Not known")))
    size = row.household_size or 1
    people = ngettext("%(n)s person", "%(n)s people", size) % {"n": size}
    return f"{kind}, {people}"


def since(first: date | None, today: date) -> str:
    """Return the days since a date in words; empty for none."""
    if first is None:
        return ""
    days = (today - first).days
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def facts(row: Standing, today: date) -> dict[str, Any]:
    """Return one line of the list as the template shows it."""
    tier, tone = TIER_TAGS[Tier(row.tier)]
    tags = [(row.veteran, _("Veteran")), (row.chronic, _("Chronically homeless")), (row.tay_headed, _("TAY"))]
    return {
        "row": row,
        "person": person_on(row),
        "household": household(row),
        "tier": tier,
        "tone": tone,
        "band": band(row.margin),
        "tags": [words for holds, words in tags if holds],
        "on_list": since(row.listed_since, today),
        "homeless": since(row.homeless_since, today),
        "parked": bool(row.parked_until and row.parked_until > today),
    }


def candidate(found: Candidate, today: date) -> dict[str, Any]:
    """Return a household of an opening as the template shows it."""
    return {
        **facts(found.row, today),
        "failed": [gate.label for gate in found.failed],
        "keys": [(key.label, value(key, shown)) for key, shown in found.keys if key.name != "id"],
    }


def value(key: Key, shown: Any) -> str:
    """Return the value of a key as people read it."""
    if key.name.startswith("prefers_") and key.field == "client_id":
        return ""
    if key.name == "transfer" and shown is None:
        return ""
    if key.name == "family" or key.field == "household_type":
        return str(HOUSEHOLD_TYPES.get(shown, _("Not known")))
    if key.name == "transfer" and shown is None:
        return _("no")
    if key.name == "lot":
        return _("drawn")
    if isinstance(shown, bool):
        return _("yes") if shown else _("no")
    if isinstance(shown, date):
        return day_words(shown)
    return _("not known") if shown is None else str(shown)


def missing(gates: Sequence[Gate], row: Standing) -> list[str]:
    """Return what keeps a household off the list, in words; readiness of papers comes last."""
    words = [str(gate.label) for gate in gates]
    return words if row.tier != Tier.NOT_READY else [*words, _("Papers not ready")]


def age(seconds: int) -> str:
    """Return an age in words: seconds, then minutes, then hours."""
    if seconds < 120:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 7200:
        return _("%(n)s min") % {"n": seconds // 60}
    return _("%(n)s h") % {"n": seconds // 3600}


def step(one: Step) -> dict[str, Any]:
    """Return a key of the order beside the neighbors' values."""
    shown = {name: value(one.key, getattr(one, name)) for name in ("value", "before", "after")}
    return {"label": one.key.label, "rule": one.key.rule, **shown, "step": one}
