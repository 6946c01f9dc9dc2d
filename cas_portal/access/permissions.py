"""Every right the portal knows, one per row of policy §10."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# A sub-right of SSF that a membership holds; no row of the matrix (policy §11).
SCAS_DESK = "scas_desk"


class Permission(TextChoices):
    """A right. What reach each role has in it stands in `roles.py`."""

    VIEW_RELEASED_CLIENT = "view_released_client", _("Search and view a client with a release")
    VIEW_UNRELEASED_CLIENT = "view_unreleased_client", _("View a client without a release")
    EDIT_CLIENT = "edit_client", _("Create and edit profile, household, release, contacts")
    ENROLL_CLIENT = "enroll_client", _("Enroll in and exit from the CE program")
    ADD_LIVING_SITUATION = "add_living_situation", _("Add a current living situation")
    SUBMIT_CRISIS = "submit_crisis", _("Submit a Crisis Assessment")
    SUBMIT_HCT = "submit_hct", _("Submit a Housing Conversation Tool")
    EDIT_SUBMITTED_ASSESSMENT = "edit_submitted_assessment", _("Edit a submitted assessment")
    VOID_ASSESSMENT = "void_assessment", _("Void an assessment with a reason")
    EDIT_ISP = "edit_isp", _("Edit the ISP and the Case Conferencing tool")
    VIEW_SCORE = "view_score", _("See score and EVH of an assessment")
    VIEW_SHELTER_SCORES = "view_shelter_scores", _("See scores per shelter")
    VIEW_SHELTER_RANK = "view_shelter_rank", _("See the rank order of a shelter list")
    VIEW_HOUSING_RANK = "view_housing_rank", _("See the rank order of the housing list")
    HANDLE_290 = "handle_290", _("Enter and see the PC 290 result")
    SEND_TO_LIST = "send_to_list", _("Send to a shelter list or the housing queue")
    REFER_TO_SHELTER = "refer_to_shelter", _("Refer to a shelter")
    ANSWER_SHELTER_REFERRAL = "answer_shelter_referral", _("Answer a shelter referral")
    REFER_TO_PSAP = "refer_to_psap", _("Refer to a PSAP or to CAN")
    REPORT_OPENING = "report_opening", _("Report an opening, keep inventory")
    SELECT_CANDIDATE = "select_candidate", _("Select a candidate, refer to housing, override")
    ANSWER_INTEREST = "answer_interest", _("Answer whether the client is interested")
    ANSWER_REFERRAL = "answer_referral", _("Accept, decline, no-show, park, enroll")
    CONFIRM_DECLINE = "confirm_decline", _("Confirm or override a provider's decline")
    UPLOAD_DOCUMENT = "upload_document", _("Upload a document")
    ATTEST_DOCUMENT = "attest_document", _("Attest a document (VSP)")
    ACCEPT_DOCUMENT = "accept_document", _("Accept or reject a document")
    VIEW_SENSITIVE_PAPERS = "view_sensitive_papers", _("See homelessness and disability papers")
    LOG_CE_EVENT = "log_ce_event", _("Log a CE event")
    REASSIGN_CASE_MANAGER = "reassign_case_manager", _("Reassign a case manager")
    EXPORT_CASELOAD = "export_caseload", _("Export a caseload")
    FILE_GRIEVANCE = "file_grievance", _("File a grievance")
    HANDLE_GRIEVANCE = "handle_grievance", _("Handle a grievance")
    MANAGE_USERS = "manage_users", _("Manage users, roles, certificates")
    EDIT_RULES = "edit_rules", _("Edit rules, weights, shelters, programs")
    MERGE_CLIENTS = "merge_clients", _("Merge duplicates")
    VIEW_AUDIT_LOG = "view_audit_log", _("See the audit log")
    BUILD_PUBLIC_REPORT = "build_public_report", _("Build the public report")
    # Beyond the policy's table: managers may ask who viewed clients of their agency (architecture, decided points).
    SEE_VIEWERS = "see_viewers", _("See who viewed a client")
    # Kept for veteran services (instruments §5, HC31), which the policy gives no role: SSF, and managers for their own.
    JUDGE_VASH = "judge_vash", _("Say whether a veteran is eligible for HUD-VASH")
