"""API addresses of assessments."""

from django.urls import path

from assessments.api import views

urlpatterns = [
    path("clients/<uuid:public_id>/drafts/", views.Drafts.as_view(), name="drafts"),
    path("clients/<uuid:public_id>/assessments/", views.Assessments.as_view(), name="assessments"),
    path("clients/<uuid:public_id>/living-situations/", views.LivingSituations.as_view(), name="living_situations"),
    path("clients/<uuid:public_id>/events/", views.Events.as_view(), name="events"),
    path("drafts/<uuid:draft_id>/", views.OneDraft.as_view(), name="draft"),
    path("drafts/<uuid:draft_id>/answers/", views.DraftAnswers.as_view(), name="answers"),
    path("drafts/<uuid:draft_id>/submit/", views.DraftSubmit.as_view(), name="submit"),
    path("assessments/<uuid:assessment_id>/", views.OneAssessment.as_view(), name="assessment"),
    path("assessments/<uuid:assessment_id>/fhir/", views.AssessmentFhir.as_view(), name="assessment_fhir"),
    path("instruments/<slug:instrument>/fhir/", views.InstrumentFhir.as_view(), name="instrument_fhir"),
]
