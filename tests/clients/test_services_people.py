"""Entering clients and keeping profiles right."""

from dataclasses import replace
from datetime import date

import pytest

from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client, Identity
from clients.services.consent import record_release
from clients.services.people import (
    PossibleDuplicates,
    Profile,
    SurvivorProfile,
    create_client,
    create_survivor,
    edit_profile,
    profile_of,
    profile_version,
    ssn_last_four,
)
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory, IdentityFactory

ROSA = Profile(
    first_name="Rosa",
    last_name="Example",
    name_quality=1,
    birth_date=date(1985, 5, 5),
    dob_quality=1,
    races=frozenset({"white", "asian"}),
)


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = "1:" + "A" * 43 + "="
    settings.SSN_INDEX_KEY = "tests"


def enter(actor, profile=ROSA, **kwargs):
    with acting(actor):
        return create_client(by=actor, profile=profile, **kwargs)


def test_new_client_belongs_to_the_agency_and_is_shared_with_nobody(assessor):
    client = enter(assessor)
    assert (client.agency_id, client.shared_until, client.created_by_id) == (
        assessor.agency_ids[0],
        None,
        assessor.user_id,
    )
    assert (client.birth_year, client.white, client.asian, client.black_af_american) == (1985, 1, 1, 0)


def test_search_name_is_plain_and_holds_the_alias(assessor):
    client = enter(assessor, replace(ROSA, first_name="José  María", alias="Pepe", last_name="ÑANDÚ"))
    with acting(assessor):
        assert Identity.objects.get(client=client).search_name == "jose maria pepe nandu"


def test_database_keeps_the_search_name_when_code_does_not(assessor):
    client = enter(assessor)
    with acting(assessor):
        Identity.objects.filter(client=client).update(last_name="Óther", search_name="forged")
        assert Identity.objects.get(client=client).search_name == "rosa other"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"birth_date": date(2999, 1, 1)}, "future"),
        ({"birth_date": None}, "Enter the birth date"),
        ({"dob_quality": 9}, "Leave the birth date empty"),
        ({"race_none": 9}, "not both"),
        ({"races": frozenset({"martian"})}, "not on the list"),
    ],
)
def test_contradicting_answers_are_refused(assessor, changes, words):
    with pytest.raises(Invalid, match=words):
        enter(assessor, replace(ROSA, **changes))


def test_likely_duplicate_is_shown_first_and_then_stops_nothing(assessor, person):
    alike = enter(assessor)
    assert isinstance(alike, PossibleDuplicates)
    assert [found.client for found in alike.found] == [person]
    assert enter(assessor, shown=[person.pk]).pk != person.pk


@pytest.mark.parametrize(
    "profile",
    [
        replace(ROSA, birth_date=date(1990, 1, 1)),  # the very same name
        replace(ROSA, first_name="Rossa", last_name="Exampl"),  # a like name, born the same day
        replace(ROSA, first_name="Roza", birth_date=date(1990, 1, 1), phone="9165550100"),  # a like name, same phone
    ],
)
def test_what_counts_as_a_likely_duplicate(assessor, person, profile):
    assert isinstance(enter(assessor, profile), PossibleDuplicates)


@pytest.mark.parametrize(
    "profile",
    [
        replace(ROSA, first_name="Ulrich", last_name="Otherwise"),
        replace(ROSA, first_name="Rosalind", last_name="Vane", birth_date=date(1999, 1, 1)),
    ],
)
def test_what_does_not_count_as_a_duplicate(assessor, person, profile):
    assert isinstance(enter(assessor, profile), Client)


def test_hidden_record_is_never_hinted_at(partner, person):
    assert enter(partner).pk != person.pk


def test_same_ssn_is_a_duplicate_whatever_the_name(assessor):
    first = enter(assessor, replace(ROSA, ssn="123456789", ssn_quality=1))
    other = Profile(first_name="Quite", last_name="Different", name_quality=1, ssn="123456789", ssn_quality=1)
    alike = enter(assessor, other)
    assert isinstance(alike, PossibleDuplicates)
    assert alike.found[0].client == first


def test_ssn_is_sealed_and_only_full_ones_are_indexed(assessor):
    full = enter(assessor, replace(ROSA, ssn="123456789", ssn_quality=1))
    partial = enter(
        assessor, Profile(first_name="Partial", last_name="Number", name_quality=1, ssn="xxxxx6789", ssn_quality=2)
    )
    with acting(assessor):
        one, two = Identity.objects.get(client=full), Identity.objects.get(client=partial)
        assert b"123456789" not in bytes(one.ssn_sealed)
        assert (ssn_last_four(full, one), one.ssn_index is None) == ("6789", False)
        assert (ssn_last_four(partial, two), two.ssn_index) == ("6789", None)


