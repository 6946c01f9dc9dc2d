"""What the API says and takes about papers."""

from typing import Any

from rest_framework import serializers

from documents.kinds import Basis, Kind
from documents.models import DocumentItem


class PaperOut(serializers.Serializer):
    """One paper of one person."""

    id = serializers.UUIDField()
    client = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.CharField()
    basis = serializers.CharField(allow_blank=True)
    issued_on = serializers.DateField(allow_null=True)
    valid_through = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


def paper_out(item: DocumentItem) -> dict[str, Any]:
    """Return what `PaperOut` names."""
    return {
        "id": item.public_id,
        "client": item.client.public_id,
        "kind": item.kind,
        "state": item.state,
        "basis": item.basis,
        "issued_on": item.issued_on,
        "valid_through": item.valid_through,
        "reason": item.reason,
    }


class PaperIn(serializers.Serializer):
    """A paper a client brought."""

    kind = serializers.RegexField(f"^({'|'.join(Kind.values)})$")
    basis = serializers.RegexField(f"^({'|'.join(Basis.values)})$")
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True)
    brought_by_client = serializers.BooleanField(default=True)


class ReturnIn(serializers.Serializer):
    """What is wrong with a paper."""

    reason = serializers.CharField(max_length=270, required=False, allow_blank=True, default="")
    code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
