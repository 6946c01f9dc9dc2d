"""Addresses of caseload and exports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("caseload/", views.caseload_page, name="caseload"),
    path("caseload/export/", views.export_caseload, name="export_caseload"),
    path("exports/", views.export_list, name="exports"),
    path("exports/<uuid:public_id>/", views.export_page, name="export"),
    path("exports/<uuid:public_id>/download/", views.download, name="download"),
]
