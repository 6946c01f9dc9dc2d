"""The base of API views about one client, for every floor above."""

from uuid import UUID

from cas_portal.access.api_views import PortalAPIView
from clients.models import Client
from clients.services.opening import opened


class ClientView(PortalAPIView):
    """A view about one client."""

    def client(self, public_id: UUID, purpose: str) -> Client:
        """Return the client if the actor may see it, and write down that it was shown; raises Missing or Moved."""
        rows = Client.objects.visible_to(self.actor).select_related("identity", "agency", "continuum")
        client: Client = rows.named(self.actor, public_id=public_id)
        opened(by=self.actor, client_id=client.pk, purpose=f"api:{purpose}")
        return client
