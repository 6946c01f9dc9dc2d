"""The audit log of the community, for sysadmins and auditors."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import Agency
from cas_portal.audit import log, record
from reports import presenters, services
from reports.audit_log import Wanted, lines
from reports.audit_wording import filters_in_words
from reports.forms import AuditLogFilter, ExportForm
from reports.models import Export
from reports.services.audit_file import zone_of


@needs(Permission.VIEW_AUDIT_LOG)
@require_GET
def audit_log(request: PortalRequest) -> HttpResponse:
    """Show what was done in the portal, newest first, with filters; that it was read is written down as well."""
    form = _filter_form(request)
    wanted = form.wanted(request.actor)
    page = log.entries(wanted.asked(zone_of(request.actor)), request.GET.get("cursor", ""))
    rows = list(lines(request.actor, page.rows))
    shown = sorted({key for row in rows for key in row.client_ids})
    record.log_read(shown, purpose="audit_log", filters=wanted.stored())
    context: dict[str, Any] = {
        "page": page,
        "rows": rows,
        "form": form,
        "filters": presenters.active_filters(filters_in_words(wanted), request.GET),
        "export_form": ExportForm(),
    }
    return render(request, "reports/audit_log.html", context)


def _filter_form(request: PortalRequest) -> AuditLogFilter:
    agencies = Agency.objects.visible_to(request.actor).values_list("pk", "name")
    return AuditLogFilter(request.GET, agencies=list(agencies))


@needs(Permission.VIEW_AUDIT_LOG)
@require_POST
def export_audit_log(request: PortalRequest) -> HttpResponse:
    """Ask for the log as a spreadsheet, with the filters in the address."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("This form is damaged."), _("Open the audit log again and press the button there."))
    export = services.request_export(
        by=request.actor,
        kind=Export.Kind.AUDIT_LOG,
        filters=_wanted(request).stored(),
        request_key=form.cleaned_data["request_key"],
    )
    return redirect("reports:export", export.public_id)


def _wanted(request: PortalRequest) -> Wanted:
    return _filter_form(request).wanted(request.actor)
