"""API addresses of the lists."""

from django.urls import path

from queues.api import views

urlpatterns = [
    path("housing-list/", views.HousingList.as_view(), name="housing_list"),
    path("clients/<uuid:public_id>/why/", views.WhyHere.as_view(), name="why"),
    path("openings/<uuid:opening_id>/candidates/", views.Candidates.as_view(), name="candidates"),
]
