"""Each setting of policy §17 that can be changed on a page: its words, unit, limits and reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Group(TextChoices):
    """The parts of the page."""

    ASSESSMENTS = "assessments", _("Assessments and where people stay")
    CHRONIC = "chronic", _("Chronic homelessness")
    LISTS = "lists", _("Lists and activity")
    PAPERS = "papers", _("Papers")
    OPENINGS = "openings", _("Openings and candidates")
    REFERRALS = "referrals", _("Referrals at a program")
    COMMUNITY = "community", _("Consent, merges and grievances")
    ACCOUNTS = "accounts", _("Accounts and certificates")


class Reach(TextChoices):
    """What a change touches."""

    EVERYBODY = "everybody", _("From that day it counts for everybody, also for what was recorded before.")
    NEW_ONLY = "new", _("It counts for what is recorded from that day on. What is there keeps its dates.")


class Unit(TextChoices):
    """What a number counts."""

    DAYS = "days", _("days")
    HOURS = "hours", _("hours")
    BUSINESS_DAYS = "business_days", _("business days")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")
    DOLLARS = "dollars", _("dollars a year")
    PERCENT = "percent", _("percent")
    HOUR = "hour", _("hours after midnight")
    COUNT = "count", ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting. `choices` (value, words) in place of a number; a number lies between `low` and `high`."""

    key: str
    label: Words
    group: Group
    unit: Unit = Unit.DAYS
    reach: Reach = Reach.NEW_ONLY
    low: int = 1
    high: int = 365
    choices: Sequence[tuple[str, Words]] = ()

    def words(self, value: object) -> str:
        """Return a value as people read it: "90 days", "Either part"."""
        for code, text in self.choices:
            if code == str(value):
                return str(text)
        return f"{value} {Unit(self.unit).label}".strip()

    def parsed(self, text: object) -> object:
        """Return what is stored for a form's answer."""
        if self.choices == YES_NO:
            return str(text) == "True"
        return str(text) if self.choices else int(str(text))


YES_NO = (("True", _("Yes")), ("False", _("No")))
_BD, _MONTHS, _COUNT, _YEARS = Unit.BUSINESS_DAYS, Unit.MONTHS, Unit.COUNT, Unit.YEARS
_ALL = Reach.EVERYBODY
A, H, L, P, O, R, C, S = Group  # noqa: E741 - one letter for each part keeps the table readable
SCHEMES = (
    ("SSF_HCT", _("EVH, score over threshold, time homeless, HCT date")),
    ("SCORE", _("Score only")),
    ("SCORE_DATE", _("Score, then HCT date")),
    ("SCORE_LOT", _("Score, then by lot")),
    ("DAYS_HOMELESS", _("Time homeless")),
)

