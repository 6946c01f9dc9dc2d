"""Addresses of accounts, beside those of the sign-in library."""

from django.urls import path

from cas_portal.accounts.views import asking, joining, mine, people, sessions, training

app_name = "accounts"
urlpatterns = [
    path("me/", mine.my_settings, name="settings"),
    path("me/looks/", mine.looks, name="looks"),
    path("me/session/", mine.extend_session, name="extend_session"),
    path("no-role/", mine.no_role, name="no_role"),
    path("accounts/invitations/<uuid:public_id>/<slug:key>/", joining.accept, name="accept"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/ask/", asking.ask, name="ask"),
    path("people/requests/", asking.requests, name="requests"),
    path("people/requests/<uuid:public_id>/", asking.request_page, name="request"),
    path("people/requests/<uuid:public_id>/grant/", asking.grant, name="grant"),
    path("people/requests/<uuid:public_id>/decline/", asking.decline, name="decline"),
    path("people/roles/<uuid:public_id>/end/", people.end_role, name="end_role"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/role/", people.give_role, name="give_role"),
    path("people/<uuid:public_id>/link/", people.invite_again, name="invite_again"),
    path("people/<uuid:public_id>/close/", people.close, name="close"),
    path("people/<uuid:public_id>/open/", people.open_again, name="open_again"),
    path("people/<uuid:public_id>/second-step/", people.reset_factors, name="reset_factors"),
    path("training/", training.training, name="training"),
    path("training/sessions/", sessions.sessions, name="training_sessions"),
    path("training/sessions/new/", sessions.new, name="new_training_session"),
    path("training/sessions/<uuid:public_id>/", sessions.session, name="training_session"),
    path("training/sessions/<uuid:public_id>/book/", sessions.book, name="book_training"),
    path("training/sessions/<uuid:public_id>/give-back/", sessions.give_back, name="give_back_training"),
    path("training/sessions/<uuid:public_id>/calendar.ics", sessions.calendar, name="training_calendar"),
    path("training/sessions/<uuid:public_id>/call-off/", sessions.call_off, name="call_off_training"),
    path("training/sessions/<uuid:public_id>/attendance/", sessions.attendance, name="training_attendance"),
    path("training/<uuid:public_id>/record/", training.record, name="record_training"),
    path("training/<uuid:public_id>/extend/", training.extend, name="extend_certificate"),
    path("training/certificates/<uuid:public_id>/revoke/", training.revoke, name="revoke_certificate"),
]
