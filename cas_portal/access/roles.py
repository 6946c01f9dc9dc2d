"""Policy §10 as one readable table: every cell explicit, deny included."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.access.permissions import Permission

P = Permission


class Role(TextChoices):
    """The nine roles a membership can carry."""

    ASSESSOR = "assessor", _("Assessor")
    AGENCY_MANAGER = "agency_manager", _("Agency manager")
    CALL_CENTER = "call_center", _("2-1-1 specialist")
    CAN_NAVIGATOR = "can_navigator", _("CAN navigator")
    SSF_ADMIN = "ssf_admin", _("SSF admin")
    HOUSING_PROVIDER = "housing_provider", _("Housing provider")
    VSP_ASSESSOR = "vsp_assessor", _("VSP assessor")
    SYSADMIN = "sysadmin", _("HMIS system administrator")
    AUDITOR = "auditor", _("Auditor")


class Reach(TextChoices):
    """How far a role's right reaches."""

    ALL = "all", _("all")
    AGENCY = "agency", _("own agency")
    OWN = "own", _("own work")
    REFERRED = "referred", _("clients referred to them")
    MASKED = "masked", _("masked")
    LIMITED = "limited", _("limited, see the note")
    NONE = "none", _("no")


_CELLS = {
    "●": Reach.ALL,
    "a": Reach.AGENCY,
    "o": Reach.OWN,
    "r": Reach.REFERRED,
    "m": Reach.MASKED,
    "l": Reach.LIMITED,
    "–": Reach.NONE,
}
_COLUMNS = [
    Role.ASSESSOR,
    Role.AGENCY_MANAGER,
    Role.CALL_CENTER,
    Role.CAN_NAVIGATOR,
    Role.SSF_ADMIN,
    Role.HOUSING_PROVIDER,
    Role.VSP_ASSESSOR,
    Role.SYSADMIN,
    Role.AUDITOR,
]
# "l" is a partial cell of the policy; what of it stands in NOTES.
_TABLE = {
    #                              AS AM 211 CAN SSF HP VA SY AU
    P.VIEW_RELEASED_CLIENT: "      ●  ●  ●   ●   ●   r  –  ●  m",
    P.VIEW_UNRELEASED_CLIENT: "    a  a  a   a   –   –  –  ●  m",
    P.EDIT_CLIENT: "               ●  ●  ●   ●   ●   r  a  ●  –",
    P.ENROLL_CLIENT: "             ●  ●  ●   ●   ●   –  a  ●  –",
    P.ADD_LIVING_SITUATION: "      ●  ●  ●   ●   ●   r  a  –  –",
    P.SUBMIT_CRISIS: "             ●  ●  ●   ●   –   –  –  –  –",
    P.SUBMIT_HCT: "                ●  ●  ●   ●   –   –  a  –  –",
    P.EDIT_SUBMITTED_ASSESSMENT: " –  –  –   –   –   –  –  –  –",
    P.VOID_ASSESSMENT: "           –  –  –   –   –   –  –  ●  –",
    P.EDIT_ISP: "                  ●  ●  –   ●   ●   r  –  –  –",
    P.VIEW_SCORE: "                ●  ●  ●   ●   ●   –  a  ●  m",
    P.VIEW_SHELTER_SCORES: "       ●  ●  ●   ●   ●   –  –  ●  m",
    P.VIEW_SHELTER_RANK: "         –  –  ●   –   ●   –  –  –  m",
    P.VIEW_HOUSING_RANK: "         –  –  –   –   ●   –  –  –  m",
    P.HANDLE_290: "                –  –  ●   –   ●   –  –  –  –",
    P.SEND_TO_LIST: "              ●  ●  ●   ●   ●   –  a  –  –",
    P.REFER_TO_SHELTER: "          –  –  ●   –   –   –  –  –  –",
    P.ANSWER_SHELTER_REFERRAL: "   –  –  –   –   –   r  –  –  –",
    P.REFER_TO_PSAP: "             –  –  ●   –   ●   –  –  –  –",
    P.REPORT_OPENING: "            –  –  –   –   ●   a  –  –  –",
    P.SELECT_CANDIDATE: "          –  –  –   –   ●   –  –  –  –",
    P.ANSWER_INTEREST: "           o  a  o   o   –   –  a  –  –",
    P.ANSWER_REFERRAL: "           –  –  –   –   –   r  –  –  –",
    P.CONFIRM_DECLINE: "           –  –  –   –   ●   –  –  –  –",
    P.UPLOAD_DOCUMENT: "           ●  ●  –   ●   ●   r  –  –  –",
    P.ATTEST_DOCUMENT: "           –  –  –   –   –   –  a  –  –",
    P.ACCEPT_DOCUMENT: "           –  –  –   –   ●   –  –  –  –",
    P.VIEW_SENSITIVE_PAPERS: "     ●  ●  –   ●   ●   r  –  ●  –",
    P.LOG_CE_EVENT: "              ●  ●  ●   ●   ●   –  a  –  –",
    P.REASSIGN_CASE_MANAGER: "     o  a  –   –   ●   –  a  ●  –",
    P.EXPORT_CASELOAD: "           o  a  –   o   ●   r  a  ●  m",
    P.FILE_GRIEVANCE: "            ●  ●  ●   ●   ●   ●  ●  –  –",
    P.HANDLE_GRIEVANCE: "          –  –  –   –   ●   –  –  –  l",
    P.MANAGE_USERS: "              –  l  –   –   l   –  –  ●  –",
    P.EDIT_RULES: "                –  –  l   –   ●   –  –  ●  –",
    P.MERGE_CLIENTS: "             –  –  –   –   –   –  –  ●  –",
    P.VIEW_AUDIT_LOG: "            –  –  –   –   –   –  –  ●  ●",
    P.BUILD_PUBLIC_REPORT: "       –  –  –   –   ●   –  –  ●  ●",
    P.SEE_VIEWERS: "               –  a  –   –   –   –  –  ●  m",
    P.JUDGE_VASH: "                –  a  –   –   ●   –  –  –  –",
}
# What a cell of the policy says in brackets beside its reach.
NOTES: dict[tuple[Permission, Role], str | Promise] = {
    (P.EDIT_CLIENT, Role.VSP_ASSESSOR): _("anonymous records, by code"),
    (P.ADD_LIVING_SITUATION, Role.VSP_ASSESSOR): _("without any location"),
    (P.EDIT_ISP, Role.HOUSING_PROVIDER): _("the provider's field of the Case Conferencing tool, CC13"),
    (P.SEND_TO_LIST, Role.VSP_ASSESSOR): _("the housing queue"),
    (P.EXPORT_CASELOAD, Role.VSP_ASSESSOR): _("codes"),
    (P.HANDLE_GRIEVANCE, Role.AUDITOR): _("reads"),
    (P.MANAGE_USERS, Role.AGENCY_MANAGER): _("asks for changes"),
    (P.MANAGE_USERS, Role.SSF_ADMIN): _("certificates"),
    (P.EDIT_RULES, Role.CALL_CENTER): _("the inventory of shelters"),
}


