"""The audit log as a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.access.policy import require
from cas_portal.accounts.models import Continuum
from cas_portal.audit import log, record
from cas_portal.ui.days import short_day
from reports import policies
from reports.audit_log import Line, Wanted, lines
from reports.audit_wording import filters_in_words
from reports.models import Export
from reports.spreadsheet import Column, Value, write_workbook

CHUNK = 199
MOST_ROWS = 20_000
COLUMNS = (
    Column(gettext_lazy("When"), width=24),
    Column(gettext_lazy("What"), width=44),
    Column(gettext_lazy("Details"), width=44),
    Column(gettext_lazy("Who"), width=32),
    Column(gettext_lazy("About"), width=32),
    Column(gettext_lazy("From")),
)


def zone_of(by: Actor) -> str:
    """Return where the days of the actor's community begin and end."""
    return str(Continuum.objects.values_list("time_zone", flat=True).get(pk=by.continuum_id))


def write_audit_log(path: Path, export: Export, by: Actor) -> tuple[int, list[int]]:
    """Write the lines the filters keep, newest first and 20,000 at most; how many, and who is named in them."""
    require(policies.can_export(by, export.kind))
    wanted = Wanted.of(export.filters)
    shown: set[int] = set()
    count = write_workbook(
        path,
        sheet=_("Audit log"),
        columns=COLUMNS,
        rows=_cells(by, wanted, shown),
        about=[
            (_("What"), _("Audit log, newest first, at most 20,000 lines")),
            (_("Made at"), _moment(timezone.now())),
            (_("Made for"), by.name),
            (_("Filters"), "; ".join(filters_in_words(wanted).values()) or _("None")),
            (_("Confidential"), _("Keep it on agency equipment and delete it after use.")),
        ],
    )
    told = sorted(shown)
    record.log_act("exported", client_ids=told, purpose=export.kind, export=str(export.public_id), rows=count)
    return count, told


def _cells(by: Actor, wanted: Wanted, shown: set[int]) -> Iterator[tuple[Value, ...]]:
    for line in _lines(by, wanted):
        shown.update(line.client_ids)
        yield (_moment(line.at), line.title, line.more, line.who, line.about, line.address)


def _lines(by: Actor, wanted: Wanted) -> Iterator[Line]:
    asked, cursor, left = wanted.asked(zone_of(by)), "", MOST_ROWS
    while left > 0:
        page = log.entries(asked, cursor, min(CHUNK, left))
        yield from lines(by, page.rows)
        left -= len(page.rows)
        cursor = page.next
        if not cursor:
            return


def _moment(at: object) -> str:
    local = timezone.localtime(at)  # type: ignore[arg-type]
    return f"{short_day(local)}, {date_format(local, 'g:i:s A')}"
