"""Enrollment and Exit: households, their members, the stay, and which agencies thereby see whom."""

from clients.models import Enrollment, Household, HouseholdMember
from hmis_csv.entities import Entity, Parent, Table

_CLIENT = Parent("Client", 's."PersonalID"')
_PROGRAM = Parent("Program", 's."ProjectID"')
_WRITTEN_AT_PROGRAM = "JOIN clients_program place ON place.id = program.target_id"
# A new stay is made with its exit at once; the entity Exit then only brings what changes later.
_LEFT = 'LEFT JOIN pg_temp.hmis_exit q ON q."EnrollmentID" = s."EnrollmentID"'
_BORN = 'LEFT JOIN pg_temp.hmis_client born ON born."PersonalID" = s."PersonalID"'

_EXIT_COLUMNS = {
    "exit_date": 's."ExitDate"::date',
    "destination": 'CASE WHEN s."ExitID" IS NOT NULL THEN coalesce(s."Destination"::smallint, 99) END',
    "destination_subsidy": 's."DestinationSubsidyType"::smallint',
}

# The head; where there is none (or several) the oldest stands for the household, and the finding says so.
HOUSEHOLD = Entity(
    kind="Household",
    file="Enrollment",
    key='s."HouseholdID"',
    where='s."HouseholdID" IS NOT NULL',
    joins=_BORN,
    pick='(s."RelationshipToHoH" = \'1\') DESC NULLS LAST, born."DOB" NULLS LAST, s.line',
    parents={"client": _CLIENT, "program": _PROGRAM},
    tables=(
        Table(
            model=Household,
            joins=_WRITTEN_AT_PROGRAM,
            columns={"client_id": "client.target_id"},
            once={
                "continuum_id": "%(continuum)s",
                "agency_id": "place.agency_id",
                "hud_id": 's."HouseholdID"',
                "imported": "true",
            },
        ),
    ),
)

ENROLLMENT = Entity(
    kind="Enrollment",
    file="Enrollment",
    key='s."EnrollmentID"',
    needed=frozenset({"PersonalID", "ProjectID", "EntryDate"}),
    parents={
        "client": _CLIENT,
        "program": _PROGRAM,
        "household": Parent("Household", 's."HouseholdID"', optional=True),
    },
    tables=(
        Table(
            model=Enrollment,
            joins=f"{_WRITTEN_AT_PROGRAM} {_LEFT}",
            columns={
                "client_id": "client.target_id",
                "program_id": "program.target_id",
                "household_id": "household.target_id",
                "relationship": 'coalesce(s."RelationshipToHoH"::smallint, 99)',
                "entry_date": 's."EntryDate"::date',
                "move_in_date": 's."MoveInDate"::date',
                "coc_code": "coalesce(s.\"EnrollmentCoC\", '')",
                "disabling_condition": 'coalesce(s."DisablingCondition"::smallint, 99)',
                "living_situation": 's."LivingSituation"::smallint',
                "homeless_since": 's."DateToStreetESSH"::date',
                "hud_user_id": "coalesce(s.\"UserID\", '')",
            },
            once={
                "continuum_id": "%(continuum)s",
                "agency_id": "place.agency_id",
                "hud_id": 's."EnrollmentID"',
                "imported": "true",
                **{column: expression.replace("s.", "q.") for column, expression in _EXIT_COLUMNS.items()},
            },
        ),
    ),
)

MEMBER = Entity(
    kind="HouseholdMember",
    file="Enrollment",
    key='s."HouseholdID" || \' \' || s."PersonalID"',
    where='s."HouseholdID" IS NOT NULL',
    pick='s."EntryDate" DESC, s.line',
    parents={
        "client": _CLIENT,
        "program": _PROGRAM,
        "household": Parent("Household", 's."HouseholdID"'),
    },
    tables=(
        Table(
            model=HouseholdMember,
            joins=f"{_WRITTEN_AT_PROGRAM} {_LEFT}",
            columns={
                "client_id": "client.target_id",
                "household_id": "household.target_id",
                "relationship": 'coalesce(s."RelationshipToHoH"::smallint, 99)',
                "joined_on": 's."EntryDate"::date',
            },
            once={
                "continuum_id": "%(continuum)s",
                "agency_id": "place.agency_id",
                "imported": "true",
                "left_on": 'q."ExitDate"::date',
            },
        ),
    ),
)

EXIT = Entity(
    kind="Exit",
    file="Exit",
    key='s."ExitID"',
    needed=frozenset({"EnrollmentID", "ExitDate"}),
    parents={"enrollment": Parent("Enrollment", 's."EnrollmentID"')},
    tables=(
        Table(
            model=Enrollment,
            match="t.id = enrollment.target_id",
            columns=_EXIT_COLUMNS,
        ),
        Table(
            model=HouseholdMember,
            joins="JOIN clients_enrollment stay ON stay.id = enrollment.target_id",
            match=(
                "t.household_id = stay.household_id AND t.client_id = stay.client_id"
                ' AND t.joined_on = stay.entry_date AND t.joined_on <= s."ExitDate"::date'
            ),
            columns={"left_on": 's."ExitDate"::date'},
        ),
    ),
)

ENROLLMENTS = (HOUSEHOLD, ENROLLMENT, MEMBER, EXIT)