def _by_role(cells: str) -> dict[Role, Reach]:
    return dict(zip(_COLUMNS, (_CELLS[cell] for cell in cells.split()), strict=True))


MATRIX = {permission: _by_role(cells) for permission, cells in _TABLE.items()}


class Field(TextChoices):
    """Parts of a record that not everybody who sees the record sees (security, section 4)."""

    NAMES = "names", _("Names, birth date, HMIS ID")
    SSN = "ssn", _("Last four digits of the SSN, and finding by a full number")
    WORDS = "words", _("Notes, reasons, contacts, places")
    ANSWERS = "answers", _("Answers of assessments")
    SCORE = "score", _("Score and EVH")
    PC_290 = "pc_290", _("PC 290 result")
    HOUSING_RANK = "housing_rank", _("Place on the housing list")
    PAPERS = "papers", _("Homelessness and disability papers")


# The rights of these fields are rows of the policy; a test holds both tables against each other.
RIGHT_TO = {
    Field.SCORE: P.VIEW_SCORE,
    Field.PC_290: P.HANDLE_290,
    Field.HOUSING_RANK: P.VIEW_HOUSING_RANK,
    Field.PAPERS: P.VIEW_SENSITIVE_PAPERS,
}
_FIELDS = {
    #                    AS AM 211 CAN SSF HP VA SY AU
    Field.NAMES: "       ●  ●  ●   ●   ●   r  –  ●  m",
    Field.SSN: "         ●  ●  ●   ●   ●   –  –  ●  –",
    Field.WORDS: "       ●  ●  ●   ●   ●   r  a  ●  –",
    Field.ANSWERS: "     ●  ●  ●   ●   ●   –  a  ●  –",
    Field.SCORE: "       ●  ●  ●   ●   ●   –  a  ●  m",
    Field.PC_290: "      –  –  ●   –   ●   –  –  –  –",
    Field.HOUSING_RANK: "–  –  –   –   ●   –  –  –  m",
    Field.PAPERS: "      ●  ●  –   ●   ●   r  –  ●  –",
}
FIELDS = {field: _by_role(cells) for field, cells in _FIELDS.items()}

# Rights an expired assessor certificate turns off (policy §10, X15).
NEED_CERTIFICATE = frozenset({P.SUBMIT_CRISIS, P.SUBMIT_HCT})
CERTIFIED_ROLES = frozenset(
    {Role.ASSESSOR, Role.AGENCY_MANAGER, Role.CALL_CENTER, Role.CAN_NAVIGATOR, Role.VSP_ASSESSOR}
)
