"""What SSF saw when it selected a household: kept on the referral for the record (policy §7.2)."""

from dataclasses import dataclass

from documents.kinds import Tier


@dataclass(frozen=True, slots=True)
class CandidateSnapshot:
    """The household's place on the list at the moment of selection.

    `client_id` is the key of the head. `failed_gates` are the names of the gates of policy §6.2 it did not pass;
    `skipped` counts households that stood before it and were passed over.
    """

    client_id: int
    rank: int | None = None
    score: int | None = None
    tier: Tier | str = ""
    evh: bool = False
    household_type: str = ""
    household_size: int | None = None
    failed_gates: tuple[str, ...] = ()
    skipped: int = 0
