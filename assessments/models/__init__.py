"""Drafts; records that are never edited and what follows from them; living plans; versions of instruments."""

from assessments.models.assessments import Assessment, AssessmentQuerySet
from assessments.models.calls import Call
from assessments.models.drafts import Draft, DraftQuerySet
from assessments.models.events import CEEvent
from assessments.models.follow_ups import FollowUp, RegisterCheck
from assessments.models.living_situations import CurrentLivingSituation
from assessments.models.plans import CorrectionRequest, Plan, PlanVersion
from assessments.models.stays import ChronicFinding, DatedStay
from assessments.models.versions import InstrumentVersion

__all__ = [
    "Assessment",
    "AssessmentQuerySet",
    "CEEvent",
    "Call",
    "ChronicFinding",
    "CorrectionRequest",
    "CurrentLivingSituation",
    "DatedStay",
    "Draft",
    "DraftQuerySet",
    "FollowUp",
    "InstrumentVersion",
    "Plan",
    "PlanVersion",
    "RegisterCheck",
]
