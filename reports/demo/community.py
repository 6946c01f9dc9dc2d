"""Who works in the demo community, and what it offers. Every name is invented and looks it."""

from dataclasses import dataclass

from cas_portal.access.roles import Role

CONTINUUM = ("CA-503", "Sampleton County (demo)")
MAIL = "demo.example"
CAS_PROGRAM = "CAS: Coordinated Access System Program - CE"

# HUD project types (2.02.6), as the list in cas_portal.hud names them.
SHELTER, TH, PSH, SERVICES_ONLY, OPH, RRH, CE = 0, 2, 3, 6, 10, 13, 14


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """One agency; `key` is how the other tables name it."""

    key: str
    name: str
    vsp: bool = False
    lead: bool = False
    phone: str = ""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One member of staff: sign-in name, name, role, agency."""

    login: str
    name: str
    role: Role
    agency: str
    scas_desk: bool = False
    certified: bool = True


@dataclass(frozen=True, slots=True)
class DemoProgram:
    """One program; housing programs carry the rules a household must meet."""

    key: str
    name: str
    agency: str
    project_type: int
    units: int = 0
    housing_kind: str = ""
    tier: str = ""
    rules: tuple[tuple[str, object], ...] = ()


AGENCIES = (
    DemoAgency("lead", "Sampleton Steps (lead agency)", lead=True),
    DemoAgency("call", "2-1-1 Sampleton"),
    DemoAgency("willow", "Willow Street Outreach"),
    DemoAgency("harbor", "Harbor Lamp Services"),
    DemoAgency("can", "Community Access Navigators"),
    DemoAgency("haven", "Lantern House (survivor services)", vsp=True, phone="9165550120"),
    DemoAgency("oak", "Old Oak Homes"),
    DemoAgency("keys", "Quick Keys Rehousing"),
    DemoAgency("bridge", "Footbridge Housing"),
    DemoAgency("garden", "Garden Gate Living"),
    DemoAgency("north", "Northside Shelters"),
    DemoAgency("family", "Acorn Family and Youth Shelters"),
)
# The first one listed for a role is the sign-in that is shown.
STAFF = (
    DemoPerson("assessor", "Ada Sampleson", Role.ASSESSOR, "willow"),
    DemoPerson("manager", "Max Sampleson", Role.AGENCY_MANAGER, "willow"),
    DemoPerson("callcenter", "Cora Dialtone", Role.CALL_CENTER, "call"),
    DemoPerson("navigator", "Nico Wayfinder", Role.CAN_NAVIGATOR, "can"),
    DemoPerson("ssf", "Sol Listkeeper", Role.SSF_ADMIN, "lead", scas_desk=True),
    DemoPerson("housing", "Holly Doorway", Role.HOUSING_PROVIDER, "oak"),
    DemoPerson("survivor", "Vera Quietly", Role.VSP_ASSESSOR, "haven"),
    DemoPerson("sysadmin", "Sam Systemson", Role.SYSADMIN, "lead"),
    DemoPerson("auditor", "Audra Ledger", Role.AUDITOR, "lead"),
    DemoPerson("assessor2", "Ari Fieldnote", Role.ASSESSOR, "willow"),
    DemoPerson("assessor3", "Bo Fieldnote", Role.ASSESSOR, "harbor"),
    DemoPerson("assessor4", "Cleo Fieldnote", Role.ASSESSOR, "harbor"),
    DemoPerson("assessor5", "Dee Lapsed", Role.ASSESSOR, "harbor", certified=False),
    DemoPerson("manager2", "Mina Overview", Role.AGENCY_MANAGER, "harbor"),
    DemoPerson("callcenter2", "Cass Dialtone", Role.CALL_CENTER, "call"),
    DemoPerson("ssf2", "Sid Listkeeper", Role.SSF_ADMIN, "lead"),
    DemoPerson("housing2", "Hal Doorway", Role.HOUSING_PROVIDER, "keys"),
    DemoPerson("housing3", "Hana Doorway", Role.HOUSING_PROVIDER, "bridge"),
    DemoPerson("housing4", "Hugo Doorway", Role.HOUSING_PROVIDER, "garden"),
    DemoPerson("shelter", "Shay Bunkhouse", Role.HOUSING_PROVIDER, "north"),
    DemoPerson("shelter2", "Sun Bunkhouse", Role.HOUSING_PROVIDER, "family"),
)

_ADULTS = ("household_types", ("SINGLE_ADULT", "TAY", "COUPLE", "ADULT_GROUP"))
_FAMILIES = ("household_types", ("FAMILY",))
PROGRAMS = (
    DemoProgram("psh", "Old Oak Apartments (PSH)", "oak", PSH, 24, "psh", "PSH_READY", (_ADULTS,)),
    DemoProgram("psh_family", "Acorn Court (PSH for families)", "oak", PSH, 8, "psh", "PSH_READY", (_FAMILIES,)),
    DemoProgram("rrh", "Quick Keys Rapid Rehousing", "keys", RRH, 30, "rrh", "PH_READY"),
    DemoProgram("rrh_veteran", "Quick Keys for Veterans", "keys", RRH, 6, "rrh", "PH_READY", (("veteran_only", True),)),
    DemoProgram("th", "Footbridge Transitional Living", "bridge", TH, 12, "th", "PH_READY", (_ADULTS,)),
    DemoProgram("th_youth", "Footbridge for Youth", "bridge", TH, 6, "th", "PH_READY", (("tay_only", True),)),
    DemoProgram("oph", "Garden Gate Cottages (other permanent housing)", "garden", OPH, 10, "other_ph", "PH_READY"),
    DemoProgram("s1", "North A Congregate Shelter", "north", SHELTER, 80),
    DemoProgram("s2", "X Street Navigation Center", "north", SHELTER, 100),
    DemoProgram("s3", "Meadowview Navigation Center", "north", SHELTER, 100),
    DemoProgram("s4", "Florin Safe Stay", "north", SHELTER, 100),
    DemoProgram("s5", "Mather Singles Interim", "north", SHELTER, 150),
    DemoProgram("s6", "Bannon Family Shelter", "family", SHELTER, 30),
    DemoProgram("s7", "The Village for Youth", "family", SHELTER, 24),
    DemoProgram("s8", "STEP for Youth", "family", SHELTER, 12),
)
# Where assessments are done: every agency with assessors is an access point through a program of its own.
ACCESS_POINTS = (
    ("call", "2-1-1 Access Point"),
    ("willow", "Willow Street Access Point"),
    ("harbor", "Harbor Lamp Access Point"),
    ("can", "Navigators Access Point"),
    ("haven", "Lantern House Access Point"),
)
