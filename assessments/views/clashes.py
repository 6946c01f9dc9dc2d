"""Two people answered the same question: both answers in words, the page to choose on, and what was chosen."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments import presenters, services
from assessments.engine.definition import Item
from assessments.engine.people import words_of
from assessments.forms.clashes import ClashForm
from assessments.forms.questions import MORE_ROWS
from assessments.references import reference_names
from assessments.services.saving import Base
from assessments.surroundings import DraftReading
from assessments.views.subject import subject
from assessments.whose_pages import named_draft
from cas_portal.access.requests import PortalRequest

# The button that saves the page and gives the screen to the client.
HAND_OVER = "hand_over"


def clash_words(request: PortalRequest, current: DraftReading, saved: services.Saved) -> list[dict[str, Any]]:
    """Return each clash in words: the question, both answers, whose the other one is and when it was saved.

    In the client's hands nobody of the staff is named.
    """
    if not saved.clashes:
        return []
    both = {link_id: [clash.mine, clash.theirs] for link_id, clash in saved.clashes.items()}
    names: dict[str, str] = {}
    for number in (0, 1):
        one = {link_id: values[number] for link_id, values in both.items()}
        names |= reference_names(one, current.definition)
    items = current.definition.items
    return [
        {
            "link_id": link_id,
            "label": words_of(current.definition, link_id),
            "mine": clash.mine,
            "theirs": clash.theirs,
            "mine_words": presenters.answer_text(items[link_id], clash.mine, names) or _("No answer"),
            "theirs_words": presenters.answer_text(items[link_id], clash.theirs, names) or _("No answer"),
            "by": "" if request.in_client_view else clash.by,
            "own": clash.own and not request.in_client_view,
            "at": presenters.moment_of(clash.at),
        }
        for link_id, clash in saved.clashes.items()
    ]


def settle(
    request: PortalRequest,
    current: DraftReading,
    title: object,
    items: Iterable[Item],
    onward: Callable[[DraftReading], HttpResponse],
) -> HttpResponse:
    """Save the answers chosen among two and go on; somebody may have saved a third one meanwhile.

    Only of the questions that the page asks (`items`): what the form says of any other is not looked at.
    """
    clashes = ClashForm.clashes_in(request.POST, current.definition, {item.link_id for item in items})
    form = ClashForm(request.POST, clashes=clashes)
    if not form.is_valid():
        return show_clashes(request, current, title, form)
    saved = services.save_answers(
        by=request.actor,
        draft_id=current.draft.public_id,
        answers=form.chosen(),
        base=Base({clash["link_id"]: clash["theirs"] for clash in clashes}),
    )
    after = named_draft(saved.draft, request.actor)
    if saved.clashes:
        return show_clashes(request, after, title, ClashForm(clashes=clash_words(request, after, saved)))
    return onward(after)


def show_clashes(
    request: PortalRequest,
    current: DraftReading,
    title: object,
    form: ClashForm,
    sent: QueryDict | None = None,
    action: str = "",
) -> HttpResponse:
    """Show both answers of each clash, to choose from; `sent` is what the page with one of them sent.

    The choice goes to the same address, or to another one where this one takes none.
    """
    data = request.POST if sent is None else sent
    context = {
        **subject(request, current.draft.client, _("Two answers"), current.draft),
        "form": form,
        "topic": title,
        "action": action,
        # The device keeps what this page shows until one of the two is chosen.
        "page_token": data.get("page", "")[:40],
        "draft": current.draft,
        "opened": data.get("opened", ""),
        "way": next((way for way in ("leave", HAND_OVER, MORE_ROWS) if way in data), "continue"),
    }
    template = "assessments/client_view/clash.html" if request.in_client_view else "assessments/clash.html"
    return render(request, template, context, status=409)
