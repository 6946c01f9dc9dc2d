"""From which day through which day the log about a client is read."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.audit.trail import Span
from cas_portal.ui.fields import MemorableDateField


class SpanForm(forms.Form):
    """Two days, both optional. A day that is none keeps everything on its side."""

    since = MemorableDateField(label=_("From"), required=False, earliest=date(2000, 1, 1), latest=date(2100, 1, 1))
    until = MemorableDateField(label=_("Through"), required=False, earliest=date(2000, 1, 1), latest=date(2100, 1, 1))

    def span(self, cursor: str, zone: str) -> Span:
        """Return the moments the days begin and end where the community is."""
        self.is_valid()
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        until = last + timedelta(days=1) if last else None
        return Span(since=_midnight(first, zone), until=_midnight(until, zone), cursor=cursor)


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)) if day else None
