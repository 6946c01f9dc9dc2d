"""Addresses of openings and referrals: one for each verb."""

from django.urls import path

from referrals.moves import Verb
from referrals.views import acting, lists, meeting, openings, program_rules, referral
from referrals.views.verbs import VERB_PAGES

app_name = "referrals"
urlpatterns = [
    path("", lists.inbox, name="inbox"),
    path("questions/", lists.questions, name="questions"),
    path("desk/", lists.desk, name="desk"),
    path("openings/", openings.openings, name="openings"),
    path("openings/report/", openings.report, name="report"),
    path("openings/<uuid:opening_id>/", openings.opening, name="opening"),
    path("openings/<uuid:opening_id>/source/", openings.source, name="source"),
    path("openings/<uuid:opening_id>/withdraw/", openings.withdraw, name="withdraw_opening"),
    path("programs/<uuid:public_id>/", program_rules.program_rule, name="program_rule"),
    path("<uuid:referral_id>/", referral.referral, name="referral"),
    path("<uuid:referral_id>/meeting/", meeting.hand_over, name="hand_over"),
    path("<uuid:referral_id>/try/", acting.record_try, name="try"),
    path("<uuid:referral_id>/acknowledge/", acting.acknowledge, name=Verb.ACKNOWLEDGE),
    path("<uuid:referral_id>/accept/", acting.accept, name=Verb.ACCEPT),
    *[
        path(f"<uuid:referral_id>/{page.slug}/", acting.act, {"verb": page.verb}, name=page.verb)
        for page in VERB_PAGES.values()
    ],
]
