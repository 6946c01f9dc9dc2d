"""Drafts; records that are never edited; what follows from them; versions of instruments."""

from assessments.models.assessments import Assessment, AssessmentQuerySet
from assessments.models.drafts import Draft, DraftQuerySet
from assessments.models.events import CEEvent
from assessments.models.follow_ups import FollowUp, RegisterCheck
from assessments.models.living_situations import CurrentLivingSituation
from assessments.models.versions import InstrumentVersion

__all__ = [
    "Assessment",
    "AssessmentQuerySet",
    "CEEvent",
    "CurrentLivingSituation",
    "Draft",
    "DraftQuerySet",
    "FollowUp",
    "InstrumentVersion",
    "RegisterCheck",
]
