"""Addresses of assessing."""

from django.urls import path

from assessments import plan_urls
from assessments.views import (
    calls,
    drafts,
    event_list,
    events,
    hand_offs,
    keeping,
    living_situations,
    questions,
    records,
    versions,
)

app_name = "assessments"
urlpatterns = [
    path("clients/<uuid:client_id>/start/", drafts.start, name="start"),
    path("clients/<uuid:client_id>/begin/", drafts.begin, name="begin"),
    path("clients/<uuid:client_id>/start/<slug:instrument>/", drafts.start, name="start_one"),
    path("clients/<uuid:client_id>/begin/<slug:instrument>/", drafts.begin, name="begin_one"),
    path("clients/<uuid:client_id>/living-situation/", living_situations.add, name="living_situation"),
    path("clients/<uuid:client_id>/events/", event_list.events, name="events"),
    path("events/<uuid:event_id>/result/", event_list.result, name="event_result"),
    path("events/<uuid:event_id>/void/", event_list.void, name="event_void"),
    path("clients/<uuid:client_id>/event/", events.add, name="event"),
    path("clients/<uuid:client_id>/hand-off/", hand_offs.add, name="hand_off"),
    path("calls/", calls.start, name="calls"),
    path("calls/<uuid:call_id>/who/", calls.who, name="call_who"),
    path("calls/<uuid:call_id>/new/", calls.new, name="call_new"),
    path("calls/<uuid:call_id>/end/", calls.end, name="call_end"),
    path("calls/<uuid:call_id>/ask/<slug:section_id>/", calls.page, name="call"),
    path("keeping-key/", keeping.key, name="keeping_key"),
    path("drafts/<uuid:draft_id>/", drafts.task_list, name="tasks"),
    path("drafts/<uuid:draft_id>/check/", records.check, name="check"),
    path("drafts/<uuid:draft_id>/submit/", records.submit, name="submit"),
    path("drafts/<uuid:draft_id>/discard/", drafts.discard, name="discard"),
    path("drafts/<uuid:draft_id>/questions/<slug:section_id>/", questions.questions, name="questions"),
    path("versions/", versions.every_version, name="versions"),
    path("versions/load/<slug:instrument>/", versions.load, name="load_version"),
    path("versions/compare/<slug:instrument>/", versions.compare, name="compare_versions"),
    path("versions/show/<slug:instrument>/<slug:version>/", versions.one_version, name="version"),
    path("versions/file/<slug:instrument>/<slug:version>/", versions.take_out, name="take_out_version"),
    path("versions/fhir/<slug:instrument>/<slug:version>/", versions.fhir, name="version_fhir"),
    path("versions/<uuid:made_id>/publish/", versions.publish, name="publish_version"),
    path("versions/<uuid:made_id>/retire/", versions.retire, name="retire_version"),
    path("<uuid:assessment_id>/", records.show, name="show"),
    path("<uuid:assessment_id>/receipt/", records.receipt, name="receipt"),
    path("<uuid:assessment_id>/call-made/", records.call_made, name="call_made"),
    path("<uuid:assessment_id>/retry/<slug:follow_up>/", records.retry, name="retry"),
    path("<uuid:assessment_id>/fhir/", records.fhir, name="fhir"),
    path("<uuid:assessment_id>/correct/", records.correct, name="correct"),
    path("<uuid:assessment_id>/void/", records.void, name="void"),
    *plan_urls.urlpatterns,
]
