"""Drafts, and the records that are never edited: assessments, living situations, CE events."""

from assessments.models.assessments import Assessment, AssessmentQuerySet
from assessments.models.drafts import Draft, DraftQuerySet
from assessments.models.events import CEEvent
from assessments.models.living_situations import CurrentLivingSituation

__all__ = [
    "Assessment",
    "AssessmentQuerySet",
    "CEEvent",
    "CurrentLivingSituation",
    "Draft",
    "DraftQuerySet",
]
