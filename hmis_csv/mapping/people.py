"""Client: the record, and the identity with the sealed SSN."""

from clients.models import RACES, Client, Identity
from hmis_csv import sealing
from hmis_csv.entities import Entity, Table

_RACE_COLUMNS = {
    "am_ind_ak_native": "AmIndAKNative",
    "asian": "Asian",
    "black_af_american": "BlackAfAmerican",
    "hispanic_latinao": "HispanicLatinao",
    "mid_east_n_african": "MidEastNAfrican",
    "native_hi_pacific": "NativeHIPacific",
    "white": "White",
}

# The earliest enrollment decides who owns the record; without one, the agency named on the command line.
_OWNER = """
LEFT JOIN (
    SELECT DISTINCT ON (e."PersonalID") e."PersonalID", program.agency_id FROM pg_temp.hmis_enrollment e
      JOIN hmis_csv_sourcerecord r ON r.continuum_id = %(continuum)s AND r.source = %(source)s
       AND r.kind = 'Program' AND r.key = e."ProjectID"
      JOIN clients_program program ON program.id = r.target_id
     ORDER BY e."PersonalID", e."EntryDate", e.line
) owner ON owner."PersonalID" = s."PersonalID"
LEFT JOIN (
    SELECT DISTINCT ON (e."PersonalID") e."PersonalID", e."DisablingCondition" FROM pg_temp.hmis_enrollment e
     WHERE e."DisablingCondition" IS NOT NULL ORDER BY e."PersonalID", e."EntryDate" DESC, e.line
) newest ON newest."PersonalID" = s."PersonalID"
"""

_CLIENT = Table(
    model=Client,
    columns={
        "birth_year": 'extract(year FROM s."DOB"::date)::smallint',
        "veteran_status": 'coalesce(s."VeteranStatus"::smallint, 99)',
        "sex": 'coalesce(s."Sex"::smallint, 99)',
        **{column: f'coalesce(s."{_RACE_COLUMNS[column]}"::smallint, 0)' for column in RACES},
        "race_none": 's."RaceNone"::smallint',
    },
    once={
        "continuum_id": "%(continuum)s",
        "agency_id": "coalesce(owner.agency_id, %(agency)s)",
        "hud_id": 's."PersonalID"',
        "disabling_condition": 'coalesce(newest."DisablingCondition"::smallint, 99)',
    },
    joins=_OWNER,
)

_IDENTITY = Table(
    model=Identity,
    id_column="client_id",
    columns={
        "first_name": "coalesce(s.\"FirstName\", '')",
        "middle_name": "coalesce(s.\"MiddleName\", '')",
        "last_name": "coalesce(s.\"LastName\", '')",
        "suffix": "coalesce(s.\"NameSuffix\", '')",
        "name_quality": 'coalesce(s."NameDataQuality"::smallint, 99)',
        "birth_date": 's."DOB"::date',
        # A date and "does not know" exclude each other: the date is kept, the quality becomes "not collected".
        "dob_quality": (
            "CASE WHEN s.\"DOB\" IS NOT NULL AND s.\"DOBDataQuality\" IN ('8', '9') THEN 99"
            ' ELSE coalesce(s."DOBDataQuality"::smallint, 99) END'
        ),
        "ssn_sealed": "sealed.sealed",
        "ssn_index": "sealed.lookup",
        "ssn_quality": 'coalesce(s."SSNDataQuality"::smallint, 99)',
    },
    once={"continuum_id": "%(continuum)s", "agency_id": "c.agency_id"},
    joins=(
        "JOIN clients_client c ON c.id = p.target_id"
        " LEFT JOIN pg_temp.hmis_sealed sealed ON sealed.client_id = p.target_id"
    ),
    before=sealing.seal_numbers,
)

CLIENT = Entity(kind="Client", file="Client", key='s."PersonalID"', tables=(_CLIENT, _IDENTITY))

PEOPLE = (CLIENT,)
