"""Addresses of clients."""

from django.urls import path

from clients.views import contact, finding, household, people, release, trail

app_name = "clients"
urlpatterns = [
    path("", finding.find, name="find"),
    path("by-number/", finding.find_by_ssn, name="find_by_ssn"),
    path("new/", people.new, name="new"),
    path("new/anonymous/", people.new_anonymous, name="new_anonymous"),
    path("members/<uuid:public_id>/", household.edit_member, name="edit_member"),
    path("members/<uuid:public_id>/remove/", household.remove_member, name="remove_member"),
    path("enrollments/<uuid:public_id>/exit/", household.exit_enrollment, name="exit"),
    path("<uuid:public_id>/", people.client, name="client"),
    path("<uuid:public_id>/profile/", people.edit_profile, name="edit_profile"),
    path("<uuid:public_id>/release/", release.release, name="release"),
    path("<uuid:public_id>/release/withdraw/", release.withdraw, name="withdraw"),
    path("<uuid:public_id>/release/<uuid:release_id>/", release.release_copy, name="release_copy"),
    path("<uuid:public_id>/release/<uuid:release_id>/paper/", release.release_paper, name="release_paper"),
    path("<uuid:public_id>/household/add/", household.add_member, name="add_member"),
    path("<uuid:public_id>/enroll/", household.enroll, name="enroll"),
    path("<uuid:public_id>/contacts/", contact.contacts, name="contacts"),
    path("<uuid:public_id>/contacts/new/", contact.log_contact, name="log_contact"),
    path("<uuid:public_id>/case-manager/", contact.case_manager, name="case_manager"),
    path("<uuid:public_id>/viewers/", trail.viewers, name="viewers"),
    path("<uuid:public_id>/changes/", trail.changes, name="changes"),
    path("<uuid:public_id>/helpers/", contact.helpers, name="helpers"),
    path("<uuid:public_id>/helpers/<uuid:user_id>/end/", contact.end_view, name="end_view"),
]
