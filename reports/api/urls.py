"""API addresses of caseload and exports."""

from django.urls import path

from reports.api import views

urlpatterns = [
    path("caseload/", views.Caseload.as_view(), name="caseload"),
    path("exports/", views.Exports.as_view(), name="exports"),
    path("exports/<uuid:public_id>/", views.OneExport.as_view(), name="export"),
    path("exports/<uuid:public_id>/download/", views.Download.as_view(), name="download"),
]