RULES: tuple[Rule, ...] = (
    Rule("crisis_valid_days", _("A Crisis Assessment is valid for"), A),
    Rule("hct_valid_months", _("A Housing Conversation Tool is valid for"), A, _MONTHS, high=36),
    Rule("cls_stale_days", _("A living situation is old after"), A, reach=_ALL),
    Rule("cascade_days", _("Answers are offered again for"), A, reach=_ALL),
    Rule("draft_days", _("A draft stays open for"), A, reach=_ALL, high=60),
    Rule("backdate_days", _("An assessment may be dated back by"), A, reach=_ALL, low=0, high=60),
    Rule("warn_crisis_days", _("Warn before a Crisis Assessment ends"), A, reach=_ALL, high=89),
    Rule("warn_hct_days", _("Warn before a Housing Conversation Tool ends"), A, reach=_ALL, high=180),
    Rule("bed_hold_days", _("A shelter bed is held until the day it was found, plus"), A, low=0, high=7),
    Rule("bed_hold_hour", _("On that day a shelter bed is held until"), A, Unit.HOUR, low=8, high=23),
    Rule("plan_review_days", _("A support plan is looked at again after"), A),
    Rule("plan_due_days", _("A support plan is due after an HCT within"), A, low=0, high=60),
    Rule(
        "diversion_intake", _("Offer the diversion talk before a Crisis Assessment, unless an agency chose otherwise"),
        A, reach=_ALL, choices=YES_NO,
    ),
    Rule(
        "area_median_income", _("Median income of a household of four"), A, Unit.DOLLARS, low=10_000, high=500_000,
    ),
    Rule("psap_income_pct_ami", _("Income limit of problem solving, of the median"), A, Unit.PERCENT, low=10, high=120),
    Rule("evh_threshold_default", _("Score from which a household is extremely vulnerable"), A, _COUNT, high=30),
    Rule("evh_threshold_family", _("The same score for families"), A, _COUNT, high=40),
    Rule("senior_min_age", _("A person counts as a senior from the age of"), A, _YEARS, low=50, high=75),
    Rule("break_nights", _("Nights elsewhere in a row that end an episode"), H, _COUNT, _ALL, low=2, high=30),
    Rule("institution_break_nights", _("Nights in an institution that end an episode"), H, _COUNT, _ALL, 30, 180),
    Rule("evidence_months_required", _("Months of twelve that papers or staff must prove"), H, _COUNT, _ALL, high=12),
    Rule(
        "continuous_method", _("Twelve months in a row are counted by"), H, reach=_ALL,
        choices=(("elapsed", _("Time since the first day")), ("months_touched", _("Months with a homeless day"))),
    ),
    Rule("inactive_days", _("A client is inactive after the last contact plus"), L, reach=_ALL, low=14),
    Rule("prioritization_scheme", _("Order of the housing list"), L, reach=_ALL, choices=SCHEMES),
    Rule("homeless_cert_days", _("A homeless certification is valid for"), P),
    Rule("disability_doc_months", _("Disability documentation is valid for"), P, _MONTHS, high=36),
    Rule("receipt_days", _("A receipt for an ID or card is valid for"), P),
    Rule(
        "disability_evidence_mode", _("Disability is proved by"), P, reach=_ALL,
        choices=(("either", _("Award letter or professional")), ("both", _("Award letter and professional"))),
    ),
    Rule(
        "adult_docs_scope", _("Who needs an ID and a Social Security card"), P, reach=_ALL,
        choices=(("all_adults", _("Every adult")), ("hoh", _("The head of household"))),
    ),
    Rule("max_live_per_opening", _("Households offered one opening at a time, at most"), O, _COUNT, _ALL, high=10),
    Rule("max_live_per_client", _("Openings offered one household at a time, at most"), O, _COUNT, _ALL, high=5),
    Rule("provider_answer_bd", _("The client's provider answers within"), O, _BD, high=30),
    Rule("interest_contact_days", _("The talk with the client is at most this old"), O, reach=_ALL, high=60),
    Rule("contact_tries", _("Tries before “cannot be reached”"), O, _COUNT, _ALL, high=10),
    Rule("contact_try_days", _("Different days those tries fall on"), O, _COUNT, _ALL, high=10),
    Rule("redecline_block_days", _("A declining household is not offered the program again for"), O, reach=_ALL, low=0),
    Rule("decline_flag_at", _("Declines after which SSF is told"), O, _COUNT, _ALL, high=20),
    Rule("program_ack_bd", _("The program acknowledges within"), R, _BD, high=30),
    Rule("decision_days", _("The program decides within"), R, high=90),
    Rule("stall_warning_days", _("Warn before the decision is due"), R, high=30),
    Rule("stall_escalate_days", _("SSF steps in after the due day plus"), R, high=60),
    Rule("stall_on_due_day", _("Stalled already on the due day"), R, choices=YES_NO),
    Rule("missed_appointments", _("Missed appointments that make a no-show"), R, _COUNT, _ALL, high=10),
    Rule("no_show_wait_bd", _("Wait after a missed appointment"), R, _BD, _ALL, low=0, high=30),
    Rule("park_disengaged_days", _("A park for lost contact lasts"), R),
    Rule("park_review_months", _("A park is reviewed after"), R, _MONTHS, high=24),
    Rule("park_warning_days", _("Warn before a park ends"), R, high=30),
    Rule("return_days", _("A household may come back to the list after leaving within"), R, reach=_ALL),
    Rule("roi_months", _("A release of information lasts"), C, _MONTHS, high=84),
    Rule("grievance_answer_bd", _("A grievance is answered within"), C, _BD, high=10),
    Rule("merge_undo_days", _("A merge of two records can be undone for"), C, high=180),
    Rule("certificate_months", _("An assessor's certificate lasts"), S, _MONTHS, high=36),
    Rule("certificate_extend_days", _("A certificate may be extended by"), S, reach=_ALL, high=180),
    Rule("warn_certificate_days", _("Warn before a certificate ends"), S, reach=_ALL, high=180),
    Rule("account_idle_days", _("An account is closed without a sign-in for"), S, reach=_ALL, high=90),
    Rule("invitation_hours", _("An invitation can be taken up for"), S, Unit.HOURS, high=168),
    Rule("sessions_at_once", _("Devices a person is signed in at, at most"), S, _COUNT, _ALL, high=5),
    Rule(
        "records_an_hour", _("Client records a person opens in an hour before pages slow down"), S, _COUNT, _ALL,
        low=20, high=1000,
    ),
)  # fmt: skip
BY_KEY = {rule.key: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value of policy §17 that no page changes, and why."""

    label: Words
    why: Words
    unit: Unit = Unit.COUNT


_FEDERAL = _("The federal definition of chronic homelessness (24 CFR 578.3) says it; funding depends on it.")
FIXED: dict[str, Fixed] = {
    "chronic_window_months": Fixed(_("Months in which episodes are added up"), _FEDERAL, Unit.MONTHS),
    "min_episodes": Fixed(_("Episodes that make it chronic"), _FEDERAL),
    "min_months": Fixed(_("Months of these episodes together"), _FEDERAL, Unit.MONTHS),
    "suppress_below": Fixed(
        _("Counts of survivors and public counts are hidden below"),
        _("A smaller number could tell who somebody is; HUD and the policy fix it."),
    ),
    "recent_crisis_months": Fixed(
        _("A crisis counts as recent for"),
        _("The wording of the question in the instrument names it; it changes with a new version of the instrument."),
        Unit.MONTHS,
    ),
}
