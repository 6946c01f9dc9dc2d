"""Organization, Project, ProjectCoC and CEParticipation."""

from cas_portal.accounts.models import Agency
from clients.models import CEParticipation, Program
from hmis_csv.entities import Entity, Parent, Table

_OTHER_PROJECT_TYPE = 7

# A row made here under the same HUD id is adopted, unless another sender's row is it already.
_SAME_AGENCY = """(
SELECT x.id FROM accounts_agency x WHERE x.continuum_id = %(continuum)s AND x.hud_id = s."OrganizationID"
AND NOT EXISTS (SELECT FROM hmis_csv_sourcerecord r
WHERE r.continuum_id = %(continuum)s AND r.kind = 'Agency' AND r.target_id = x.id))
"""
_SAME_PROGRAM = """(
SELECT x.id FROM clients_program x WHERE x.agency_id = agency.target_id AND x.hud_id = s."ProjectID"
AND NOT EXISTS (SELECT FROM hmis_csv_sourcerecord r
WHERE r.continuum_id = %(continuum)s AND r.kind = 'Program' AND r.target_id = x.id))
"""

AGENCY = Entity(
    kind="Agency",
    file="Organization",
    key='s."OrganizationID"',
    needed=frozenset({"OrganizationName"}),
    adopt=_SAME_AGENCY,
    tables=(
        Table(
            model=Agency,
            columns={
                "name": 's."OrganizationName"',
                "is_vsp": "coalesce(s.\"VictimServiceProvider\" = '1', false)",
            },
            once={
                "continuum_id": "%(continuum)s",
                # Two senders may use the same id; it stays with the first.
                "hud_id": (
                    "CASE WHEN EXISTS (SELECT FROM accounts_agency x WHERE x.continuum_id = %(continuum)s"
                    ' AND x.hud_id = s."OrganizationID") THEN \'\' ELSE s."OrganizationID" END'
                ),
            },
        ),
    ),
)

PROGRAM = Entity(
    kind="Program",
    file="Project",
    key='s."ProjectID"',
    needed=frozenset({"OrganizationID", "ProjectName"}),
    parents={"agency": Parent("Agency", 's."OrganizationID"')},
    adopt=_SAME_PROGRAM,
    tables=(
        Table(
            model=Program,
            columns={
                "agency_id": "agency.target_id",
                "name": 's."ProjectName"',
                "project_type": f'coalesce(s."ProjectType"::smallint, {_OTHER_PROJECT_TYPE})',
                "rrh_subtype": 's."RRHSubType"::smallint',
                "continuum_project": "coalesce(s.\"ContinuumProject\" = '1', false)",
                "starts_on": (
                    'coalesce(s."OperatingStartDate"::date, s."DateCreated"::timestamp::date, %(today)s::date)'
                ),
                "ends_on": 's."OperatingEndDate"::date',
            },
            once={"continuum_id": "%(continuum)s", "hud_id": 's."ProjectID"'},
        ),
    ),
)

PROGRAM_COC = Entity(
    kind="ProjectCoC",
    file="ProjectCoC",
    key='s."ProjectID"',
    needed=frozenset({"ProjectID", "CoCCode"}),
    parents={"program": Parent("Program", 's."ProjectID"')},
    tables=(
        Table(
            model=Program,
            match="t.id = program.target_id",
            columns={"coc_code": 's."CoCCode"', "geocode": "coalesce(s.\"Geocode\", '')"},
        ),
    ),
)

CE_PARTICIPATION = Entity(
    kind="CEParticipation",
    file="CEParticipation",
    key='s."CEParticipationID"',
    needed=frozenset({"ProjectID", "CEParticipationStatusStartDate"}),
    parents={"program": Parent("Program", 's."ProjectID"')},
    tables=(
        Table(
            model=CEParticipation,
            columns={
                "program_id": "program.target_id",
                "access_point": "coalesce(s.\"AccessPoint\" = '1', false)",
                "receives_referrals": "coalesce(s.\"ReceivesReferrals\" = '1', false)",
                "starts_on": 's."CEParticipationStatusStartDate"::date',
                "ends_on": 's."CEParticipationStatusEndDate"::date',
            },
            once={"continuum_id": "%(continuum)s", "hud_id": 's."CEParticipationID"'},
        ),
    ),
)

PROJECTS = (AGENCY, PROGRAM, PROGRAM_COC, CE_PARTICIPATION)
