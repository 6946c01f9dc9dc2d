"""Addresses of the dated history, the support plan and the client's own side."""

from django.urls import path

from assessments.views import stays

urlpatterns = [
    path("clients/<uuid:client_id>/stays/", stays.history, name="stays"),
    path("clients/<uuid:client_id>/stays/new/", stays.add, name="add_stay"),
    path("clients/<uuid:client_id>/stays/take-over/", stays.take_over, name="take_over_stays"),
    path("clients/<uuid:client_id>/stays/<uuid:stay_id>/", stays.change, name="change_stay"),
    path("clients/<uuid:client_id>/stays/<uuid:stay_id>/remove/", stays.remove, name="remove_stay"),
]
