"""The answers of two profiles side by side, and taking some of one over to the other."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from clients import merging
from clients.merging import Change, Pair
from clients.models import RACES, Client

SSN = "ssn"
UNKNOWN = frozenset({None, "", 8, 9, 99})


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a comparison: the columns that go together, of the identity and of the client; the first leads."""

    key: str
    label: Any
    identity: tuple[str, ...] = ()
    client: tuple[str, ...] = ()

    def values(self, of: Client) -> dict[str, Any]:
        """Return what a record answers."""
        return {
            **{name: getattr(of.identity, name) for name in self.identity},
            **{name: getattr(of, name) for name in self.client},
        }

    def known(self, of: Client) -> bool:
        """Whether a record has an answer at all."""
        if self.key == SSN:
            return of.identity.ssn_sealed is not None
        if self.key == "races":
            return any(getattr(of, race) for race in RACES)
        return next(iter(self.values(of).values())) not in UNKNOWN


ANSWERS = (
    Answer("name", _("Name"), ("first_name", "middle_name", "last_name", "suffix", "name_quality")),
    Answer("alias", _("Goes by"), ("alias",)),
    Answer("birth_date", _("Birth date"), ("birth_date", "dob_quality"), ("birth_year",)),
    Answer(SSN, _("Social Security number"), ("ssn_quality",)),
    Answer("phone", _("Phone"), ("phone",)),
    Answer("email", _("E-mail"), ("email",)),
    Answer("pronouns", _("Pronouns"), ("pronouns",)),
    Answer("sex", _("Sex"), (), ("sex",)),
    Answer("races", _("Race and ethnicity"), (), (*RACES, "race_none")),
    Answer("veteran_status", _("Veteran"), (), ("veteran_status",)),
    Answer("disabling_condition", _("Disabling condition"), (), ("disabling_condition",)),
    Answer("language", _("Language"), (), ("preferred_language", "interpreter_needed")),
    Answer("deceased_on", _("Died on"), (), ("deceased_on",)),
)
KEYS = frozenset(answer.key for answer in ANSWERS)


def differing(pair: Pair) -> list[Answer]:
    """Return the answers the two records do not share; a number is compared by its keyed hash, never opened."""
    found = []
    for answer in ANSWERS:
        mine, theirs = answer.values(pair.kept), answer.values(pair.other)
        if answer.key == SSN:
            mine["index"], theirs["index"] = (_bytes(one.identity.ssn_index) for one in (pair.kept, pair.other))
        if mine != theirs:
            found.append(answer)
    return found


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def better_from_other(pair: Pair) -> frozenset[str]:
    """Return the answers only the other record has: what is known is taken unless somebody chooses otherwise."""
    return frozenset(a.key for a in differing(pair) if a.known(pair.other) and not a.known(pair.kept))


def take(pair: Pair, taken: frozenset[str]) -> list[Change]:
    """Write the answers that come from the other record into the one that is kept."""
    changes = []
    for answer in ANSWERS:
        if answer.key not in taken:
            continue
        if answer.identity:
            values = {name: getattr(pair.other.identity, name) for name in answer.identity}
            changes.append(merging.change(pair.kept.identity, **values))
        if answer.client:
            changes.append(merging.change(pair.kept, **{name: getattr(pair.other, name) for name in answer.client}))
    return changes
