"""The settings of a continuum that the lists read (policy §17)."""

from dataclasses import dataclass
from datetime import date

from cas_portal.accounts.settings import settings_on
from queues.schemes import Scheme, scheme


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds on one day."""

    inactive_days: int
    redecline_days: int
    adult_scope: str
    disability_mode: str
    scheme: Scheme


def rules_on(continuum_id: int, day: date) -> Rules:
    """Return the settings that hold on a day, in one query."""
    settings = settings_on(continuum_id, day)
    return Rules(
        inactive_days=int(str(settings["inactive_days"])),
        redecline_days=int(str(settings["redecline_block_days"])),
        adult_scope=str(settings["adult_docs_scope"]),
        disability_mode=str(settings["disability_evidence_mode"]),
        scheme=scheme(str(settings["prioritization_scheme"])),
    )
