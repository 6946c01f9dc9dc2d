"""Corrections: which records a record corrects, and what those left behind that still stands."""

from collections.abc import Iterable

from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft


def corrected_by(draft: Draft) -> list[Assessment]:
    """Return what a draft corrects: the record it was made from, the one that corrected, and so on; newest first."""
    found: list[Assessment] = []
    record = draft.corrects
    while record is not None and record not in found:
        found.append(record)
        before = Draft.objects.filter(assessment=record).select_related("corrects").first()
        record = before.corrects if before else None
    return found


def in_place_of(record: Assessment) -> Assessment | None:
    """Return the record that counts in the place of this one; None for the newest, also where that one is void."""
    newer, passed = record.superseded_by, {record.pk}
    while newer is not None and newer.superseded_by is not None and newer.pk not in passed:
        passed.add(newer.pk)
        newer = newer.superseded_by
    return newer


def correction(draft: Draft) -> dict[str, Assessment | None]:
    """Return what a page says of the record a draft corrects, and of the one that took its place since."""
    return {"corrects": draft.corrects, "newer": in_place_of(draft.corrects) if draft.corrects else None}


def line_of(assessment: Assessment) -> list[Assessment]:
    """Return a record and what it corrects, newest first."""
    draft = Draft.objects.filter(assessment=assessment).select_related("corrects").first()
    return [assessment, *(corrected_by(draft) if draft else [])]


def event_of(records: Iterable[Assessment]) -> CEEvent | None:
    """Return the event that was written with these records and still stands, the newest first."""
    rows = CEEvent.objects.filter(assessment__in=list(records), voided_at=None)
    return rows.select_related("enrollment").order_by("-pk").first()


def stay_of(records: Iterable[Assessment]) -> CurrentLivingSituation | None:
    """Return the living situation that was written out of these records and still stands, the newest first."""
    rows = CurrentLivingSituation.objects.filter(assessment__in=list(records), voided_at=None)
    return rows.order_by("-information_date", "-pk").first()
