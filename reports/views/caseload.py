"""Caseload and exports."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.time import clock
from cas_portal.ui.pagination import count_up_to, keyset_page
from reports import policies, presenters, services
from reports.caseload import KEYS, caseload, present, workers
from reports.forms import CaseloadFilter, ExportForm
from reports.models import Export
from reports.services import exports
from reports.wording import filters_in_words


@needs(Permission.EXPORT_CASELOAD)
@require_GET
def caseload_page(request: PortalRequest) -> HttpResponse:
    """Show the households this person works with, or those of the team, with filters."""
    today = clock.today()
    form = _filter_form(request)
    wanted = form.wanted()
    rows = caseload(request.actor, wanted, today=today)
    page = keyset_page(rows, keys=KEYS, cursor=request.GET.get("cursor", ""))
    shown = list(present(page.rows, request.actor, today=today))
    services.note_list_shown([row.client_id for row in shown], purpose="caseload")
    context = {
        "page": page,
        "rows": presenters.caseload_lines(shown, today),
        "count": count_up_to(rows.order_by()),
        "form": form,
        "filters": presenters.active_filters(filters_in_words(wanted), request.GET),
        "export_form": ExportForm(),
        "team": policies.sees_a_team(request.actor),
        "today": today,
    }
    return render(request, "reports/caseload.html", context)


def _filter_form(request: PortalRequest) -> CaseloadFilter:
    team = policies.sees_a_team(request.actor)
    people = workers(request.actor, today=clock.today()) if team else []
    return CaseloadFilter(request.GET, workers=people)


@needs(Permission.EXPORT_CASELOAD)
@require_POST
def export_caseload(request: PortalRequest) -> HttpResponse:
    """Ask for the caseload as a spreadsheet, with the filters in the address."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("This form is damaged."), _("Open the caseload again and press the button there."))
    export = services.request_export(
        by=request.actor,
        kind=Export.Kind.CASELOAD,
        filters=_filter_form(request).wanted().stored(),
        request_key=form.cleaned_data["request_key"],
    )
    return redirect("reports:export", export.public_id)


@needs(Permission.EXPORT_CASELOAD)
@require_GET
def export_list(request: PortalRequest) -> HttpResponse:
    """Show the exports this person asked for, newest first."""
    page = keyset_page(Export.objects.visible_to(request.actor), keys=["-id"], cursor=request.GET.get("cursor", ""))
    lines = [presenters.export_line(export) for export in page]
    return render(request, "reports/exports.html", {"page": page, "rows": lines})


@needs(Permission.EXPORT_CASELOAD)
@require_GET
def export_page(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show how far an export is; the fragment alone for the page that asks again."""
    export = exports.owned(by=request.actor, public_id=public_id)
    context = {"export": export, "progress": presenters.export_progress(export, exports.delay_of(export))}
    template = "reports/_export_progress.html" if request.htmx else "reports/export.html"
    return render(request, template, context)


@needs(Permission.EXPORT_CASELOAD)
@require_GET
def download(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Hand out a link to the file that works for a minute."""
    return HttpResponseRedirect(services.download_address(by=request.actor, public_id=public_id))
