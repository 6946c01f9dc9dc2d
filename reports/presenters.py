"""Words and marks of caseload and exports. No queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cas_portal.outbox.services import Waiting
from cas_portal.time import clock
from cas_portal.ui.templatetags.ui import day, moment
from reports.caseload import CaseloadRow
from reports.models import Export

SOON_DAYS = 30
LONG_WAIT = timedelta(seconds=20)
TIER_TONES = {"PSH_READY": "good", "PH_READY": "info", "NOT_READY": "attention"}
TIER_WORDS = {
    "PSH_READY": gettext_lazy("PSH ready"),
    "PH_READY": gettext_lazy("PH ready"),
    "NOT_READY": gettext_lazy("Papers missing"),
}
STATE_TONES = {"waiting": "info", "ready": "good", "failed": "bad", "gone": "neutral"}


@dataclass(frozen=True, slots=True)
class Expiry:
    """A last valid day, and whether it is over or near."""

    through: date
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class CaseloadLine:
    """One row of the page."""

    row: CaseloadRow
    url: str
    household: str
    hct: Expiry | None
    crisis: Expiry | None
    tier_word: str
    tier_tone: str
    inactive: bool


def caseload_lines(rows: Sequence[CaseloadRow], today: date) -> list[CaseloadLine]:
    """Return what the page shows of each row."""
    return [
        CaseloadLine(
            row=row,
            url=reverse("clients:client", args=[row.public_id]),
            household=_household(row),
            hct=_expiry(row.hct_through, today),
            crisis=_expiry(row.crisis_through, today),
            tier_word=str(TIER_WORDS.get(row.tier_code, row.tier)),
            tier_tone=TIER_TONES.get(row.tier_code, "neutral"),
            inactive=row.activity_code == "INACTIVE",
        )
        for row in rows
    ]


def _household(row: CaseloadRow) -> str:
    if not row.household_size or row.household_size == 1:
        return row.household_type
    people = ngettext("%(n)s person", "%(n)s people", row.household_size) % {"n": row.household_size}
    return f"{row.household_type}, {people}" if row.household_type else people


def _expiry(through: date | None, today: date) -> Expiry | None:
    if through is None:
        return None
    if through < today:
        return Expiry(through, _("Expired"), "bad")
    if through <= today + timedelta(days=SOON_DAYS):
        return Expiry(through, _("Expires soon"), "attention")
    return Expiry(through, "", "")


def active_filters(words: dict[str, str], query: QueryDict) -> list[dict[str, str]]:
    """Return the filters in force with the address that takes each away."""
    found = []
    for name, label in words.items():
        rest = query.copy()
        rest.pop(name, None)
        rest.pop("cursor", None)
        found.append({"label": label, "clear_url": f"?{rest.urlencode()}"})
    return found


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One export in the list."""

    export: Export
    url: str
    tone: str
    size: str


def export_line(export: Export) -> ExportLine:
    """Return what the list shows of an export."""
    size = filesizeformat(export.size) if export.size else ""
    return ExportLine(export, reverse("reports:export", args=[export.public_id]), STATE_TONES[export.state], size)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is: an alert, whether the page asks again by itself, and where the file is."""

    kind: str
    heading: str
    text: str
    asks_again: bool = False
    download_url: str = ""
    start_again: bool = False


def export_progress(export: Export, waiting: Waiting | None) -> Progress:
    """Say truthfully what is so: being made, late, ready, impossible, deleted."""
    if export.state == Export.State.READY:
        rows = _rows_of(export)
        text = _("%(rows)s, %(size)s. The file is kept for 24 hours.") % {
            "rows": rows,
            "size": filesizeformat(export.size or 0),
        }
        url = reverse("reports:download", args=[export.public_id])
        return Progress("success", _("Your spreadsheet is ready"), text, download_url=url)
    if export.state == Export.State.FAILED:
        text = _("Nothing was made. Your right to export may have ended, or the file store failed many times.")
        return Progress("error", _("This export could not be made"), text, start_again=True)
    if export.state == Export.State.GONE:
        text = _("It was deleted on %(day)s. Ask for a new one.") % {"day": day(export.gone_at)}
        return Progress("info", _("The file is no longer kept"), text, start_again=True)
    return _unfinished(export, waiting)


def _rows_of(export: Export) -> str:
    many = export.row_count or 0
    if export.kind == Export.Kind.AUDIT_LOG:
        return ngettext("%(n)s line", "%(n)s lines", many) % {"n": number_format(many, force_grouping=True)}
    return ngettext("%(n)s household", "%(n)s households", many) % {"n": number_format(many, force_grouping=True)}


def _unfinished(export: Export, waiting: Waiting | None) -> Progress:
    if waiting is not None and waiting.failures:
        text = _("It failed %(n)s times so far, and is tried again at %(at)s. Your request is kept; you can leave.") % {
            "n": waiting.failures,
            "at": moment(waiting.next_try),
        }
        return Progress("warning", _("Something is out of order"), text, asks_again=True)
    if clock.now() - export.requested_at > LONG_WAIT:
        text = _("You asked at %(at)s and it has not begun yet. Your request is kept; you can leave and come back.") % {
            "at": moment(export.requested_at)
        }
        return Progress("warning", _("This takes longer than usual"), text, asks_again=True)
    text = _("This usually takes a few seconds. You can leave this page; the file waits under your exports.")
    return Progress("info", _("Your spreadsheet is being made"), text, asks_again=True)
