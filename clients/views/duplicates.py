"""Records that may be one person: the list, the comparison, the merge, and taking it back. For sysadmins."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.errors import Missing, Moved
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients import presenters
from clients.forms.merging import MergeForm, WhyForm
from clients.merging import Pair
from clients.models import Client
from clients.policies import client_reach
from clients.services import duplicates, merging
from clients.services.consent import agencies_sharing
from clients.views.subject import sent


@needs(Permission.MERGE_CLIENTS)
@require_GET
def suspected(request: PortalRequest) -> HttpResponse:
    """The pairs nobody has decided on, the likest first."""
    form = WhyForm(request.GET)
    why, cursor = form.why(), request.GET.get("cursor", "")
    page = duplicates.suspected(by=request.actor, cursor=cursor, why=why)
    context = {
        "form": form,
        "page": page,
        "pairs": _rows(request, page),
        "why": why,
        "later": bool(cursor),
        "list_url": reverse("clients:duplicates"),
    }
    return render(request, "clients/duplicates.html", context)


def _rows(request: PortalRequest, page: Iterable[duplicates.Suspected]) -> list[dict[str, Any]]:
    pairs = list(page)
    sharing = agencies_sharing([client for pair in pairs for client in (pair.low, pair.high)])
    return [_row(request, pair, sharing) for pair in pairs]


def _row(request: PortalRequest, pair: duplicates.Suspected, sharing: Mapping[int, int]) -> dict[str, Any]:
    why = [
        (pair.same_ssn, _("Same Social Security number")),
        (pair.same_birth, _("Same birth date")),
        (pair.same_phone, _("Same phone")),
        (True, _("Similar names")),
    ]
    return {
        "people": [_person(request, client, sharing) for client in (pair.low, pair.high)],
        "why": [words for so, words in why if so],
        "url": reverse("clients:compare", args=[pair.low.public_id, pair.high.public_id]),
    }


def _person(request: PortalRequest, client: Client, sharing: Mapping[int, int]) -> dict[str, Any]:
    reach = client_reach(request.actor)
    return {
        "client": client,
        "name": presenters.client_name(client, reach),
        "code": presenters.client_code(client),
        "facts": presenters.result_facts(client, reach),
        "tags": presenters.client_tags(client, sharing.get(client.pk, 0)),
    }


def _pair(request: PortalRequest, kept: UUID, other: UUID, purpose: str) -> Pair:
    """The two records of an address. One that is hidden or a survivor's is missing; two that became one lead to it."""
    rows = Client.objects.visible_to(request.actor)
    first, second = (rows.named(request.actor, public_id=public_id) for public_id in (kept, other))
    if first == second:
        raise Moved(merged=None, into=kept, page=reverse("clients:client", args=[kept]))
    record.log_read([first.pk, second.pk], purpose=purpose)
    return merging.pair_for(by=request.actor, kept_id=first.pk, other_id=second.pk)


@needs(Permission.MERGE_CLIENTS)
@require_GET
def compare(request: PortalRequest, kept: UUID, other: UUID) -> HttpResponse:
    """Two records side by side: what differs, what would move, what is in the way."""
    pair = _pair(request, kept, other, "compare")
    found = merging.preview(pair)
    form = MergeForm(pair=pair, one_goes_on=found.one_goes_on, initial={"seen": merging.versions(pair)})
    return render(request, "clients/compare.html", {**_compared(request, pair, found), "form": form})


def _compared(request: PortalRequest, pair: Pair, found: merging.Preview) -> dict[str, Any]:
    places = [pair.kept.public_id, pair.other.public_id]
    sharing = agencies_sharing([pair.kept, pair.other])
    return {
        "pair": pair,
        "people": [_person(request, client, sharing) for client in (pair.kept, pair.other)],
        "found": found,
        "days": merging.undo_days(pair),
        "verdict": duplicates.verdict_about(pair.kept.pk, pair.other.pk),
        "merge_url": reverse("clients:merge", args=places),
        "decide_url": reverse("clients:decide_pair", args=places),
        "swap_url": reverse("clients:compare", args=places[::-1]),
        "compare_url": reverse("clients:compare", args=places),
    }


@needs(Permission.MERGE_CLIENTS)
@require_POST
def merge(request: PortalRequest, kept: UUID, other: UUID) -> HttpResponse:
    """Ask once more, then merge."""
    done = _sent_before(request, kept, other)
    if done is not None:
        return done
    pair = _pair(request, kept, other, "merge")
    found = merging.preview(pair)
    form = MergeForm(request.POST, pair=pair, one_goes_on=found.one_goes_on)
    context = {**_compared(request, pair, found), "form": form}
    if not form.is_valid():
        return render(request, "clients/compare.html", context, status=422)
    if "confirmed" not in request.POST:
        return render(request, "clients/merge.html", {**context, "chosen": form.chosen()})
    return sent(request, form, lambda: _merged(request, form)) or render(
        request, "clients/compare.html", context, status=422
    )


def _sent_before(request: PortalRequest, kept: UUID, other: UUID) -> HttpResponse | None:
    """A second click leads to what the first one made."""
    try:
        Client.objects.visible_to(request.actor).named(request.actor, public_id=other)
    except Moved as moved:
        if moved.into == kept and "confirmed" in request.POST:
            return redirect("clients:client", kept)
    return None


def _merged(request: PortalRequest, form: MergeForm) -> str:
    pair = form.pair
    merging.merge(
        by=request.actor,
        kept_id=pair.kept.pk,
        other_id=pair.other.pk,
        taken=form.taken,
        stays_id=form.stays_id,
        seen=form.cleaned_data["seen"],
    )
    messages.success(request, _("The two records are one now. The merge can be undone on this page."))
    return reverse("clients:client", args=[pair.kept.public_id])


@needs(Permission.MERGE_CLIENTS)
@require_POST
def decide_pair(request: PortalRequest, kept: UUID, other: UUID) -> HttpResponse:
    """Remember that two records are, or are not, one person."""
    pair = _pair(request, kept, other, "compare")
    answer = request.POST.get("answer", "")
    if answer not in {"same", "different"}:
        raise Missing()
    duplicates.decide(by=request.actor, client_id=pair.kept.pk, others=[pair.other.pk], answer=answer)
    if answer == "same":
        return redirect("clients:compare", kept, other)
    messages.success(request, _("Noted: different people. This pair is not shown again."))
    return redirect("clients:duplicates")


@needs(Permission.MERGE_CLIENTS)
@require_http_methods(["GET", "POST"])
def undo(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Take a merge back, after saying what that does."""
    done = merging.merge_for(by=request.actor, public_id=public_id)
    record.log_read([done.client_id, done.merged_id], purpose="undo_merge")
    if request.method == "POST":
        merging.undo_merge(by=request.actor, merge_id=done.pk)
        messages.success(
            request, _("The merge was undone: there are two records again. The pair is noted as different people.")
        )
        return redirect("clients:client", done.client.public_id)
    context = {"done": done, "problem": merging.cannot_undo(done)}
    context["cancel_url"] = reverse("clients:client", args=[done.client.public_id])
    return render(request, "clients/undo_merge.html", context)
