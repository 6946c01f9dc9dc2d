"""The verbs of assessing. Each is atomic, names its actor `by`, and raises domain errors."""

from assessments.services.drafts import discard_draft, purge_drafts, start_draft
from assessments.services.events import (
    log_ce_event,
    record_event_answer,
    record_event_result,
    record_referral_event,
    void_ce_event,
)
from assessments.services.follow_ups import (
    record_register_check,
    retry_follow_up,
    settle_plan,
    settle_survivor_call,
)
from assessments.services.hand_offs import hand_off
from assessments.services.instrument_versions import load_version, publish_version, retire_version
from assessments.services.living_situations import (
    copy_living_situation,
    record_living_situation,
    void_living_situation,
)
from assessments.services.offers import ask_again
from assessments.services.saving import Saved, save_answer, save_answers
from assessments.services.submitting import submit_assessment
from assessments.services.voiding import void_assessment

__all__ = [
    "Saved",
    "ask_again",
    "copy_living_situation",
    "discard_draft",
    "hand_off",
    "load_version",
    "log_ce_event",
    "publish_version",
    "purge_drafts",
    "record_event_answer",
    "record_event_result",
    "record_living_situation",
    "record_referral_event",
    "record_register_check",
    "retire_version",
    "retry_follow_up",
    "save_answer",
    "save_answers",
    "settle_plan",
    "settle_survivor_call",
    "start_draft",
    "submit_assessment",
    "void_assessment",
    "void_ce_event",
    "void_living_situation",
]
