"""Addresses of the dated history, the support plan and the client's own side."""

from django.urls import path

from assessments.views import client_questions, client_view, copies, plan_sheets, plans, stays

urlpatterns = [
    path("client-view/", client_view.home, name="client_view"),
    path("client-view/answers/", client_view.answers, name="client_answers"),
    path("client-view/questions/<slug:section_id>/", client_questions.questions, name="client_questions"),
    path("client-view/correction/", client_view.correction, name="client_correction"),
    path("client-view/back/", client_view.take_back, name="take_back"),
    path("clients/<uuid:client_id>/client-view/", client_view.hand_over, name="hand_over"),
    path("clients/<uuid:client_id>/corrections/new/", copies.ask, name="ask_correction"),
    path("clients/<uuid:client_id>/corrections/<uuid:correction_id>/", copies.settle, name="settle_correction"),
    path("<uuid:assessment_id>/copy/", copies.copy, name="copy"),
    path("<uuid:assessment_id>/copy.pdf", copies.copy_pdf, name="copy_pdf"),
    path("clients/<uuid:client_id>/plan/", plans.plan, name="plan"),
    path("clients/<uuid:client_id>/plan/edit/", plans.edit, name="edit_plan"),
    path("clients/<uuid:client_id>/plan/goal/", plans.goal, name="add_goal"),
    path("clients/<uuid:client_id>/plan/goal/<int:number>/", plans.goal, name="change_goal"),
    path("clients/<uuid:client_id>/plan/versions/", plans.versions, name="plan_versions"),
    path("clients/<uuid:client_id>/plan/sheet/", plan_sheets.plan_sheet, name="plan_sheet"),
    path("clients/<uuid:client_id>/plan/sheet.pdf", plan_sheets.plan_pdf, name="plan_pdf"),
    path("clients/<uuid:client_id>/stays/", stays.history, name="stays"),
    path("clients/<uuid:client_id>/stays/new/", stays.add, name="add_stay"),
    path("clients/<uuid:client_id>/stays/condition/", stays.condition, name="condition"),
    path("clients/<uuid:client_id>/stays/take-over/", stays.take_over, name="take_over_stays"),
    path("clients/<uuid:client_id>/stays/<uuid:stay_id>/", stays.change, name="change_stay"),
    path("clients/<uuid:client_id>/stays/<uuid:stay_id>/remove/", stays.remove, name="remove_stay"),
]
