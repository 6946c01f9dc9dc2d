"""Document readiness of households, defined once, as set-based SQL (policy §5).

`READINESS_CTES` continues a WITH clause that begins with `heads(client_id, hct_valid)`: the heads of household, and
whether the newest HCT of each is valid. It ends with
`readiness(client_id, tier, hct_valid, attested, changes_on)` and binds what `parameters()` returns. `queues` uses it
for everybody at once, `readiness_of` for one household, so that both always agree.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import connection

from cas_portal.accounts.settings import settings_on
from clients.models import Client
from documents.kinds import COUNTING_STATES, Basis, Kind, State, Tier

_FOLDER = Path(__file__).parent / "sql"
READINESS_CTES = (_FOLDER / "readiness.sql").read_text(encoding="utf-8")
_HOUSEHOLD = (_FOLDER / "household.sql").read_text(encoding="utf-8").replace("{readiness}", READINESS_CTES)


@dataclass(frozen=True, slots=True)
class Need:
    """One paper somebody of the household must bring, and where it stands on the day asked about."""

    client_id: int
    client_public_id: UUID
    name: str
    is_head: bool
    is_minor: bool
    kind: Kind
    psh_only: bool
    counts: bool
    counts_for_psh: bool
    state: State
    basis: Basis | str
    valid_through: date | None
    reason: str
    item_id: UUID | None
    as_of: date

    @property
    def expired(self) -> bool:
        """Whether the newest paper was accepted and its last valid day has passed."""
        over = self.valid_through is not None and self.valid_through < self.as_of
        return self.state in COUNTING_STATES and over

    @property
    def missing(self) -> bool:
        """Whether nothing counts for the tier that asks for it."""
        return not (self.counts_for_psh if self.psh_only else self.counts)


@dataclass(frozen=True, slots=True)
class Readiness:
    """The papers of one household on one day."""

    tier: Tier
    hct_valid: bool
    attested: bool
    needs: tuple[Need, ...]

    @property
    def missing(self) -> tuple[Need, ...]:
        """Every paper that does not count, each named with whose it is."""
        return tuple(need for need in self.needs if need.missing)

    @property
    def done(self) -> int:
        """How many papers count."""
        return len(self.needs) - len(self.missing)


def parameters(continuum_id: int, as_of: date) -> dict[str, date | str]:
    """Return the parameters of `READINESS_CTES` for a continuum and a day."""
    settings = settings_on(continuum_id, as_of)
    return {
        "as_of": as_of,
        "adult_scope": str(settings["adult_docs_scope"]),
        "disability_mode": str(settings["disability_evidence_mode"]),
    }


def readiness_of(client: Client, as_of: date) -> Readiness:
    """Return the readiness of the household this client heads (policy §5), as far as the caller sees its members."""
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLD, {**parameters(client.continuum_id, as_of), "head": client.pk})
        rows = cursor.fetchall()
    tier, hct_valid, attested = rows[0][:3]
    return Readiness(Tier(tier), hct_valid, attested, tuple(_need(row[3:], as_of) for row in rows))


def disability_is_proved(client: Client, as_of: date) -> bool:
    """Whether the disability paper of a head of household is accepted and current (policy §4, rule 11; §5)."""
    needs = readiness_of(client, as_of).needs
    return any(need.is_head and need.kind is Kind.DISABILITY and need.counts_for_psh for need in needs)


def _need(row: tuple, as_of: date) -> Need:
    first, last, code = row[13:16]
    return Need(
        client_id=row[0],
        client_public_id=row[1],
        name=" ".join(part for part in (first, last) if part) or code or "",
        is_head=row[2],
        is_minor=row[3],
        kind=Kind(row[4]),
        psh_only=row[5],
        counts=row[6],
        counts_for_psh=row[7],
        state=State(row[8] or State.MISSING),
        basis=row[9] or "",
        valid_through=row[10],
        reason=row[11] or "",
        item_id=row[12],
        as_of=as_of,
    )
