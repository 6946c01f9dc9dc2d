"""Addresses of settings."""

from django.urls import path

from cas_portal.accounts.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.rules, name="list"),
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/<slug:day>/remove/", views.remove_holiday, name="remove_holiday"),
    path("<slug:key>/", views.change, name="change"),
]
