"""What a person says before something can be done: of which words of a text they say that these name nobody (ADR 11).

A page asks (templates/confirm_words.html) and sends the same form again with the answer; a program sends a header.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Unconfirmed

FIELD = "named_nobody"
HEADER = "Named-Nobody"
# The other button: the text is to be changed.
REWORD = "reword"
FORM = "application/x-www-form-urlencoded"
MOST = 50
NOT_SENT_AGAIN = frozenset({"csrfmiddlewaretoken", FIELD, REWORD})


def with_what_is_said(actor: Actor, request: HttpRequest) -> Actor:
    """Return the actor with the words they say name nobody."""
    words = request.headers.get(HEADER, "").replace(",", " ").split()
    if request.method == "POST" and request.content_type == FORM:
        words += " ".join(request.POST.getlist(FIELD)).split()
    return replace(actor, said=frozenset(word.lower() for word in words[:MOST])) if words else actor


def may_ask(request: HttpRequest) -> bool:
    """Whether a page can ask: the form can be sent again as it is, and a worker looks at the screen."""
    sent = request.method == "POST" and bool(request.POST) and not request.FILES
    handed_over = getattr(request, "in_client_view", False)
    return sent and REWORD not in request.POST and not getattr(request, "htmx", False) and not handed_over


def _marked(text: str, words: Collection[str]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is one of the words asked about."""
    pieces: list[tuple[str, bool]] = []
    for piece in re.split(r"([^\W\d_]+)", text):
        bare = "".join(one for one in unicodedata.normalize("NFD", piece.lower()) if not unicodedata.combining(one))
        pieces.append((piece, bare in words))
    return pieces


def question(request: HttpRequest, error: Unconfirmed) -> HttpResponse:
    """Ask on a page of its own, which holds the form that was sent."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_SENT_AGAIN
    ]  # fmt: skip
    said = [*sorted(getattr(getattr(request, "actor", None), "said", ())), *error.words]
    context = {
        "error": error,
        "texts": [_marked(text, error.words) for text in error.texts],
        "fields": fields,
        "said": " ".join(said),
        "field": FIELD,
        "reword": REWORD,
    }
    return render(request, "confirm_words.html", context, status=error.http_status)
