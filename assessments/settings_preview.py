"""What a change of a setting does to open drafts: counted by one statement, shown before it is saved."""

from datetime import date, timedelta

from django.db.models import Max
from django.utils.translation import ngettext_lazy

from assessments import offering_preview
from assessments.models import Assessment, CurrentLivingSituation, DatedStay, Draft
from assessments.validity import CRISIS, HCT
from cas_portal.accounts.rules.previews import Effect, PreviewFunction, register
from clients import agency_changes
from clients.household import HouseholdType


def register_all() -> None:
    """Count for the settings of assessments."""
    register(drafts, "draft_days")
    register(valid(CRISIS), "crisis_valid_days")
    register(valid(HCT), "hct_valid_months")
    register(ending(CRISIS), "warn_crisis_days")
    register(ending(HCT), "warn_hct_days")
    register(stale, "cls_stale_days")
    register(scored(family=False), "evh_threshold_default")
    register(scored(family=True), "evh_threshold_family")
    register(
        being_filled_in, "cascade_days", "backdate_days", "senior_min_age", "plan_due_days", "area_median_income",
        "psap_income_pct_ami", "plan_review_days",
    )  # fmt: skip
    register(looking_for_a_bed, "bed_hold_days", "bed_hold_hour")
    register(offering_preview.community_changes, "diversion_intake")
    agency_changes.register(offering_preview.agency_changes)
    register(with_stays, "break_nights", "institution_break_nights", "evidence_months_required", "continuous_method")


def drafts(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the open drafts that would close: begun more than that many days before."""
    begun = day - timedelta(days=int(str(value)))
    count = Draft.objects.filter(continuum_id=continuum_id).open().filter(started_on__lt=begun).count()
    return [
        Effect(
            count,
            ngettext_lazy(
                "open draft that you can see would be closed; opening it starts it again, filled in",
                "open drafts that you can see would be closed; opening one starts it again, filled in",
                "count",
            ),
        )
    ]


def _newest(continuum_id: int):
    return Assessment.objects.filter(continuum_id=continuum_id, superseded_by=None).counting()


def valid(kind: str) -> PreviewFunction:
    """Return the preview of how long a tool is valid: records that are there keep their last day."""

    def preview(continuum_id: int, day: date, value: object) -> list[Effect]:
        rows = _newest(continuum_id).filter(kind=kind, valid_through__gte=day)
        return [
            Effect(
                rows.count(),
                ngettext_lazy(
                    "assessment that you can see is valid and keeps its last day",
                    "assessments that you can see are valid and keep their last day",
                    "count",
                ),
            )
        ]

    return preview


def ending(kind: str) -> PreviewFunction:
    """Return the preview of a warning: records that end within its time."""

    def preview(continuum_id: int, day: date, value: object) -> list[Effect]:
        last = day + timedelta(days=int(str(value)))
        rows = _newest(continuum_id).filter(kind=kind, valid_through__gte=day, valid_through__lte=last)
        return [
            Effect(
                rows.count(),
                ngettext_lazy(
                    "assessment that you can see would be warned of on that day",
                    "assessments that you can see would be warned of on that day",
                    "count",
                ),
            )
        ]

    return preview


def scored(*, family: bool) -> PreviewFunction:
    """Return the preview of a threshold: records keep the one they were scored with; some would be judged otherwise."""

    def preview(continuum_id: int, day: date, value: object) -> list[Effect]:
        rows = _newest(continuum_id).filter(valid_through__gte=day, score__isnull=False)
        kind = {"household_type": HouseholdType.FAMILY}
        rows = rows.filter(**kind) if family else rows.exclude(**kind)
        new = int(str(value))
        otherwise = rows.filter(evh=True, score__lt=new).count() + rows.filter(evh=False, score__gte=new).count()
        return [
            Effect(
                rows.count(),
                ngettext_lazy(
                    "assessment that you can see is valid and keeps the threshold of its day",
                    "assessments that you can see are valid and keep the threshold of their day",
                    "count",
                ),
            ),
            Effect(
                otherwise,
                ngettext_lazy(
                    "of these would be judged otherwise if it was done with the new one",
                    "of these would be judged otherwise if they were done with the new one",
                    "count",
                ),
            ),
        ]

    return preview


def stale(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the clients whose last living situation would be old."""
    rows = CurrentLivingSituation.objects.filter(continuum_id=continuum_id, voided_at=None)
    last = rows.order_by().values("client").annotate(last=Max("information_date"))
    old = last.filter(last__lt=day - timedelta(days=int(str(value))))
    return [
        Effect(
            old.count(),
            ngettext_lazy(
                "client that you can see would have an old living situation",
                "clients that you can see would have an old living situation",
                "count",
            ),
        )
    ]


def being_filled_in(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the open drafts: what they ask and offer follows the new value."""
    count = Draft.objects.filter(continuum_id=continuum_id).open().count()
    return [
        Effect(
            count,
            ngettext_lazy(
                "open draft that you can see follows the new value from that day on",
                "open drafts that you can see follow the new value from that day on",
                "count",
            ),
        )
    ]


def looking_for_a_bed(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the valid Crisis Assessments that ask for shelter (CR01): a bed found for them is held by the new rule."""
    rows = _newest(continuum_id).filter(kind=CRISIS, valid_through__gte=day, answers__CR01__contains="shelter")
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "household that you can see asks for shelter; a bed found for it from that day on is held by the new "
                "rule",
                "households that you can see ask for shelter; beds found for them from that day on are held by the new "
                "rule",
                "count",
            ),
        )
    ]


def with_stays(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the clients with dated stays: their finding is worked out again."""
    count = DatedStay.objects.filter(continuum_id=continuum_id).order_by().values("client").distinct().count()
    return [
        Effect(
            count,
            ngettext_lazy(
                "client that you can see has dated stays and is worked out again",
                "clients that you can see have dated stays and are worked out again",
                "count",
            ),
        )
    ]
