"""Finding people, and finding nobody one may not see."""

from datetime import UTC, date, datetime

import pytest

from cas_portal.access.errors import Forbidden, Invalid
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.sealing import seal, ssn_index
from clients.services import search
from clients.services.merging import merge
from clients.services.search import find_clients
from clients.typed import Asked, parse, ssn_in
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientAccessFactory, ClientFactory, IdentityFactory

KEY = "1:" + "A" * 43 + "="


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", Asked()),
        ("Rosa Example", Asked(name="Rosa Example")),
        ("R", Asked()),
        ("Rosa 5/14/1985", Asked(name="Rosa", birth_date=date(1985, 5, 14))),
        ("1985-05-14", Asked(birth_date=date(1985, 5, 14))),
        ("13/45/1985 Rosa", Asked(name="Rosa", hmis_id="13/45/1985")),
        ("(916) 555-0100", Asked(phone="9165550100")),
        ("555-0100", Asked(phone="5550100")),
        ("Rosa 555 0100", Asked(name="Rosa", phone="5550100")),
        ("5550100", Asked(phone="5550100", hmis_id="5550100")),
        ("7/5/80", Asked(birth_date=date(1980, 7, 5))),
        ("7.5.1980", Asked(birth_date=date(1980, 7, 5))),
        ("07-05-80 Rosa", Asked(name="Rosa", birth_date=date(1980, 7, 5))),
        ("14/5/1985", Asked(birth_date=date(1985, 5, 14))),
        ("2/29/24", Asked(birth_date=date(2024, 2, 29))),
        ("2/30/80", Asked(hmis_id="2/30/80")),
        ("12/31/26", Asked(birth_date=date(1926, 12, 31))),
        ("8/5/25", Asked(birth_date=date(2025, 8, 5))),
        ("8/6/25", Asked(birth_date=date(1925, 8, 6))),
        ("Rosa Jul 5, 1980", Asked(name="Rosa", birth_date=date(1980, 7, 5))),
        ("5 de julio de 1980", Asked(birth_date=date(1980, 7, 5))),
        ("July 5th 1980", Asked(birth_date=date(1980, 7, 5))),
        ("Mayra 5 1980", Asked(name="Mayra", hmis_id="5")),
        ("07051980", Asked(birth_date=date(1980, 7, 5), hmis_id="07051980", client_code="07051980")),
        ("A13A3288", Asked(hmis_id="A13A3288", client_code="a13a3288")),
        ("A13A328", Asked(hmis_id="A13A328")),
        ("A13A32889", Asked(hmis_id="A13A32889")),
        ("+1 916 555 0100", Asked(phone="9165550100")),
        ("A12B99", Asked(hmis_id="A12B99")),
        ("sv-2026-000123", Asked(survivor_code="SV-2026-000123")),
        ("123-45-6789", Asked()),
    ],
)
def test_one_box_is_taken_apart(text, asked):
    with clock.freeze(datetime(2025, 8, 5, 17, tzinfo=UTC)):
        assert parse(text) == asked


@pytest.mark.parametrize(
    ("text", "number"),
    [("123-45-6789", "123456789"), ("Rosa 123456789", "123456789"), ("916-555-0100", ""), ("Rosa", "")],
)
def test_numbers_that_may_not_stand_in_an_address(text, number):
    assert ssn_in(text) == number


def found(actor, text="", **kwargs):
    with acting(actor):
        return [one.client for one in find_clients(by=actor, asked=Asked(**kwargs) if kwargs else parse(text))]


@pytest.mark.parametrize(
    "text", ["rosa", "Example", "ROSA EXAMPLE", "Rósa", "exampel rosa", "Ro", "9165550100", "5/5/1985", "Rosa 5/5/1985"]
)
def test_person_is_found_by(text, assessor, person):
    assert found(assessor, text) == [person]


@pytest.mark.parametrize("text", ["", "%", "_____", "zzz", "Rosa' OR 1=1 --x", "5/6/1985", "9165550199"])
def test_nobody_is_found_by(text, assessor, person):
    assert found(assessor, text) in ([], [person] if text.startswith("Rosa'") else [])


def test_alias_and_hmis_id_are_found(assessor, agency):
    client = ClientFactory(agency=agency, hud_id="HM4711")
    IdentityFactory(client=client, first_name="Konstantin", alias="Kostja")
    assert found(assessor, "kostja") == found(assessor, "HM4711") == [client]


def test_best_match_comes_first(assessor, agency, person):
    like = ClientFactory(agency=agency)
    IdentityFactory(client=like, first_name="Rosanna", last_name="Exampler", birth_date=date(1999, 9, 9))
    assert found(assessor, "Rosa Example 5/5/1985") == [person, like]


