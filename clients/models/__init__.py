"""People: profile, household, consent, enrollment, activity."""

from clients.models.activity import CaseManager, Contact
from clients.models.base import ClientRow
from clients.models.consent import Release, ReleasePaper
from clients.models.duplicates import Merge, PairDecision, SuspectedPair
from clients.models.grievances import Grievance, GrievanceStep
from clients.models.household import Household, HouseholdMember
from clients.models.notes import HandOff, Note, PlainWords, Service
from clients.models.people import RACES, Client, ClientAccess, Identity
from clients.models.programs import CEParticipation, Enrollment, Funder, Program
from clients.models.querysets import ClientQuerySet, ClientRowQuerySet
from clients.models.reaching import ContactMethod, Place

__all__ = [
    "RACES",
    "CEParticipation",
    "CaseManager",
    "Client",
    "ClientAccess",
    "ClientQuerySet",
    "ClientRow",
    "ClientRowQuerySet",
    "Contact",
    "ContactMethod",
    "Enrollment",
    "Funder",
    "Grievance",
    "GrievanceStep",
    "HandOff",
    "Household",
    "HouseholdMember",
    "Identity",
    "Merge",
    "Note",
    "PairDecision",
    "Place",
    "PlainWords",
    "Program",
    "Release",
    "ReleasePaper",
    "Service",
    "SuspectedPair",
]
