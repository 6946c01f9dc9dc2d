"""Addresses of papers."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("review/", views.review, name="review"),
    path("clients/<uuid:client_id>/", views.checklist, name="client"),
    path("clients/<uuid:client_id>/<str:kind>/record/", views.record_paper, name="record"),
    path("clients/<uuid:client_id>/<str:kind>/request/", views.request_paper, name="request"),
    path("<uuid:item_id>/accept/", views.accept, name="accept"),
    path("<uuid:item_id>/return/", views.return_paper, name="return"),
]