@pytest.mark.parametrize("role", [Role.HOUSING_PROVIDER, Role.VSP_ASSESSOR, Role.AUDITOR])
def test_roles_that_do_not_enter_named_clients(role, agency):
    with pytest.raises(Forbidden):
        enter(staff(role, agency))


def test_client_is_entered_for_the_named_agency_of_the_person_only(assessor, other_agency):
    with pytest.raises(Forbidden):
        enter(assessor, agency_id=other_agency.pk)


def test_vsp_enters_anonymous_records_by_code(agency):
    vsp = staff(Role.VSP_ASSESSOR, AgencyFactory(is_vsp=True, continuum=agency.continuum))
    with acting(vsp):
        client = create_survivor(by=vsp, profile=SurvivorProfile(birth_year=1990, sex=0))
        assert (client.survivor, client.birth_year) == (True, 1990)
        assert Client.objects.visible_to(vsp).get() == client
    with acting(vsp), pytest.raises(Exception, match="identity_never_of_a_survivor"):
        Identity.objects.create(client=client, agency=client.agency, continuum=client.continuum, first_name="No")


def test_assessors_do_not_enter_anonymous_records(assessor):
    with acting(assessor), pytest.raises(Forbidden):
        create_survivor(by=assessor, profile=SurvivorProfile())


def stored(actor, client):
    client = Client.objects.visible_to(actor).select_related("identity").get(pk=client.pk)
    return profile_of(client, client.identity), profile_version(client, client.identity)


def test_profile_changes_and_version_rises(assessor, person):
    with acting(assessor):
        profile, version = stored(assessor, person)
        edit_profile(by=assessor, client_id=person.pk, profile=replace(profile, alias="Rosie", sex=0), version=version)
        after, later = stored(assessor, person)
    assert (after.alias, after.sex, later > version) == ("Rosie", 0, True)


def test_second_save_of_an_old_form_shows_both_versions(assessor, person):
    with acting(assessor):
        profile, version = stored(assessor, person)
        edit_profile(by=assessor, client_id=person.pk, profile=replace(profile, alias="First"), version=version)
        with pytest.raises(StaleForm) as caught:
            edit_profile(by=assessor, client_id=person.pk, profile=replace(profile, alias="Second"), version=version)
        assert caught.value.context["theirs"].alias == "First"
        assert stored(assessor, person)[0].alias == "First"


def test_a_release_in_between_does_not_make_a_form_stale(assessor, person):
    with acting(assessor):
        _profile, version = stored(assessor, person)
        record_release(by=assessor, client_id=person.pk, signature="Rosa Example", signed_on=clock.today())
        assert stored(assessor, person)[1] == version


def test_ssn_stays_unless_said_otherwise(assessor):
    client = enter(assessor, replace(ROSA, ssn="123456789", ssn_quality=1))
    with acting(assessor):
        profile, version = stored(assessor, client)
        edit_profile(by=assessor, client_id=client.pk, profile=replace(profile, alias="A"), version=version)
        assert ssn_last_four(client, Identity.objects.get(client=client)) == "6789"
        profile, version = stored(assessor, client)
        edit_profile(by=assessor, client_id=client.pk, profile=replace(profile, ssn="", ssn_quality=9), version=version)
        assert ssn_last_four(client, Identity.objects.get(client=client)) == ""


def test_hidden_client_cannot_be_edited(partner, person):
    with acting(partner), pytest.raises(Missing):
        edit_profile(by=partner, client_id=person.pk, profile=ROSA, version=2)


def test_seen_client_cannot_be_edited_by_an_auditor(agency, shared_person):
    auditor = staff(Role.AUDITOR, agency)
    with acting(auditor), pytest.raises(Forbidden):
        edit_profile(by=auditor, client_id=shared_person.pk, profile=ROSA, version=2)


def test_survivor_record_has_no_profile_to_edit(agency):
    client = ClientFactory(agency=agency, anonymous=True)
    worker = staff(Role.VSP_ASSESSOR, agency)
    with acting(worker), pytest.raises(Invalid):
        edit_profile(by=worker, client_id=client.pk, profile=ROSA, version=2)


def test_name_not_given_is_said(agency):
    assert (
        IdentityFactory(client=ClientFactory(agency=agency), first_name="", last_name="").full_name == "Name not given"
    )
