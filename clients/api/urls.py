"""API addresses of clients."""

from django.urls import path

from clients.api import views

urlpatterns = [
    path("clients/", views.Clients.as_view(), name="clients"),
    path("clients/<uuid:public_id>/", views.OneClient.as_view(), name="client"),
    path("clients/<uuid:public_id>/releases/", views.Releases.as_view(), name="releases"),
    path("clients/<uuid:public_id>/members/", views.Members.as_view(), name="members"),
    path("clients/<uuid:public_id>/enrollments/", views.Enrollments.as_view(), name="enrollments"),
]
