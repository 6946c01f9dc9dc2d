"""Addresses of settings."""

from django.urls import path

from cas_portal.accounts.rules import views
from cas_portal.accounts.wording import views as wording

app_name = "rules"
urlpatterns = [
    path("", views.rules, name="list"),
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/<slug:day>/remove/", views.remove_holiday, name="remove_holiday"),
    path("words/", wording.every_list, name="every_list"),
    path("words/<slug:key>/", wording.one_list, name="words"),
    path("words/<slug:key>/add/", wording.new_entry, name="new_entry"),
    path("words/<slug:key>/<slug:code>/", wording.entry, name="entry"),
    path("<slug:key>/", views.change, name="change"),
]
