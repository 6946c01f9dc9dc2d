"""Addresses of notices."""

from django.urls import path

from cas_portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notices, name="list"),
    path("settings/", views.mail_settings, name="settings"),
    path("read/", views.read_all, name="read_all"),
    path("<uuid:public_id>/open/", views.open_notice, name="open"),
]
