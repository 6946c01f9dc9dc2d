"""One referral, for everybody who takes part in it (ux R2)."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cas_portal.access.actor import Actor
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.wording.book import open_book
from cas_portal.accounts.wording.lists import find
from cas_portal.audit import record
from cas_portal.hud.lists import label
from cas_portal.time.dates import age_on
from clients.models import Contact
from documents.readiness import readiness_of
from referrals import policies, presenters, reading, reasons
from referrals.models import Referral
from referrals.states import State
from referrals.views.acting import referral_or_missing


@needs(
    Permission.SELECT_CANDIDATE, Permission.ANSWER_INTEREST, Permission.ANSWER_REFERRAL, Permission.VIEW_RELEASED_CLIENT
)
@require_GET
def referral(request: PortalRequest, referral_id: UUID) -> HttpResponse:
    """Show where the referral stands, what can be done now, and what happened."""
    found = referral_or_missing(request, referral_id)
    today = reading.today_of(found)
    moves = policies.moves_open_to(request.actor, found)
    shown = reading.shows_household(request.actor, found)
    context = {
        "referral": found,
        "name": presenters.name(found),
        "list": presenters.list_for(request.actor),
        "today": today,
        "tags": presenters.tags(found),
        "clock": presenters.clock_of(found),
        "buttons": presenters.buttons(found, moves),
        **_told(found, today),
        "shown": shown,
        "meets": found.state == State.PROVIDER_YES and policies.can_hand_over(request.actor, found),
        "selection": _selection(found) if policies.can_see_selection(request.actor) else None,
        "asks": _tries(request.actor, found) if policies.is_clients_provider(request.actor, found) else None,
    }
    told = [found.client_id]
    if shown:
        people = reading.household(found, request.actor)
        context |= _household(people, found, today)
        told += [person.client_id for person in people]
    record.log_read(sorted(set(told)), purpose="referrals:referral")
    return render(request, "referrals/referral.html", context)


def _selection(found: Referral) -> list[tuple[str, object]]:
    """What SSF saw, and why others were passed over: in the words of the day, or as it was written."""
    said: object = found.skip_reason
    words = find("passed_over")
    if said and words is not None:
        said = open_book(found.continuum_id, words.key).text(words, found.skip_reason, found.selected_on)
    return presenters.selection(found, said)


def _told(found: Referral, today: date) -> dict[str, object]:
    """What happened, and the reason that stands, each in the words of its day."""
    rows = list(found.transitions.select_related("created_by").order_by("pk"))
    book = reasons.open_reasons(found.continuum_id)
    said_on = next((row.day for row in reversed(rows) if row.reason == found.reason), today)
    return {"reason": reasons.label(book, found.reason, said_on), "timeline": presenters.timeline(rows, book)}


def _household(household: list[reading.Person], found: Referral, today) -> dict[str, object]:
    people = [
        {
            "name": person.name,
            "relation": label("3.15.1", person.relationship),
            "age": age_on(person.birth_date, today) if person.birth_date else None,
        }
        for person in household
    ]
    return {"people": people, "readiness": readiness_of(found.client, today)}


def _tries(actor: Actor, found: Referral) -> list[Contact] | None:
    if found.state != State.PROVIDER_NOTIFIED:
        return None
    rows = Contact.objects.visible_to(actor).filter(
        client_id=found.client_id, kind=Contact.Kind.FAILED_TRY, happened_on__gte=found.notified_on
    )
    return list(rows.order_by("happened_on", "pk"))
