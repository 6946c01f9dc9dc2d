"""Version 1 of the REST API: every app brings its own addresses; the document and a page to read it."""

from django.urls import include, path

from cas_portal.api_views import Document, documentation

app_name = "api"
urlpatterns = [
    path("", documentation, name="documentation"),
    path("schema/", Document.as_view(), name="schema"),
    path("", include("clients.api.urls")),
    path("", include("assessments.api.urls")),
    path("", include("documents.api.urls")),
    path("", include("referrals.api.urls")),
    path("", include("queues.api.urls")),
    path("", include("reports.api.urls")),
]
