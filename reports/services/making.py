"""Making a spreadsheet in the worker, and deleting it after its day."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.policy import require
from cas_portal.accounts.models import Continuum, User
from cas_portal.audit import record
from cas_portal.outbox.handlers import Payload
from cas_portal.time import clock
from cas_portal.ui.days import short_day
from reports import policies
from reports.caseload import CaseloadRow, Wanted, caseload, present
from reports.models import Export
from reports.services.audit_file import write_audit_log
from reports.services.exports import KEPT
from reports.spreadsheet import Cell, Column, Value, write_workbook
from reports.wording import filters_in_words

CHUNK = 2000
SOON_BATCH = 100


def make_export(payload: Payload, by: Actor) -> None:
    """Make the file of a waiting export with the rights its owner has now; a repeat makes it anew or does nothing.

    Three steps, because storing a file may take long: read and write down who is in it, store, mark ready.
    """
    public_id = UUID(str(payload["export"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        with transaction.atomic(), bind(by):
            export = Export.objects.visible_to(by).get(public_id=public_id)
            if export.state != Export.State.WAITING:
                return
            with translation.override(_language_of(by)):
                count, shown = WRITERS[Export.Kind(export.kind)](path, export, by)
        key = _store(path, export)
        size = path.stat().st_size
    with transaction.atomic(), bind(by):
        Export.objects.filter(pk=export.pk, state=Export.State.WAITING).update(
            state=Export.State.READY,
            built_at=clock.now(),
            row_count=count,
            size=size,
            file_key=key,
            client_ids=shown,
        )


def _language_of(by: Actor) -> str:
    chosen = User.objects.filter(pk=by.user_id).values_list("language", flat=True).first()
    return chosen or settings.LANGUAGE_CODE


def give_up(payload: Payload, job: Actor) -> None:
    """Say on the export that it could not be made; its page tells the owner what to do."""
    waiting = Export.objects.visible_to(job).filter(public_id=payload["export"], state=Export.State.WAITING)
    waiting.update(state=Export.State.FAILED)


def delete_old(*, job: str) -> int:
    """Delete the files of exports made more than a day ago; returns how many. A file that stays is tried again."""
    deleted = 0
    for continuum_id in Continuum.objects.values_list("pk", flat=True):
        actor = Actor.system(job, continuum_id)
        with transaction.atomic(), bind(actor):
            old = Export.objects.visible_to(actor).filter(state=Export.State.READY, built_at__lt=clock.now() - KEPT)
            found = list(old.values_list("pk", "file_key")[:SOON_BATCH])
        for pk, key in found:
            default_storage.delete(key)
            with transaction.atomic(), bind(actor):
                Export.objects.filter(pk=pk).update(state=Export.State.GONE, gone_at=clock.now())
            deleted += 1
    return deleted


def _store(path: Path, export: Export) -> str:
    """Put the file where this export's file belongs; one that a dead worker left there is replaced."""
    key = f"exports/{export.continuum_id}/{export.public_id}.xlsx"
    default_storage.delete(key)
    with path.open("rb") as content:
        return default_storage.save(key, File(content))


def _write_caseload(path: Path, export: Export, by: Actor) -> tuple[int, list[int]]:
    require(policies.can_export(by, export.kind))
    today = clock.today()
    wanted = Wanted.of(export.filters)
    shown: list[int] = []
    rows = caseload(by, wanted, today=today).iterator(chunk_size=CHUNK)
    count = write_workbook(
        path,
        sheet=_("Caseload"),
        columns=COLUMNS,
        rows=_cells(present(rows, by, today=today), shown),
        about=_about(export, by, wanted),
    )
    record.log_act("exported", client_ids=shown, purpose=export.kind, export=str(export.public_id), rows=count)
    return count, shown


WRITERS = {Export.Kind.CASELOAD: _write_caseload, Export.Kind.AUDIT_LOG: write_audit_log}
COLUMNS = (
    Column(gettext_lazy("Client"), width=28),
    Column(gettext_lazy("Case manager"), width=24),
    Column(gettext_lazy("Household type")),
    Column(gettext_lazy("Household size"), Cell.NUMBER, 14),
    Column(gettext_lazy("Enrolled on"), Cell.DATE),
    Column(gettext_lazy("Days enrolled"), Cell.NUMBER, 14),
    Column(gettext_lazy("Last assessment"), Cell.DATE),
    Column(gettext_lazy("HCT valid through"), Cell.DATE),
    Column(gettext_lazy("Crisis valid through"), Cell.DATE),
    Column(gettext_lazy("Documents"), width=32),
    Column(gettext_lazy("Activity"), width=12),
    Column(gettext_lazy("Last contact"), Cell.DATE),
    Column(gettext_lazy("Referral"), width=28),
)


def _cells(rows: Iterator[CaseloadRow], shown: list[int]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        shown.append(row.client_id)
        yield (
            row.name,
            row.worker,
            row.household_type,
            row.household_size,
            row.enrolled_on,
            row.days_enrolled,
            row.last_assessment,
            row.hct_through,
            row.crisis_through,
            row.tier,
            row.activity,
            row.last_contact,
            row.referral,
        )


def _about(export: Export, by: Actor, wanted: Wanted) -> list[tuple[str, str]]:
    moment = timezone.localtime(clock.now())
    return [
        (_("What"), _("Caseload, one row per household")),
        (_("Made at"), f"{short_day(moment)}, {date_format(moment, 'g:i A')} {moment:%Z}"),
        (_("Made for"), by.name),
        (_("Agencies"), ", ".join(sorted({m.agency_name for m in by.memberships}))),
        (_("Filters"), "; ".join(filters_in_words(wanted).values()) or _("None")),
        (
            _("Confidential"),
            _("Contains information about clients. Keep it on agency equipment and delete it after use."),
        ),
    ]
