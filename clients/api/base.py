"""The base of API views about one client, for every floor above."""

from uuid import UUID

from cas_portal.access.api_views import PortalAPIView
from cas_portal.access.errors import Missing
from cas_portal.audit import record
from clients.models import Client


class ClientView(PortalAPIView):
    """A view about one client."""

    def client(self, public_id: UUID, purpose: str) -> Client:
        """Return the client if the actor may see it, and write down that it was shown; raises Missing."""
        rows = Client.objects.visible_to(self.actor).select_related("identity", "agency", "continuum")
        client = rows.filter(public_id=public_id).first()
        if client is None:
            raise Missing
        record.log_read([client.pk], purpose=f"api:{purpose}")
        return client
