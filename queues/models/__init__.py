"""Who is next: standing, what waits to be ranked again, decisions by hand, and past days."""

from queues.models.by_hand import EmergencyTransfer, ManualEvh
from queues.models.by_name import ByNameEntry
from queues.models.standing import Activity, DirtyClient, Standing, StandingQuerySet
from queues.models.sweeps import HousingListSnapshot, SweepRun

__all__ = [
    "Activity",
    "ByNameEntry",
    "DirtyClient",
    "EmergencyTransfer",
    "HousingListSnapshot",
    "ManualEvh",
    "Standing",
    "StandingQuerySet",
    "SweepRun",
]
