"""Addresses of caseload, audit log and exports."""

from django.urls import path

from reports.views import audit_log, caseload

app_name = "reports"
urlpatterns = [
    path("caseload/", caseload.caseload_page, name="caseload"),
    path("caseload/export/", caseload.export_caseload, name="export_caseload"),
    path("audit-log/", audit_log.audit_log, name="audit_log"),
    path("audit-log/export/", audit_log.export_audit_log, name="export_audit_log"),
    path("exports/", caseload.export_list, name="exports"),
    path("exports/<uuid:public_id>/", caseload.export_page, name="export"),
    path("exports/<uuid:public_id>/download/", caseload.download, name="download"),
]
