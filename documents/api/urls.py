"""API addresses of papers."""

from django.urls import path

from documents.api import views

urlpatterns = [
    path("clients/<uuid:public_id>/papers/", views.Papers.as_view(), name="papers"),
    path("papers/review/", views.Review.as_view(), name="review"),
    path("papers/<uuid:item_id>/accept/", views.Accept.as_view(), name="accept_paper"),
    path("papers/<uuid:item_id>/return/", views.Return.as_view(), name="return_paper"),
]
