"""Addresses of grievances."""

from django.urls import path

from clients.views import grievances

app_name = "grievances"
urlpatterns = [
    path("", grievances.file, name="file"),
    path("received/", grievances.received, name="received"),
    path("inbox/", grievances.inbox, name="inbox"),
    path("<uuid:public_id>/", grievances.show, name="show"),
    path("<uuid:public_id>/take/", grievances.take, name="take"),
    path("<uuid:public_id>/owner/", grievances.owner, name="owner"),
    path("<uuid:public_id>/person/", grievances.person, name="person"),
    path("<uuid:public_id>/note/", grievances.note, name="note"),
    path("<uuid:public_id>/answer/", grievances.answer, name="answer"),
]
