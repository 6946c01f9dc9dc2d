"""API addresses of clients."""

from django.urls import path

from clients.api import record, views

urlpatterns = [
    path("clients/", views.Clients.as_view(), name="clients"),
    path("clients/<uuid:public_id>/", views.OneClient.as_view(), name="client"),
    path("clients/<uuid:public_id>/releases/", views.Releases.as_view(), name="releases"),
    path("clients/<uuid:public_id>/releases/withdraw/", views.Withdrawal.as_view(), name="withdraw_release"),
    path("clients/<uuid:public_id>/members/part/", views.Parting.as_view(), name="part_household"),
    path("clients/<uuid:public_id>/members/", views.Members.as_view(), name="members"),
    path("clients/<uuid:public_id>/contact-methods/", record.ContactMethods.as_view(), name="contact_methods"),
    path("clients/<uuid:public_id>/locations/", record.Locations.as_view(), name="locations"),
    path("clients/<uuid:public_id>/notes/", record.Notes.as_view(), name="notes"),
    path("clients/<uuid:public_id>/services/", record.Services.as_view(), name="services"),
    path("clients/<uuid:public_id>/history/", record.History.as_view(), name="history"),
    path("clients/<uuid:public_id>/enrollments/", views.Enrollments.as_view(), name="enrollments"),
]
