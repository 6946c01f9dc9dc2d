"""Asking for an export and taking it away."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Missing
from cas_portal.access.policy import require
from cas_portal.audit import record
from cas_portal.outbox import services as outbox
from cas_portal.storage import PrivateStorage
from cas_portal.time import clock
from clients.models import Client
from reports import policies
from reports.models import Export

TOPIC = "reports.export"
LINK_SECONDS = 60
KEPT = timedelta(hours=24)
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def request_export(*, by: Actor, kind: str, filters: Mapping[str, object], request_key: UUID) -> Export:
    """Keep the wish for a spreadsheet; the worker makes it (policy §10, "Caseload export", "Audit log").

    The same form sent twice, or the same wish while one is being made, gives the export already there.
    """
    require(policies.can_export(by, kind), _("You cannot export this."), _("Ask the manager of your agency."))
    mine = Export.objects.visible_to(by)
    known = mine.filter(request_key=request_key).first()
    known = known or mine.filter(kind=kind, filters=dict(filters), state=Export.State.WAITING).first()
    if known is not None:
        return known
    export = Export(
        continuum_id=by.continuum_id,
        owner_id=by.person_id,
        kind=kind,
        filters=dict(filters),
        request_key=request_key,
        requested_at=clock.now(),
    )
    try:
        with transaction.atomic():
            export.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("You asked for this a moment ago."), _("Look under your exports.")) from None
    outbox.enqueue(topic=TOPIC, payload={"export": export.public_id}, dedupe_key=message_key(export), by=by)
    return export


def message_key(export: Export) -> str:
    """Return the key of the outbox message that makes an export."""
    return f"{TOPIC}:{export.public_id}"


def owned(*, by: Actor, public_id: UUID) -> Export:
    """Return one of the actor's exports; raises Missing for any other."""
    export = Export.objects.visible_to(by).filter(public_id=public_id).first()
    if export is None:
        raise Missing
    return export


def download_address(*, by: Actor, public_id: UUID) -> str:
    """Return a link that works for 60 seconds and saves the file; the download is written down (security.md §8).

    Raises Missing for somebody else's export, Forbidden once the right is gone, Conflict when there is no file, and
    when a client in it is no longer open to its owner: a withdrawn release counts at once (G4).
    """
    export = owned(by=by, public_id=public_id)
    require(policies.can_download_export(by, export))
    if export.state != Export.State.READY:
        raise Conflict(_("There is no file to download."), _("Ask for the export again."))
    if Client.objects.visible_to(by).filter(pk__in=export.client_ids).count() != len(set(export.client_ids)):
        raise Conflict(_("Somebody in this file is no longer open to you."), _("Ask for the export again."))
    record.log_act("downloaded", purpose=export.kind, export=str(export.public_id), rows=export.row_count)
    day = clock.today().isoformat()
    parameters = {
        "ResponseContentDisposition": f'attachment; filename="{export.kind}-{day}.xlsx"',
        "ResponseContentType": TYPE,
    }
    storage = cast(PrivateStorage, default_storage)
    link: str = storage.url(export.file_key, parameters=parameters, expire=LINK_SECONDS)
    return link


def note_list_shown(client_ids: Iterable[int], *, purpose: str) -> None:
    """Write down whom a list showed (security.md §6)."""
    record.log_read(client_ids, purpose=purpose)


def delay_of(export: Export) -> outbox.Waiting | None:
    """Return how long the worker has kept a waiting export waiting; None for one that does not wait."""
    return outbox.waiting(message_key(export)) if export.state == Export.State.WAITING else None
