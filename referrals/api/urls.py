"""API addresses of openings and referrals."""

from django.urls import path

from referrals.api import meeting, views
from referrals.api.verbs import VERBS

urlpatterns = [
    path("openings/", views.Openings.as_view(), name="openings"),
    path("openings/<uuid:opening_id>/", views.OneOpening.as_view(), name="opening"),
    path("openings/<uuid:opening_id>/source/", views.Source.as_view(), name="source"),
    path("openings/<uuid:opening_id>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("referrals/", views.Referrals.as_view(), name="referrals"),
    path("referrals/<uuid:referral_id>/", views.OneReferral.as_view(), name="referral"),
    path("referrals/<uuid:referral_id>/meeting/", meeting.Meeting.as_view(), name="meeting"),
    path("referrals/<uuid:referral_id>/meeting/outcome/", meeting.MeetingOutcome.as_view(), name="meeting_outcome"),
    *[
        path(
            f"referrals/<uuid:referral_id>/{verb.slug}/", views.verb_view(verb).as_view(), name=f"{verb.verb}_referral"
        )
        for verb in VERBS
    ],
]
