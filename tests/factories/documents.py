"""Papers of clients."""

from datetime import UTC, date, datetime

import factory

from documents.kinds import Kind, State
from documents.models import DocumentItem
from tests.factories.accounts import UserFactory
from tests.factories.clients import ClientRowFactory


class DocumentItemFactory(ClientRowFactory):
    """An accepted photo ID without an expiry date. Traits: uploaded, missing."""

    class Meta:
        model = DocumentItem

    class Params:
        uploaded = factory.Trait(state=State.UPLOADED, accepted_at=None, accepted_by=None)
        missing = factory.Trait(
            state=State.MISSING, accepted_at=None, accepted_by=None, uploaded_at=None, uploaded_by=None
        )

    kind = Kind.PHOTO_ID
    state = State.ACCEPTED
    issued_on = date(2024, 1, 1)
    uploaded_at = datetime(2025, 1, 1, 18, tzinfo=UTC)
    uploaded_by = factory.SubFactory(UserFactory)
    accepted_at = datetime(2025, 1, 2, 18, tzinfo=UTC)
    accepted_by = factory.SubFactory(UserFactory)
