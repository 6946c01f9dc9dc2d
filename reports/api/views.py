"""Caseload and exports over the API."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cas_portal.access.api_views import PortalAPIView
from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.time import clock
from cas_portal.ui.pagination import keyset_page
from reports import services
from reports.api import serializers
from reports.caseload import KEYS, Wanted, caseload, present
from reports.models import Export
from reports.services import exports

EXPORTED = Access(permissions=(Permission.EXPORT_CASELOAD,))
MOST = 50


class Caseload(PortalAPIView):
    """The caseload."""

    access = EXPORTED

    @extend_schema(parameters=[serializers.CaseloadIn], responses=serializers.CaseloadOut)
    def get(self, request: Request) -> Response:
        """Return 50 households of the actor's caseload, longest enrolled first."""
        data, today = self.asked(serializers.CaseloadIn), clock.today()
        rows = caseload(self.actor, Wanted.of(data), today=today)
        page = keyset_page(rows, keys=KEYS, cursor=data["cursor"])
        shown = list(present(page.rows, self.actor, today=today))
        services.note_list_shown([row.client_id for row in shown], purpose="api:caseload")
        return Response({"households": [serializers.household_out(row) for row in shown], "next": page.next})


class Exports(PortalAPIView):
    """Exports of the actor."""

    access = EXPORTED

    @extend_schema(responses=serializers.ExportOut(many=True))
    def get(self, request: Request) -> Response:
        """Return the actor's newest exports."""
        rows = Export.objects.visible_to(self.actor).order_by("-pk")[:MOST]
        return Response([serializers.export_out(row) for row in rows])

    @extend_schema(request=serializers.ExportIn, responses={202: serializers.ExportOut})
    def post(self, request: Request) -> Response:
        """Ask for the caseload as a spreadsheet; the worker makes it."""
        data = self.given(serializers.ExportIn)
        key = data.pop("request_key")
        filters = Wanted.of(data).stored()
        made = services.request_export(by=self.actor, kind=Export.Kind.CASELOAD, filters=filters, request_key=key)
        return Response(serializers.export_out(made), status=202)


class OneExport(PortalAPIView):
    """One export."""

    access = EXPORTED

    @extend_schema(responses=serializers.ExportOut)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the export and where it stands."""
        return Response(serializers.export_out(exports.owned(by=self.actor, public_id=public_id)))


class Download(PortalAPIView):
    """The file of an export."""

    access = EXPORTED

    @extend_schema(request=None, responses=serializers.DownloadOut)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Return an address at which the file can be fetched for 60 seconds; the download is written down."""
        return Response({"url": services.download_address(by=self.actor, public_id=public_id)})