def test_at_most_twenty(assessor, agency):
    for _number in range(22):
        IdentityFactory(client=ClientFactory(agency=agency), first_name="Many", last_name="Alike")
    assert len(found(assessor, "Many Alike")) == search.LIMIT


READERS = ["assessor", "partner", "stranger"]


def seen_by(actors, **kwargs):
    return [len(found(actor, **kwargs)) for actor in actors]


@pytest.mark.parametrize(("released", "seen"), [(False, [1, 0, 0]), (True, [1, 1, 0])])
def test_release_decides_who_finds(assessor, partner, stranger, agency, released, seen):
    client = ClientFactory(agency=agency, released=released)
    IdentityFactory(client=client, first_name="Findme", birth_date=date(1970, 7, 7), phone="9165550177")
    actors = [assessor, partner, stranger]
    assert seen_by(actors, name="Findme") == seen
    assert seen_by(actors, birth_date=date(1970, 7, 7)) == seen
    assert seen_by(actors, phone="9165550177") == seen


def test_database_function_alone_keeps_the_walls(assessor, partner, stranger, person):
    """Whatever an interface asks for: the arguments can only take away."""
    everything = search.policies.ClientReach(released=True, unreleased=True, own=(1, 2, 3), scas_desk=True)
    for actor, seen in ((partner, 0), (stranger, 0), (assessor, 1)):
        with acting(actor):
            assert len(search._search(Asked(name="Rosa"), everything)) == seen


def code_of(client):
    return str(client.public_id)[:8].upper()


def test_code_that_pages_and_mails_show_finds_who_may_be_seen(
    assessor, partner, stranger, agency, person, shared_person
):
    assert found(assessor, code_of(person)) == [person]
    assert found(assessor, code_of(person).lower()) == [person]
    assert found(partner, code_of(person)) == found(stranger, code_of(shared_person)) == []
    assert found(partner, code_of(shared_person)) == [shared_person]
    other = f"{int(code_of(person), 16) ^ 1:08x}"
    assert (
        found(assessor, other) == found(assessor, code_of(person)[:7]) == found(assessor, f"{code_of(person)}0") == []
    )


def test_auditor_finds_by_the_code_and_a_survivor_is_found_by_none_but_their_own(other_agency, agency, shared_person):
    auditor = staff(Role.AUDITOR, other_agency)
    assert found(auditor, code_of(shared_person)) == [shared_person]
    vsp = AgencyFactory(is_vsp=True, continuum=agency.continuum)
    survivor = ClientFactory(agency=vsp, anonymous=True)
    for reader in (staff(Role.VSP_ASSESSOR, vsp), staff(Role.SYSADMIN, agency), auditor):
        assert found(reader, code_of(survivor)) == []


def test_merged_record_is_found_by_the_code_it_had(assessor, agency, person):
    kept = ClientFactory(agency=agency)
    IdentityFactory(client=kept, first_name="Ruth", last_name="Kirkwood")
    sysadmin = staff(Role.SYSADMIN, AgencyFactory(continuum=agency.continuum))
    with acting(sysadmin):
        merge(by=sysadmin, kept_id=kept.pk, other_id=person.pk)
    assert found(assessor, code_of(person)) == [kept]


def test_seven_digits_find_a_phone_and_six_do_not(assessor, partner, person):
    assert found(assessor, "555-0100") == found(assessor, "5550100") == [person]
    assert found(assessor, "555-010") == found(assessor, "555-0101") == found(partner, "555-0100") == []


@pytest.mark.case("X10")
def test_survivor_is_found_by_code_at_the_own_agency_and_the_desk_only(agency, partner):
    vsp = AgencyFactory(is_vsp=True, continuum=agency.continuum)
    client = ClientFactory(agency=vsp, anonymous=True)
    lead = AgencyFactory(continuum=agency.continuum)
    desk, ssf = staff(Role.SSF_ADMIN, lead, scas_desk=True), staff(Role.SSF_ADMIN, lead)
    readers = [staff(Role.VSP_ASSESSOR, vsp), desk, ssf, partner, staff(Role.SYSADMIN, lead), staff(Role.AUDITOR, lead)]
    assert seen_by(readers, survivor_code=client.survivor_code) == [1, 1, 0, 0, 0, 0]


def test_provider_finds_referred_clients_only(other_agency, shared_person):
    provider = staff(Role.HOUSING_PROVIDER, other_agency)
    assert found(provider, "Marco Shared") == []
    ClientAccessFactory(client=shared_person, agency=other_agency)
    assert found(provider, "Marco Shared") == [shared_person]


