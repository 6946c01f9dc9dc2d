"""The checklist of a household's papers, and SSF's review (ux C7)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.wording.book import lines_on
from cas_portal.audit import record
from cas_portal.time import clock
from cas_portal.ui.ways import way_back
from clients.models import Client, ClientAccess
from clients.presenters import client_code
from clients.views.subject import form_page, sent
from documents import forms, policies, presenters, services
from documents.kinds import SENSITIVE_KINDS, Kind
from documents.models import DocumentItem
from documents.readiness import Readiness, readiness_of
from documents.wording import RETURNED

READERS = (Permission.VIEW_SENSITIVE_PAPERS, Permission.ATTEST_DOCUMENT)
REVIEWED_AT_ONCE = 100


@needs(*READERS)
@require_GET
def checklist(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Show every paper the household needs, missing ones first, with what can be done about each."""
    client = _client_or_missing(request, client_id)
    found = readiness_of(client, clock.today(client.continuum.time_zone))
    record.log_read(sorted({need.client_id for need in found.needs}), purpose="documents:client")
    context = {
        "client": client,
        "name": presenters.name(client),
        "code": client_code(client),
        "readiness": found,
        "papers": _papers(request, found),
    }
    return render(request, "documents/checklist.html", context)


def _papers(request: PortalRequest, found: Readiness) -> list[dict[str, object]]:
    """The lines of the checklist, missing ones first; each button asks the policy of its service."""
    actor, ids = request.actor, {need.client_id for need in found.needs}
    people = Client.objects.visible_to(actor).in_bulk(ids)
    granted = ClientAccess.objects.visible_to(actor).running().filter(client_id__in=ids)
    opened = set(granted.filter(agency_id__in=actor.agency_ids).values_list("client_id", flat=True))
    current = DocumentItem.objects.visible_to(actor).current().filter(client_id__in=ids)
    items = {(item.client_id, item.kind): item for item in current}
    lines = []
    for need in sorted(found.needs, key=lambda need: not need.missing):
        person, item = people.get(need.client_id), items.get((need.client_id, need.kind))
        if person is not None and (need.kind not in SENSITIVE_KINDS or reads_sensitive(actor)):
            may_record = policies.can_attest_document(actor, person, need.kind) or policies.can_record_document(
                actor, person, need.kind, granted=need.client_id in opened
            )
            lines.append(presenters.paper(actor, need, item, may_record=may_record))
    return lines


@needs(*READERS)
@require_http_methods(["GET", "POST"])
def record_paper(request: PortalRequest, client_id: UUID, kind: str) -> HttpResponse:
    """Record a paper a client brought; a victim service provider attests it instead."""
    client, paper = _client_or_missing(request, client_id), _kind_or_missing(kind)
    attests = policies.can_attest_document(request.actor, client, paper)
    if not attests and not policies.can_record_document(request.actor, client, paper, granted=_opened(request, client)):
        raise Forbidden()
    opened = services.token_for(client=client, kind=paper)
    form = forms.RecordForm(request.POST or None, kind=paper, attests=attests, initial={"opened": opened})

    def act() -> str:
        service = services.attest if attests else services.record_upload
        service(by=request.actor, client_id=client_id, kind=paper, **form.cleaned_data)
        messages.success(request, _("Attested.") if attests else _("Recorded. SSF reviews it next."))
        return _back(request, client)

    if done := sent(request, form, act):
        return done
    record.log_read([client.pk], purpose="documents:record")
    context = {"form": form, "client": client, "name": presenters.name(client), "paper": paper, "attests": attests}
    return form_page(request, "documents/record.html", {**context, "cancel_url": _back(request, client)})


@needs(Permission.UPLOAD_DOCUMENT)
@require_POST
def request_paper(request: PortalRequest, client_id: UUID, kind: str) -> HttpResponse:
    """Note that the client was asked to bring a paper."""
    client = _client_or_missing(request, client_id)
    services.request_document(by=request.actor, client_id=client_id, kind=_kind_or_missing(kind))
    messages.success(request, _("Noted that the client was asked for this paper."))
    return HttpResponseRedirect(_back(request, client))


@needs(Permission.ACCEPT_DOCUMENT)
@require_GET
def review(request: PortalRequest) -> HttpResponse:
    """List papers that wait for review, oldest first."""
    rows = DocumentItem.objects.visible_to(request.actor).waiting_for_review()
    waiting = list(rows.select_related("client__identity", "uploaded_by", "agency")[:REVIEWED_AT_ONCE])
    if waiting:
        record.log_read(sorted({item.client_id for item in waiting}), purpose="documents:review")
    page = [presenters.waiting(request.actor, item) for item in waiting]
    return render(request, "documents/review.html", {"page": page})


@needs(Permission.ACCEPT_DOCUMENT)
@require_POST
def accept(request: PortalRequest, item_id: UUID) -> HttpResponse:
    """Accept a paper."""
    item = services.accept(by=request.actor, item_id=item_id)
    messages.success(request, _("Accepted. The case manager was told."))
    return HttpResponseRedirect(_back(request, item.client))


@needs(Permission.ACCEPT_DOCUMENT)
@require_http_methods(["GET", "POST"])
def return_paper(request: PortalRequest, item_id: UUID) -> HttpResponse:
    """Return a paper with what is wrong."""
    item = (
        DocumentItem.objects.visible_to(request.actor)
        .select_related("client", "continuum")
        .filter(public_id=item_id)
        .first()
    )
    if item is None:
        raise Missing()
    today = clock.today(item.continuum.time_zone)
    form = forms.ReturnForm(request.POST or None, lines=lines_on(item.continuum_id, RETURNED, today))
    if form.is_valid():
        try:
            services.reject(by=request.actor, item_id=item_id, **form.cleaned_data)
        except Invalid as refused:
            form.add_error("reason", str(refused.message))
        else:
            messages.success(request, _("Returned. The case manager was told."))
            return HttpResponseRedirect(_back(request, item.client))
    record.log_read([item.client_id], purpose="documents:return")
    context = {"form": form, "item": item, "cancel_url": _back(request, item.client)}
    return render(request, "documents/return.html", context, status=422 if form.is_bound else 200)


def reads_sensitive(actor: Actor) -> bool:
    """Whether the actor sees homelessness and disability papers (policy §5)."""
    return actor.can(Permission.VIEW_SENSITIVE_PAPERS) or actor.can(Permission.ATTEST_DOCUMENT)


def _opened(request: PortalRequest, client: Client) -> bool:
    actor = request.actor
    granted = ClientAccess.objects.visible_to(actor).running()
    return granted.filter(client=client, agency_id__in=actor.agency_ids).exists()


def _client_or_missing(request: PortalRequest, client_id: UUID) -> Client:
    rows = Client.objects.visible_to(request.actor).select_related("continuum", "identity")
    client: Client = rows.named(request.actor, public_id=client_id)
    return client


def _kind_or_missing(kind: str) -> Kind:
    if kind not in Kind.values:
        raise Missing()
    return Kind(kind)


def _back(request: PortalRequest, client: Client) -> str:
    """The page the button stood on: the head's checklist or the review list."""
    given = request.POST.get("back") or request.GET.get("back") or ""
    return way_back(request, given, reverse("documents:client", args=[client.public_id]))
