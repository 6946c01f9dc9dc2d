"""In what order households stand: the keys, and the schemes made of them (policy §6.3).

A key sorts ascending: what comes first has the smaller value. A scheme is data; SSF's own is kept as one stored column.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, DateField, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.household import HouseholdType

NEVER = date(9999, 12, 31)
NO_NUMBER = 10_000


@dataclass(frozen=True, slots=True)
class Key:
    """One step of an order: what is compared, in words and as an expression; `field` holds the value people read."""

    name: str
    label: str | Promise
    rule: str | Promise
    field: str
    expression: Any


def _first(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def _descending(field: str) -> Coalesce:
    return Coalesce(F(field) * -1, NO_NUMBER, output_field=IntegerField())


def _day(field: str) -> Coalesce:
    return Coalesce(F(field), Value(NEVER), output_field=DateField())


TAY_HEADED = Q(tay_headed=True) | Q(household_type=HouseholdType.TAY)
KEYS = {
    key.name: key
    for key in (
        Key("evh", _("Extremely vulnerable"), _("yes first"), "evh", _first(Q(evh=True))),
        Key("margin", _("Score minus threshold"), _("high first"), "margin", _descending("margin")),
        Key("score", _("Score"), _("high first"), "score", _descending("score")),
        Key("since", _("Homeless since"), _("longest first"), "homeless_since", _day("homeless_since")),
        Key("hct_on", _("Date of the HCT"), _("earliest first"), "hct_on", _day("hct_on")),
        Key("chronic", _("Chronically homeless"), _("yes first"), "chronic", _first(Q(chronic=True))),
        Key("veteran", _("Veteran"), _("yes first"), "veteran", _first(Q(veteran=True))),
        Key(
            "family", _("Family"), _("yes first"), "household_type", _first(Q(household_type=HouseholdType.FAMILY))
        ),
        Key("tay", _("Transition-age youth"), _("yes first"), "tay_headed", _first(TAY_HEADED)),
        Key("transfer", _("VAWA emergency transfer"), _("before everybody"), "transfer_since", _day("transfer_since")),
        Key(
            "lot", _("Lot"), _("drawn once for each client"), "client_id",
            Func(F("client_id"), function="hashint8", output_field=BigIntegerField()),
        ),
        Key("id", _("Record number"), _("lowest first"), "client_id", F("client_id")),
    )
}  # fmt: skip
# The five keys of SSF's scheme in one stored, indexed number (without the last, which breaks ties).
STORED = ("evh", "margin", "since", "hct_on")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A named order of a community."""

    code: str
    label: str | Promise
    keys: tuple[str, ...]

    @property
    def stored(self) -> bool:
        """Whether it is the order kept in one indexed column."""
        return self.keys == STORED

    @property
    def columns(self) -> dict[str, Any]:
        """What to annotate and sort by, in order; ends with the client id, so that the order is total."""
        if self.stored:
            return {"sort_key": None}
        return {f"by_{name}": KEYS[name].expression for name in self.keys}


DEFAULT = "SSF_HCT"
SCHEMES = {
    scheme.code: scheme
    for scheme in (
        Scheme(DEFAULT, _("EVH, score over threshold, time homeless, HCT date"), STORED),
        Scheme("SCORE", _("Score only"), ("score",)),
        Scheme("SCORE_DATE", _("Score, then HCT date"), ("score", "hct_on")),
        Scheme("SCORE_LOT", _("Score, then by lot"), ("score", "lot")),
        Scheme("DAYS_HOMELESS", _("Time homeless"), ("since",)),
        Scheme(
            "VETERAN_FAMILY_YOUTH",
            _("Veterans, families, youth, then time homeless"),
            ("veteran", "family", "tay", "since"),
        ),
    )
}


def scheme(code: str) -> Scheme:
    """Return a scheme by its code; SSF's own for an empty or unknown one."""
    return SCHEMES.get(code, SCHEMES[DEFAULT])
