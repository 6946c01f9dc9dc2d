"""Continuum settings: the defaults of policy §17 and the dated rows that change them."""

from datetime import date

from cas_portal.accounts.models import Continuum, Holiday, Setting
from cas_portal.time import clock

DEFAULTS: dict[str, object] = {
    "crisis_valid_days": 90,
    "hct_valid_months": 15,
    "cls_stale_days": 30,
    "cascade_days": 60,
    "evh_threshold_default": 6,
    "evh_threshold_family": 10,
    "senior_min_age": 55,
    "recent_crisis_months": 6,
    "inactive_days": 90,
    "provider_answer_bd": 3,
    "program_ack_bd": 3,
    "decision_days": 10,
    "stall_warning_days": 3,
    "stall_escalate_days": 7,
    "stall_on_due_day": False,
    "park_disengaged_days": 30,
    "park_review_months": 12,
    "park_warning_days": 3,
    "contact_tries": 3,
    "contact_try_days": 2,
    "interest_contact_days": 7,
    "missed_appointments": 2,
    "no_show_wait_bd": 2,
    "return_days": 90,
    "max_live_per_opening": 3,
    "max_live_per_client": 1,
    "redecline_block_days": 30,
    "decline_flag_at": 3,
    "homeless_cert_days": 90,
    "disability_doc_months": 12,
    "receipt_days": 30,
    "disability_evidence_mode": "either",
    "adult_docs_scope": "all_adults",
    "break_nights": 7,
    "institution_break_nights": 90,
    "continuous_method": "elapsed",
    "chronic_window_months": 36,
    "min_episodes": 4,
    "min_months": 12,
    "evidence_months_required": 9,
    "roi_months": 36,
    "certificate_months": 12,
    "suppress_below": 11,
    "bed_hold_days": 1,
    "bed_hold_hour": 17,
    "psap_income_pct_ami": 50,
    "area_median_income": 120_800,
    "diversion_intake": False,
    "plan_due_days": 7,
    "plan_review_days": 30,
    "prioritization_scheme": "SSF_HCT",
    "grievance_answer_bd": 10,
    "draft_days": 7,
    "backdate_days": 7,
    "merge_undo_days": 30,
    "warn_crisis_days": 14,
    "warn_hct_days": 30,
    "account_idle_days": 30,
    "invitation_hours": 72,
    "sessions_at_once": 1,
    "records_an_hour": 150,
    "warn_certificate_days": 30,
    "certificate_extend_days": 60,
}


def setting(continuum_id: int, key: str, *, on: date) -> object:
    """Return the value of a setting that holds on a day (policy §17). Raises KeyError for an unknown key."""
    default = DEFAULTS[key]
    row = (
        Setting.objects.filter(continuum_id=continuum_id, key=key, valid_from__lte=on)
        .order_by("-valid_from", "-pk")
        .values_list("value", flat=True)
        .first()
    )
    return default if row is None else row


def settings_on(continuum_id: int, day: date) -> dict[str, object]:
    """Return every setting that holds on a day, in one query."""
    rows = (
        Setting.objects.filter(continuum_id=continuum_id, valid_from__lte=day)
        .order_by("key", "valid_from", "pk")
        .values_list("key", "value")
    )
    return {**DEFAULTS, **dict(rows)}


def grievance_days(continuum_id: int | None) -> int:
    """Return in how many business days a grievance filed today is answered; None: wherever it is, so the longest."""
    known = Continuum.objects.all() if continuum_id is None else Continuum.objects.filter(pk=continuum_id)
    found = [setting(one.pk, "grievance_answer_bd", on=clock.today(one.time_zone)) for one in known]
    return max((int(str(days)) for days in found), default=int(str(DEFAULTS["grievance_answer_bd"])))


def holidays(continuum_id: int) -> frozenset[date]:
    """Return the days on which business-day clocks stand still."""
    return frozenset(Holiday.objects.filter(continuum_id=continuum_id).values_list("day", flat=True))
