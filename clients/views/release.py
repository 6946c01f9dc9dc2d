"""Release of information: sign or decline, withdraw, copy for the client, the signed paper."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.errors import StaleForm
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients import languages, policies, presenters
from clients.forms.release import DECLINED, Relative, ReleaseForm, WithdrawForm
from clients.models import Client, Release, ReleasePaper
from clients.services import consent, papers
from clients.services.household import relatives_of
from clients.services.records import may_act
from clients.views.subject import form_page, sent, subject_context, visible_client


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def release(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """The client signs the release, or declines; others of the household in the same go."""
    subject = visible_client(request, public_id, "release")
    require(may_act(request.actor, subject))
    form = ReleaseForm(
        request.POST or None,
        request.FILES or None,
        agencies=consent.agencies_to_name(subject),
        seeing=consent.losing_sight(subject),
        relatives=_relatives(request, subject),
    )
    try:
        if done := sent(request, form, lambda: _decide(request, subject, form)):
            return done
    except StaleForm as stale:
        context = {**_context(request, subject, form), "theirs": stale.context["theirs"]}
        return render(request, "clients/release.html", context, status=409)
    return form_page(request, "clients/release.html", _context(request, subject, form))


def _context(request: PortalRequest, subject: Client, form: ReleaseForm) -> dict[str, Any]:
    newest = consent.newest_decision(subject)
    return {
        **subject_context(request, subject, _("Release")),
        "form": form,
        "running": consent.running_releases(subject).first(),
        "losing": form.seeing,
        "losing_too": [one for one in form.relatives if one.seen_by],
        "months": consent.release_months(subject.continuum_id),
        "their_language": languages.chosen("", subject),
        "history": consent.history(subject),
        "seen": newest.pk if newest else 0,
    }


def _relatives(request: PortalRequest, subject: Client) -> list[Relative]:
    """The others of the household whose release the actor may record."""
    reach, today = policies.client_reach(request.actor), clock.today()
    found = [one for one in relatives_of(request.actor, subject) if may_act(request.actor, one.client)]
    if found:
        record.log_read(sorted({one.client_id for one in found}), purpose="release")
    return [
        Relative(
            client_id=one.client_id,
            public_id=one.client.public_id,
            name=presenters.client_name(one.client, reach),
            is_minor=one.is_minor(today),
            seen_by=tuple(agency.name for agency in consent.losing_sight(one.client)),
        )
        for one in found
    ]


def _decide(request: PortalRequest, subject: Client, form: ReleaseForm) -> str:
    actor, data = request.actor, form.cleaned_data
    seen = request.POST.get("seen", "")
    base: dict[str, Any] = {"by": actor, "client_id": subject.pk}
    base["seen"] = int(seen) if seen.isdecimal() and len(seen) < 18 else None
    if data["decision"] == DECLINED:
        consent.record_refusal(**base, signed_on=data["signed_on"], witness=data["witness"])
        messages.success(
            request, _("Noted: the client declined. Help goes on; only the agency that entered them sees the record.")
        )
        return _way_on(request, subject)
    made = consent.sign_for_household(**base, signing=form.signing(), minors=form.minors(), adults=form.adults())
    messages.success(request, _said(made))
    copy = reverse("clients:release_copy", args=[subject.public_id, made[0].public_id])
    return _way_on(request, subject, copy)


def _said(made: list[Release]) -> str:
    if made[0].scope == Release.Scope.NAMED:
        return _("The release was recorded. From now on the agencies chosen see the record, and no others.")
    return _("The release was recorded. Other agencies see the record from now on.")


def _way_on(request: PortalRequest, subject: Client, page: str = "") -> str:
    """The page, or the client page, while the actor still sees the client; else the search."""
    if not Client.objects.visible_to(request.actor).filter(pk=subject.pk).exists():
        return reverse("clients:find")
    return page or reverse("clients:client", args=[subject.public_id])


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """End the release; what becomes hidden from whom is said first."""
    actor = request.actor
    subject = visible_client(request, public_id, "release")
    require(may_act(actor, subject))
    with_release = [one for one in _relatives(request, subject) if consent.running_releases_of(one.client_id).exists()]
    form = WithdrawForm(request.POST if request.method == "POST" else None, relatives=with_release)
    if request.method == "POST" and form.is_valid():
        consent.revoke_release(by=actor, client_id=subject.pk, also=form.also())
        messages.success(request, _("The release was withdrawn. Other agencies no longer see the record."))
        return HttpResponseRedirect(_way_on(request, subject))
    context = {
        **subject_context(request, subject, _("Withdraw")),
        "form": form,
        "running": consent.running_releases(subject).first(),
        "losing": consent.losing_sight(subject),
        "keeping": consent.keeping_sight(subject),
        "keeps": subject.agency_id in actor.agency_ids,
    }
    return form_page(request, "clients/withdraw.html", context)


@needs(Permission.EDIT_CLIENT)
@require_GET
def release_copy(request: PortalRequest, public_id: UUID, release_id: UUID) -> HttpResponse:
    """A sheet for the client: what they signed, for whom, until when, and how to take it back."""
    subject = visible_client(request, public_id, "release_copy")
    require(may_act(request.actor, subject))
    rows = Release.objects.visible_to(request.actor).select_related("agency", "continuum").prefetch_related("papers")
    shown = get_object_or_404(rows, client=subject, public_id=release_id)
    language = languages.chosen(request.GET.get("lang", ""), subject)
    drawn = next((paper for paper in shown.papers.all() if paper.kind == ReleasePaper.Kind.SIGNATURE), None)
    context = {
        **subject_context(request, subject, _("Release")),
        "release": shown,
        "sheet_language": language,
        "tabs": [
            {"label": name, "url": f"?lang={code}", "current": code == language, "count": None}
            for code, name in settings.LANGUAGES
        ],
        "named": consent.agencies_named(shown),
        "drawn": papers.content_of(drawn).decode() if drawn else "",
        "today": clock.today(),
    }
    return render(request, "clients/release_copy.html", context)


@needs(Permission.EDIT_CLIENT)
@require_GET
def release_paper(request: PortalRequest, public_id: UUID, release_id: UUID) -> HttpResponse:
    """Hand out the signed paper as a download; that is written down."""
    subject = visible_client(request, public_id, "release_paper")
    require(may_act(request.actor, subject))
    rows = ReleasePaper.objects.visible_to(request.actor).select_related("release")
    paper = get_object_or_404(rows, client=subject, release__public_id=release_id, kind=ReleasePaper.Kind.PAPER)
    record.log_act("downloaded", client_ids=[subject.pk], purpose="release_paper", release=str(release_id))
    name = f"release-{paper.release.signed_on.isoformat()}.{papers.ENDINGS[paper.media_type]}"
    return HttpResponse(
        papers.content_of(paper),
        content_type=paper.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
