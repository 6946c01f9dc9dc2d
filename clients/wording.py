"""Why people leave a program, as a community words it (policy §13); the destination says where to."""

from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.book import Line, lines_on, open_book
from cas_portal.accounts.wording.lists import Entry, WordList, register
from cas_portal.time import clock
from clients.models import Client, Enrollment

EXIT = WordList(
    "exit",
    _("Exits from a program"),
    _("Why somebody leaves. Where they go is a list of HUD's."),
    (
        Entry("housed_by_cas", _("Housed through CAS"), fixed=True),
        Entry("self_resolved", _("Found housing without CAS")),
        Entry("diverted", _("Helped without shelter (diverted)")),
        Entry("left_area", _("Left the area")),
        Entry("no_longer_wants", _("No longer wants the service")),
        Entry("deceased", _("Died"), fixed=True),
        Entry("unable_to_serve", _("Cannot be served by CAS"), fixed=True),
    ),
    notes=False,
)


def register_all() -> None:
    """Let the community word it."""
    register(EXIT, exits)


def exits(continuum_id: int, code: str) -> int:
    """Count the stays that ended for a reason."""
    return Enrollment.objects.filter(continuum_id=continuum_id, exit_reason=code).count()


def exit_reasons(client: Client) -> list[Line]:
    """Return the reasons offered today where the client is."""
    return lines_on(client.continuum_id, EXIT.key, clock.today(client.continuum.time_zone))


def require_exit_reason(client: Client, code: str) -> None:
    """Raise Invalid for a reason that is not on the list, or ended."""
    today = clock.today(client.continuum.time_zone)
    open_book(client.continuum_id, EXIT.key).chosen(EXIT, code, "", today)
