"""Addresses of the lists."""

from django.urls import path

from queues.views import by_name, candidates, housing_list, why

app_name = "queues"
urlpatterns = [
    path("housing/", housing_list.housing_list, name="housing_list"),
    path("housing/changes/", housing_list.changes, name="changes"),
    path("by-name/", by_name.by_name, name="by_name"),
    path("clients/<uuid:public_id>/why/", why.why, name="why"),
    path("clients/<uuid:public_id>/evh/", why.decide_evh, name="decide_evh"),
    path("clients/<uuid:public_id>/evh/end/", why.end_evh, name="end_evh"),
    path("clients/<uuid:public_id>/transfer/", why.request_transfer, name="request_transfer"),
    path("clients/<uuid:public_id>/transfer/close/", why.close_transfer, name="close_transfer"),
    path("openings/<uuid:public_id>/candidates/", candidates.candidates, name="candidates"),
    path("openings/<uuid:public_id>/candidates/<uuid:client_id>/", candidates.select, name="select"),
]
