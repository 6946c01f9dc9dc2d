"""Addresses of agencies and programs."""

from django.urls import path

from clients.views import agencies, programs

app_name = "programs"
urlpatterns = [
    path("", agencies.agencies, name="agencies"),
    path("agencies/new/", agencies.new_agency, name="new_agency"),
    path("agencies/<uuid:public_id>/", agencies.agency, name="agency"),
    path("agencies/<uuid:public_id>/change/", agencies.change_agency, name="change_agency"),
    path("agencies/<uuid:public_id>/stop/", agencies.stop, name="stop_agency"),
    path("agencies/<uuid:public_id>/resume/", agencies.resume, name="resume_agency"),
    path("agencies/<uuid:public_id>/programs/new/", programs.new, name="new"),
    path("funders/<uuid:public_id>/end/", programs.end_funder, name="end_funder"),
    path("<uuid:public_id>/", programs.program, name="program"),
    path("<uuid:public_id>/change/", programs.change, name="change"),
    path("<uuid:public_id>/participation/", programs.participation, name="participation"),
    path("<uuid:public_id>/funders/new/", programs.add_funder, name="add_funder"),
]
