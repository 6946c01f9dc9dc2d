"""Papers over the API: record, review, accept, return."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cas_portal.access.api_views import PortalAPIView
from cas_portal.access.errors import Missing
from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.audit import record
from clients.api.base import ClientView
from documents import services
from documents.api import serializers
from documents.models import DocumentItem

MOST = 100
REVIEWED = Access(permissions=(Permission.ACCEPT_DOCUMENT,))


class Papers(ClientView):
    """Papers of a client."""

    access = Access(permissions=(Permission.UPLOAD_DOCUMENT,))

    @extend_schema(responses=serializers.PaperOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the present paper of each kind."""
        client = self.client(public_id, "papers")
        rows = DocumentItem.objects.visible_to(self.actor).current().filter(client=client).select_related("client")
        return Response([serializers.paper_out(row) for row in rows.order_by("kind")])

    @extend_schema(request=serializers.PaperIn, responses={201: serializers.PaperOut})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Record a paper; the same paper again changes nothing."""
        self.client(public_id, "papers")
        data = self.given(serializers.PaperIn)
        item = services.record_upload(by=self.actor, client_id=public_id, **data)
        return Response(serializers.paper_out(item), status=201)


class Review(PortalAPIView):
    """Papers that wait for review."""

    access = REVIEWED

    @extend_schema(responses=serializers.PaperOut(many=True))
    def get(self, request: Request) -> Response:
        """Return up to 100 papers, oldest first."""
        rows = DocumentItem.objects.visible_to(self.actor).waiting_for_review().select_related("client")[:MOST]
        record.log_read(sorted({row.client_id for row in rows}), purpose="api:review")
        return Response([serializers.paper_out(row) for row in rows])


class Accept(PortalAPIView):
    """Accepting a paper."""

    access = REVIEWED

    @extend_schema(request=None, responses=serializers.PaperOut)
    def post(self, request: Request, item_id: UUID) -> Response:
        """Accept a paper that somebody else recorded."""
        return Response(serializers.paper_out(services.accept(by=self.actor, item_id=item_id)))


class Return(PortalAPIView):
    """Returning a paper."""

    access = REVIEWED

    @extend_schema(request=serializers.ReturnIn, responses=serializers.PaperOut)
    def post(self, request: Request, item_id: UUID) -> Response:
        """Return a paper with what is wrong."""
        if not DocumentItem.objects.visible_to(self.actor).filter(public_id=item_id).exists():
            raise Missing
        given = self.given(serializers.ReturnIn)
        return Response(serializers.paper_out(services.reject(by=self.actor, item_id=item_id, **given)))
