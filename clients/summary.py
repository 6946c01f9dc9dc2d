"""Summaries to hand over: one for staff, one for the client. Neither carries a score, a band or a rank (X16).

Floors add their sections in `AppConfig.ready()`: `register(order, fn)`; `fn(request, client)` gives a Section or None.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cas_portal.access.requests import PortalRequest
from cas_portal.time import clock
from cas_portal.ui import panels
from cas_portal.ui.templatetags.ui import day, phone
from clients import locations, overview, policies, presenters
from clients.models import Client
from clients.next_steps import Step, placed
from clients.services.contact_methods import contact_methods

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with facts (label and value) and lines, for the sheet of the staff, of the client, or both."""

    title: Text
    facts: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    for_client: bool = False
    for_staff: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed sheet with its title block. The reference names nobody."""

    title: str
    name: str
    agency: str
    on: date
    reference: str
    sections: list[Section]


SectionFunction = Callable[[PortalRequest, Client], Section | None]
_registered: dict[str, tuple[int, SectionFunction]] = {}


def register(order: int, fn: SectionFunction) -> None:
    """Add a section to the summaries, lower orders first. Registering it again replaces it."""
    _registered[f"{fn.__module__}.{fn.__qualname__}"] = (order, fn)


def sheet(request: PortalRequest, client: Client, *, for_client: bool) -> Sheet:
    """Return the summary for staff, or the sheet of next steps for the client. Sections without data are left out."""
    made = [fn(request, client) for _order, fn in sorted(_registered.values(), key=lambda pair: pair[0])]
    kept = [one for one in made if one and (one.facts or one.lines)]
    kept = [one for one in kept if (one.for_client if for_client else one.for_staff)]
    mine = {one.agency_id: one.agency_name for one in request.actor.memberships}
    return Sheet(
        title=_("Your next steps") if for_client else _("Client summary"),
        name=presenters.client_name(client, policies.client_reach(request.actor)),
        agency=next(iter(mine.values()), ""),
        on=clock.today(),
        reference=presenters.client_code(client),
        sections=kept,
    )


def who(request: PortalRequest, client: Client) -> Section:
    """Who the client is; never the Social Security number."""
    return Section(_("Profile"), facts=presenters.profile_facts(client, policies.client_reach(request.actor)))


def household(request: PortalRequest, client: Client) -> Section | None:
    """Who lives with them, as far as the reader may know."""
    found = overview.household_of(client)
    rows = overview.members(request.actor, found) if found else []
    if len(rows) < 2:
        return None
    lines = [", ".join(filter(None, (one["name"], one["relationship"], one["born"]))) for one in rows]
    return Section(_("Household"), lines=lines)


def reaching(request: PortalRequest, client: Client) -> Section | None:
    """How to reach them, and what may be left behind."""
    if not policies.can_read_words(request.actor):
        return None
    lines = []
    for one in contact_methods(request.actor, client):
        value = one.value if one.kind == one.Kind.EMAIL else phone(one.value)
        parts = [one.person_name, one.relationship, value, one.get_message_display(), one.best_time]
        lines.append(", ".join(str(part) for part in parts if part))
    return Section(_("How to reach the client"), lines=lines)


def where(request: PortalRequest, client: Client) -> Section | None:
    """Where they are, and who said so."""
    found = locations.current_location(request.actor, client)
    if found is None or not found.place:
        return None
    words = _("%(source)s of %(day)s") % {"source": found.label, "day": day(found.on_day)}
    return Section(_("Location"), lines=[f"{found.place} ({words})"])


def programs(request: PortalRequest, client: Client) -> Section:
    """Open stays in programs."""
    found = [row["stay"] for row in overview.enrollments(request.actor, client)]
    stays = [stay for stay in found if stay.exit_date is None]
    since = [_("since %(day)s") % {"day": day(stay.entry_date)} for stay in stays]
    lines = [f"{stay.program.name}, {words}" for stay, words in zip(stays, since, strict=True)]
    return Section(_("Programs"), lines=lines)


def next_steps(request: PortalRequest, client: Client) -> Section:
    """What is done and what comes next, in the order of the work."""
    steps = placed(panels.panels("whats_next", request, client))
    facts = [(str(one.step.title), _state(one.step)) for one in steps]
    return Section(_("What comes next"), facts=facts, for_client=True)


def _state(step: Step) -> str:
    if step.done:
        return str(step.outcome) or _("Done")
    return _("If wanted") if step.optional else _("To do")


def helpers(request: PortalRequest, client: Client) -> Section:
    """Who helps, with a phone number."""
    rows = overview.case_managers(request.actor, client)
    lines = [", ".join(filter(None, (one.row.user.name, one.works_at, phone(one.row.user.phone)))) for one in rows]
    return Section(_("Who helps"), lines=lines, for_client=True)


def call(_request: PortalRequest, _client: Client) -> Section:
    """Where to call; the same for everybody."""
    lines = [_("Need help today? Call 2-1-1. Tell them when your phone number or the place you stay changes.")]
    return Section(_("Good to know"), lines=lines, for_client=True, for_staff=False)


def register_all() -> None:
    """Add the sections of this floor."""
    made: list[Any] = [who, household, reaching, where, programs, next_steps, helpers]
    for order, fn in enumerate(made, start=1):
        register(order * 10, fn)
    register(900, call)
