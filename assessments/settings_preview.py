"""What a change of a setting does to open drafts: counted by one statement, shown before it is saved."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from assessments.models import Draft
from cas_portal.accounts.rules.previews import Effect


def drafts(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the open drafts that would close: begun more than that many days before."""
    begun = day - timedelta(days=int(str(value)))
    count = Draft.objects.filter(continuum_id=continuum_id).open().filter(started_on__lt=begun).count()
    return [Effect(count, _("open drafts that you can see would be closed; opening one starts it again, filled in"))]
