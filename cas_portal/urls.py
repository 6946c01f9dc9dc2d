"""Every address of the portal. Each app keeps its own under one prefix."""

from django.urls import include, path

from cas_portal import public_views, views
from cas_portal.access.markers import public
from cas_portal.accounts.views import mine
from cas_portal.ui import views as ui_views

urlpatterns = [
    path("", views.today, name="today"),
    path("welcome/", public_views.welcome, name="welcome"),
    path("help/", public_views.help_page, name="help"),
    path("accessibility/", public_views.accessibility, name="accessibility"),
    path("privacy/", public_views.privacy, name="privacy"),
    path("no-connection/", public_views.no_connection, name="no_connection"),
    path("language/", mine.set_language, name="set_language"),
    path("service-worker.js", public_views.service_worker, name="service_worker"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("components/", public(ui_views.components), name="components"),
    path("components/<slug:name>/", public(ui_views.component_page), name="component_page"),
    path("clients/", include("clients.urls")),
    path("grievances/", include("clients.grievance_urls")),
    path("settings/", include("cas_portal.accounts.rules.urls")),
    path("programs/", include("clients.program_urls")),
    path("documents/", include("documents.urls")),
    path("referrals/", include("referrals.urls")),
    path("reports/", include("reports.urls")),
    path("notices/", include("cas_portal.notifications.urls")),
    path("api/v1/", include("cas_portal.api_urls")),
    path("", include("cas_portal.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("queues/", include("queues.urls")),
    path("assessments/", include("assessments.urls")),
]
handler400 = "cas_portal.views.bad_request"
handler403 = "cas_portal.views.permission_denied"
handler404 = "cas_portal.views.page_not_found"
handler500 = "cas_portal.views.server_error"