def test_ssf_does_not_find_unreleased_clients_of_agencies_but_what_they_entered(agency):
    ssf = staff(Role.SSF_ADMIN, agency)
    for creator in (None, ssf.user_id):
        IdentityFactory(client=ClientFactory(agency=agency, created_by_id=creator), first_name="Unreleased")
    assert len(found(ssf, "Unreleased")) == 1


def test_sysadmin_finds_unreleased_clients_and_no_survivors(agency, person):
    vsp = AgencyFactory(is_vsp=True, continuum=agency.continuum)
    anonymous = ClientFactory(agency=vsp, anonymous=True)
    sysadmin = staff(Role.SYSADMIN, AgencyFactory(continuum=agency.continuum))
    assert found(sysadmin, "Rosa Example") == [person]
    assert found(sysadmin, anonymous.survivor_code) == []


@pytest.mark.parametrize(
    "text",
    [
        "Xochitl Garcia", "Xochtil Garcia-Lopez", "Garcialopez Xochitl", "garcia lopez xochilt", "Xóchitl Lopez Garsia",
        "Xchitl Garca", "Lopez Garcia, Xochitl", "maria xochitl", "Chita Garcia", "Xochittl Garrcia Lopez",
    ],
)  # fmt: skip
def test_name_is_found_however_it_was_typed(assessor, agency, text):
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client, first_name="Xóchitl", middle_name="María", alias="Chita", last_name="García-López")
    IdentityFactory(client=ClientFactory(agency=agency), first_name="Walter", last_name="Kirkwood")
    assert found(assessor, text)[:1] == [client]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Bob", "Robert"), ("Liz", "Elizabeth"), ("Pepe", "José"), ("Lupita", "Guadalupe"), ("Kathy", "Catherine")],
)
def test_short_names_are_known(assessor, agency, typed, first):
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client, first_name=first, last_name="Kirkwood")
    assert found(assessor, f"{typed} Kirkwod") == [client]


def test_auditor_finds_by_id_and_never_by_name(other_agency, agency):
    client = ClientFactory(agency=agency, released=True, hud_id="HM1")
    IdentityFactory(client=client, first_name="Masked")
    auditor = staff(Role.AUDITOR, other_agency)
    assert found(auditor, "Masked") == []
    assert found(auditor, "HM1") == [client]


@pytest.fixture
def numbered(agency, settings):
    settings.FIELD_KEYS, settings.SSN_INDEX_KEY = KEY, "tests"
    client = ClientFactory(agency=agency)
    sealed = seal("123456789", column="ssn", client_id=client.pk, agency_id=agency.pk)
    IdentityFactory(client=client, ssn_sealed=sealed, ssn_index=ssn_index("123456789"), ssn_quality=1)
    return client


@pytest.mark.django_db(transaction=True)
def test_full_number_finds_the_person_and_is_written_down(assessor, partner, numbered, audit_log):
    assert found(assessor, ssn="123456789") == [numbered]
    assert audit_log("SELECT kind FROM audit.act ORDER BY id") == [("ssn_lookup",), ("read",)]
    assert found(assessor, ssn="123456780") == []
    assert found(partner, ssn="123456789") == []


@pytest.mark.parametrize("role", [Role.HOUSING_PROVIDER, Role.VSP_ASSESSOR, Role.AUDITOR])
def test_search_by_number_needs_a_role_that_identifies_people(agency, numbered, role):
    with pytest.raises(Forbidden):
        found(staff(role, agency), ssn="123456789")


def test_search_by_number_is_limited(assessor, numbered, monkeypatch):
    monkeypatch.setattr(search, "SSN_LOOKUPS_AN_HOUR", 2)
    with acting(assessor):
        for _time in range(2):
            find_clients(by=assessor, asked=Asked(ssn="123456780"))
        with pytest.raises(Invalid, match="Too many"):
            find_clients(by=assessor, asked=Asked(ssn="123456780"))


def test_merged_record_is_found_by_what_it_was_called_and_leads_to_the_one_that_was_kept(assessor, agency, person):
    kept = ClientFactory(agency=agency)
    IdentityFactory(client=kept, first_name="Ruth", last_name="Kirkwood")
    sysadmin = staff(Role.SYSADMIN, AgencyFactory(continuum=agency.continuum))
    with acting(sysadmin):
        merge(by=sysadmin, kept_id=kept.pk, other_id=person.pk)
    assert found(assessor, "Rosa Example") == found(assessor, "Ruth") == [kept]
