"""CurrentLivingSituation, Assessment and Event: records that are never edited, so a correction stands anew."""

from assessments.models import Assessment, CEEvent, CurrentLivingSituation
from assessments.validity import CRISIS, HCT, LIVES
from hmis_csv.entities import Entity, Parent, Table

_PARENTS = {
    "client": Parent("Client", 's."PersonalID"'),
    "enrollment": Parent("Enrollment", 's."EnrollmentID"'),
}
_STAY = "JOIN clients_enrollment stay ON stay.id = enrollment.target_id"
_MADE = {"continuum_id": "%(continuum)s", "agency_id": "stay.agency_id", "imported": "true"}

LIVING_SITUATION = Entity(
    kind="CurrentLivingSituation",
    file="CurrentLivingSituation",
    key='s."CurrentLivingSitID"',
    needed=frozenset({"EnrollmentID", "PersonalID", "InformationDate"}),
    parents=_PARENTS,
    tables=(
        Table(
            model=CurrentLivingSituation,
            joins=_STAY,
            fills=frozenset(),
            columns={
                "client_id": "client.target_id",
                "enrollment_id": "enrollment.target_id",
                "information_date": 's."InformationDate"::date',
                "situation": 'coalesce(s."CurrentLivingSituation"::smallint, 99)',
                "subsidy": 's."CLSSubsidyType"::smallint',
                "verified_by_text": "coalesce(s.\"VerifiedBy\", '')",
                "leave_within_14_days": 's."LeaveSituation14Days"::smallint',
                "subsequent_residence": 's."SubsequentResidence"::smallint',
                "resources_to_obtain": 's."ResourcesToObtain"::smallint',
                "lease_own_60_day": 's."LeaseOwn60Day"::smallint',
                "moved_two_or_more": 's."MovedTwoOrMore"::smallint',
                "details": "coalesce(s.\"LocationDetails\", '')",
            },
            # HUD does not say how the contact was made; another system told us.
            once={
                **_MADE,
                "hud_id": 's."CurrentLivingSitID"',
                "contact_kind": f"'{CurrentLivingSituation.ContactKind.OTHER_PROJECT.value}'",
            },
        ),
    ),
)

# HUD's assessment level 1 is the Crisis Assessment, 2 the HCT. Without answers there is no score (instruments §11).
ASSESSMENT = Entity(
    kind="Assessment",
    file="Assessment",
    key='s."AssessmentID"',
    needed=frozenset({"EnrollmentID", "PersonalID", "AssessmentDate", "AssessmentLevel"}),
    parents={**_PARENTS, "place": Parent("Program", 's."AssessmentLocation"', optional=True)},
    tables=(
        Table(
            model=Assessment,
            joins=f"{_STAY} JOIN accounts_continuum here ON here.id = stay.continuum_id",
            fills=frozenset(),
            columns={
                "client_id": "client.target_id",
                "enrollment_id": "enrollment.target_id",
                "kind": f"CASE s.\"AssessmentLevel\" WHEN '1' THEN '{CRISIS}' ELSE '{HCT}' END",
                "assessed_on": 's."AssessmentDate"::date',
                "location_program_id": "place.target_id",
                "contact_type": 's."AssessmentType"::smallint',
                "prioritization_status": 's."PrioritizationStatus"::smallint',
            },
            once={
                **_MADE,
                "hud_id": 's."AssessmentID"',
                "submitted_at": (
                    'coalesce(s."DateCreated"::timestamp, s."AssessmentDate"::timestamp) AT TIME ZONE here.time_zone'
                ),
                "valid_through": (
                    f'CASE s."AssessmentLevel" WHEN \'1\' THEN s."AssessmentDate"::date + {LIVES[CRISIS].days}'
                    f" ELSE (s.\"AssessmentDate\"::date + interval '{LIVES[HCT].months} months')::date END"
                ),
            },
        ),
    ),
)

EVENT = Entity(
    kind="Event",
    file="Event",
    key='s."EventID"',
    needed=frozenset({"EnrollmentID", "PersonalID", "EventDate", "Event"}),
    parents={**_PARENTS, "place": Parent("Program", 's."LocationCrisisOrPHHousing"', optional=True)},
    tables=(
        Table(
            model=CEEvent,
            joins=_STAY,
            fills=frozenset({"rehoused", "aftercare", "result", "result_date"}),
            columns={
                "client_id": "client.target_id",
                "enrollment_id": "enrollment.target_id",
                "event_date": 's."EventDate"::date',
                "event": 's."Event"::smallint',
                "location_program_id": "place.target_id",
                "rehoused": "CASE s.\"ProbSolDivRRResult\" WHEN '1' THEN true WHEN '0' THEN false END",
                "aftercare": "CASE s.\"ReferralCaseManageAfter\" WHEN '1' THEN true WHEN '0' THEN false END",
                "result": 's."ReferralResult"::smallint',
                "result_date": 's."ResultDate"::date',
            },
            once={**_MADE, "hud_id": 's."EventID"'},
        ),
    ),
)

ASSESSING = (LIVING_SITUATION, ASSESSMENT, EVENT)
