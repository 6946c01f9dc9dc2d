"""What the API says and takes about caseload and exports."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from reports.caseload import CaseloadRow
from reports.models import Export


class WantedIn(serializers.Serializer):
    """Filters of a caseload. `worker`: a case manager's public id, or "nobody"."""

    worker = serializers.RegexField(
        r"^(nobody|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$", required=False, allow_blank=True, default=""
    )
    household_type = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    expiring = serializers.BooleanField(default=False)
    missing_documents = serializers.BooleanField(default=False)
    referred = serializers.BooleanField(default=False)
    inactive = serializers.BooleanField(default=False)


class CaseloadIn(WantedIn):
    """Filters, and where to go on."""

    cursor = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class HouseholdOut(serializers.Serializer):
    """One household of a caseload."""

    client = serializers.UUIDField()
    name = serializers.CharField()
    worker = serializers.CharField(allow_blank=True)
    household_type = serializers.CharField(allow_blank=True)
    household_size = serializers.IntegerField(allow_null=True)
    enrolled_on = serializers.DateField()
    days_enrolled = serializers.IntegerField()
    last_assessment = serializers.DateField(allow_null=True)
    hct_through = serializers.DateField(allow_null=True)
    crisis_through = serializers.DateField(allow_null=True)
    tier_code = serializers.CharField(allow_blank=True)
    activity_code = serializers.CharField(allow_blank=True)
    last_contact = serializers.DateField(allow_null=True)
    referral = serializers.CharField(allow_blank=True)


def household_out(row: CaseloadRow) -> dict[str, Any]:
    """Return what `HouseholdOut` names."""
    values = {**asdict(row), "client": row.public_id}
    return {name: values[name] for name in HouseholdOut().get_fields()}


class CaseloadOut(serializers.Serializer):
    """A page of a caseload."""

    households = HouseholdOut(many=True)
    next = serializers.CharField(allow_blank=True)


class ExportIn(WantedIn):
    """Which caseload to export. The same `request_key` a second time asks for nothing new."""

    request_key = serializers.UUIDField()


class ExportOut(serializers.Serializer):
    """One export and where it stands."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.CharField()
    requested_at = serializers.DateTimeField()
    rows = serializers.IntegerField(allow_null=True)


def export_out(export: Export) -> dict[str, Any]:
    """Return what `ExportOut` names."""
    return {
        "id": export.public_id,
        "kind": export.kind,
        "state": export.state,
        "requested_at": export.requested_at,
        "rows": export.row_count,
    }


class DownloadOut(serializers.Serializer):
    """Where the file can be fetched for 60 seconds."""

    url = serializers.URLField()
